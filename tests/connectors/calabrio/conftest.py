"""Benches for Calabrio's tests: scripted, and against the simulated contact centre."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import redis

from tests.connectors.calabrio.support import Bench, Clock, ScriptedCalabrio
from tests.connectors.runs import RecordedFindings


@pytest.fixture
def findings() -> RecordedFindings:
    return RecordedFindings()


@pytest.fixture
def scripted() -> Iterator[ScriptedCalabrio]:
    one = ScriptedCalabrio()
    with one.server:
        yield one


@pytest.fixture
def bench(redis_client: redis.Redis, scripted: ScriptedCalabrio) -> Bench:
    return Bench(redis_client, scripted.server.url)


@pytest.fixture
def clock(bench: Bench) -> Clock:
    bench.clock = Clock()
    return bench.clock
