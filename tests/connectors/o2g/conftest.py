"""What the tests of the O2G reader may ask for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from connectors.simulator.handle import SimulatedCentre
from tests.connectors.o2g.centres import Started


@pytest.fixture
def start() -> Iterator[Started]:
    running: list[SimulatedCentre] = []

    def begin(**choices: Any) -> SimulatedCentre:
        given = {"agents": 16, "queues": 5, "start": "10:00", "speed": 10.0, **choices}
        centre = SimulatedCentre(**given).start()
        running.append(centre)
        return centre

    yield begin
    for centre in running:
        centre.stop()
