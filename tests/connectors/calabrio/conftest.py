"""Benches for Calabrio's tests: scripted, and against the simulated contact centre."""

from __future__ import annotations

import pytest
import redis

from tests.connectors.calabrio.support import Bench, RecordedFindings, ScriptedCalabrio


@pytest.fixture
def findings() -> RecordedFindings:
    return RecordedFindings()


@pytest.fixture
def scripted() -> ScriptedCalabrio:
    return ScriptedCalabrio()


@pytest.fixture
def bench(redis_client: redis.Redis, scripted: ScriptedCalabrio) -> Bench:
    return Bench(redis_client, scripted=scripted)
