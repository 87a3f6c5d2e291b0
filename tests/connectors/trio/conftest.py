"""A Trio server of fixtures, and runs of one account against it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from connectors.trio.connector import TrioConnector
from tests.connectors.runs import Runs
from tests.connectors.trio.harness import TrioServer, settings
from tests.connectors.vendor_server import VendorServer

Make = Callable[..., Runs]


@pytest.fixture
def trio() -> TrioServer:
    return TrioServer()


@pytest.fixture
def server(trio: TrioServer) -> Iterator[VendorServer]:
    with VendorServer(trio) as running:
        yield running


@pytest.fixture
def account(server: VendorServer) -> Make:
    """Make the runs of an account; keyword arguments change its settings."""

    def make(**changes: Any) -> Runs:
        return Runs(TrioConnector, settings(server.url, **changes))

    return make


@pytest.fixture
def runs(account: Make) -> Runs:
    return account()
