"""A Sinch server of fixtures, and runs of one account against it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from connectors.sinch.connector import SinchConnector
from tests.connectors.runs import Runs
from tests.connectors.sinch.harness import NOON, SinchServer, settings
from tests.connectors.vendor_server import VendorServer

Make = Callable[..., Runs]


class Clock:
    def __init__(self) -> None:
        self.at = NOON

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock() -> Clock:
    """It is noon in Stockholm, and stays so until a test says otherwise."""
    return Clock()


@pytest.fixture
def sinch() -> SinchServer:
    return SinchServer()


@pytest.fixture
def server(sinch: SinchServer) -> Iterator[VendorServer]:
    with VendorServer(sinch) as running:
        yield running


@pytest.fixture
def account(server: VendorServer, sinch: SinchServer, clock: Clock) -> Make:
    """Make the runs of an account; keyword arguments change its settings."""

    def make(**changes: Any) -> Runs:
        return Runs(SinchConnector, settings(server.url, style=sinch.style, **changes), clock)

    return make


@pytest.fixture
def runs(account: Make) -> Runs:
    return account()
