"""Trio bears what every connector must bear."""

from __future__ import annotations

import pytest

from tests.connectors.contract import ConnectorContract
from tests.connectors.trio.harness import TrioHarness


class TestContract(ConnectorContract):
    @pytest.fixture
    def harness(self) -> TrioHarness:
        return TrioHarness()
