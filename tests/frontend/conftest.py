from __future__ import annotations

from pathlib import Path

import pytest

from tests.frontend.tools import DIST, run


@pytest.fixture(scope="session")
def dist() -> Path:
    """The bundle, built from what is there now."""
    run("node", "static/build.mjs")
    return DIST
