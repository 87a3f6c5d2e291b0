from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from bootstrap import install
from tests.frontend.server import Server
from tests.frontend.tools import DIST


@pytest.fixture(scope="session")
def dist() -> Path:
    """The bundle of what is there now; not made again where it is, for others collect it."""
    install.front_end()
    return DIST


@pytest.fixture
def server(dist) -> Iterator[Server]:
    one = Server()
    one.open()
    yield one
    one.close()


@pytest.fixture
def page(server: Server, page: Page) -> Page:
    """The page of every test, gone before its server is: a server's end is no fault of a page."""
    return page
