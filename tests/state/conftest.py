"""A Valkey that a test may kill and start again, empty, at the same address."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services.valkey import TestValkey


@pytest.fixture
def own_valkey(tmp_path: Path) -> Iterator[TestValkey]:
    server = TestValkey(tmp_path)
    server.start()
    yield server
    server.kill()
