"""A centre to test against, and signed-in clients for both faces."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from connectors.simulator import SimulatedCentre
from tests.simulator.simulated_clients import Serve, TrioClient


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Start centres with options of the test's choice; all are stopped afterwards."""
    started: list[SimulatedCentre] = []

    def start(**choices: Any) -> SimulatedCentre:
        choices = {"seed": 7, "queues": 12, "agents": 30, "frozen": True, **choices}
        started.append(SimulatedCentre(**choices).start())
        return started[-1]

    yield start
    for one in started:
        one.stop()


@pytest.fixture
def centre(serve: Serve) -> SimulatedCentre:
    return serve()


@pytest.fixture
def http() -> Iterator[httpx.Client]:
    with httpx.Client(timeout=5, trust_env=False) as client:
        yield client


@pytest.fixture
def trio(centre: SimulatedCentre, http: httpx.Client) -> TrioClient:
    client = TrioClient(centre, http, centre.trio_url)
    assert client.sign_in().status_code == 200
    return client


@pytest.fixture
def calabrio(centre: SimulatedCentre) -> Iterator[httpx.Client]:
    """A client of the Calabrio face with a session in its cookie jar."""
    with httpx.Client(base_url=centre.calabrio_url, timeout=5, trust_env=False) as client:
        credentials = {"userId": centre.calabrio_user, "password": centre.calabrio_password}
        assert client.post("/authorize", json={**credentials, "language": "en"}).status_code == 200
        yield client
