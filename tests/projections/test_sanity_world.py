"""A consistent centre, seen by four systems with their lags, contradicts nobody: no finding is ever
invented. The centre is the simulated one, for any hour of its day, midnight included."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from connectors.simulator.oracle import agents_by_state
from connectors.simulator.people import Agent
from connectors.simulator.queues import Queue
from connectors.simulator.world import World
from tests.projections.scenes import agent, queue, site, source
from wallboard.domain.facts import Fact, FactKey, SiteFacts, SourceKey
from wallboard.domain.observation import Kind, Value
from wallboard.domain.schedule import Scheduled, encode
from wallboard.projections.sanity import watch
from wallboard.projections.scene import scene_of

MIDNIGHT = 1_760_047_200.0  # in Stockholm: the world's second 0
HOUR = 3600.0
MINUTES = 50
DAY = {"window": "day"}
COUNTERS = (
    "offered", "answered", "handled", "abandoned", "abandoned_short", "answered_in_threshold",
    "abandoned_in_threshold",
)  # fmt: skip

# system → seconds between its polls, and seconds that its newest answer is behind the truth. Of a
# stream both are what is between an event and its fact.
LAGS = {"o2g": (5.0, 1.0), "trio": (10.0, 2.0), "sinch": (15.0, 5.0), "calabrio": (30.0, 45.0)}
Said = dict[tuple[Kind, str], dict[str, Value]]


class Systems:
    """What each system has said so far, as the store keeps it."""

    def __init__(self, world: World, seed: int) -> None:
        self.world = world
        self.rng = random.Random(seed)
        self.facts: dict[FactKey, Fact] = {}
        self.memory: dict[str, Any] = {}
        people = [agent(str(a.index), *LAGS, name=a.name) for a in world.agents]
        # Calabrio knows no queues; who answers O2G's pilots is who answers Trio's services.
        queues = [queue(f"q{q.index}", "trio", "o2g", "sinch", name=q.name) for q in world.queues]
        sources = tuple(source(name, rank) for rank, name in enumerate(LAGS))
        self.spec = site(*people, *queues, sources=sources)

    def look(self, at: float) -> list[str]:
        now_at = MIDNIGHT + at
        confirmed = {SourceKey(s, "state", kind): now_at - 5 for s in LAGS for kind in Kind}
        known = SiteFacts.of(None, self.facts.values())
        scene = scene_of(self.spec, known, confirmed, now_at)
        report, self.memory = watch(scene, self.memory)
        return [f"{finding.check}: {finding.text}" for finding in report.findings]

    def hear(self, system: str, received_at: float) -> None:
        """Take over what a system says of the truth as it is now."""
        said = dict(self._said(system))
        told = {(k.kind, k.external_id, k.field) for k in self.facts if k.account == system}
        for (kind, external_id), values in said.items():
            for field, value in values.items():
                key = FactKey(system, "state", kind, external_id, field)
                told.discard((kind, external_id, field))
                before = self.facts.get(key)
                if before is None or before.value != value:
                    at = MIDNIGHT + received_at
                    self.facts[key] = Fact(key, value, at, at)
        for gone in told:
            del self.facts[FactKey(system, "state", *gone)]

    def _said(self, system: str) -> Iterator[tuple[tuple[Kind, str], dict[str, Value]]]:
        for person in self.world.agents:
            yield (Kind.AGENT, str(person.index)), self._agent(system, person)
        if system != "calabrio":
            for one in self.world.queues:
                yield (Kind.QUEUE, f"q{one.index}"), self._queue(system, one)

    def _agent(self, system: str, person: Agent) -> dict[str, Value]:
        values = {"state": Value(person.state)}
        if person.mark.queue is not None and system != "calabrio":
            values["queue"] = Value(f"q{person.mark.queue}")
        if system == "calabrio":
            values["schedule"] = Value(self._schedule(person))
        return values

    def _schedule(self, person: Agent) -> str:
        now = self.world.now
        around = self.world.schedule.between(
            person.index, person.shift, now // HOUR * HOUR - 12 * HOUR, now + 36 * HOUR
        )
        return encode(
            Scheduled(one.type, one.name or one.type, MIDNIGHT + one.starts, MIDNIGHT + one.ends)
            for one in around
        )

    def _queue(self, system: str, one: Queue) -> dict[str, Value]:
        states = agents_by_state(self.world, one.skilled)
        values = {
            "contacts_waiting": Value(len(one.waiting)),
            "backlog": Value(len(one.cases)),
            "staffed": Value(len(one.skilled) - states["logged_out"]),
            **{state: Value(count) for state, count in states.items()},
        }
        fields = ("answered", "answered_in_threshold") if system == "o2g" else COUNTERS
        counted = {name: Value(getattr(one.today, name), parameters=DAY) for name in fields}
        if system != "o2g":
            values["unknown"] = Value(0)
        return values | counted


def findings_of(seed: int, from_hour: float) -> list[str]:
    """Of fifty minutes of a centre that has run since the evening before."""
    world = World(seed=seed, queues=5, agents=16)
    start = from_hour * HOUR
    world.run_until(start)
    systems = Systems(world, seed)
    plan: list[tuple[float, float, str]] = []  # truth at, received at, system
    for system, (cadence, behind) in LAGS.items():
        at = start + systems.rng.uniform(0, cadence)
        while at < start + MINUTES * 60 + 60:
            plan.append((at - systems.rng.uniform(behind / 2, behind), at, system))
            at += cadence
    looks = [(start + 60.0 * n, start + 60.0 * n, "") for n in range(1, MINUTES + 1)]
    found: list[str] = []
    for truth_at, received_at, system in sorted([*plan, *looks]):
        world.run_until(max(world.now, truth_at))
        if system:
            systems.hear(system, received_at)
        else:
            found += systems.look(received_at)
    return found


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 10_000), from_hour=st.floats(0.0, 47.0))
@example(seed=1, from_hour=23.5)  # over midnight
@example(seed=2, from_hour=7.5)  # people come
@example(seed=3, from_hour=16.5)  # people go
def test_a_consistent_centre_contradicts_nobody(seed: int, from_hour: float) -> None:
    assert findings_of(seed, from_hour) == []
