"""The simulated centre, read every minute through scenes as the product reads it: each quarter hour
of each queue is what its counters say they counted in it, over midnight too."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from connectors.simulator.queues import Queue
from connectors.simulator.world import World
from tests.history.test_book import Keeper
from tests.projections.scenes import agent, of_agent, of_queue, queue, scene, site
from wallboard.domain.observation import Value
from wallboard.history.book import SITE, Scope
from wallboard.history.readings import reading_of

MIDNIGHT = 1_760_047_200  # in Stockholm: the world's second 86,400
DAY = 86_400
COUNTERS = ("offered", "answered", "abandoned", "answered_in_threshold", "handled")
WINDOW = {"window": "day", "clock": "vendor"}


def counters(one: Queue) -> dict[str, int]:
    return {key: getattr(one.today, key) for key in COUNTERS}


def readings(world: World, from_at: int, to_at: int) -> Iterator[int]:
    """The minutes, and five seconds before midnight, with the world brought up to each."""
    minutes = range(from_at, to_at + 1, 60)
    for at in sorted([*minutes, *({MIDNIGHT - 5} if from_at < MIDNIGHT < to_at else ())]):
        world.run_until(DAY + at - MIDNIGHT)
        yield at


@pytest.mark.parametrize("hours", [(-4, 1), (9, 11)])
def test_quarters_of_the_simulated_centre_are_its_own_counts(hours: tuple[int, int]) -> None:
    world = World(seed=11, queues=6, agents=14)
    from_at, to_at = (MIDNIGHT + 3600 * hour for hour in hours)
    queues = [queue(str(one.index), "trio", name=one.name) for one in world.queues]
    people = [agent(str(one.index), "trio", name=one.name) for one in world.agents]
    spec, keeper = site(*queues, *people), Keeper()
    counted: dict[tuple[int, int], dict[str, int]] = {}
    for at in readings(world, from_at, to_at):
        said = [
            of_queue(
                "trio",
                str(one.index),
                contacts_waiting=len(one.waiting),
                **{
                    key: Value(n, parameters={**WINDOW, "threshold_seconds": 20})
                    if "threshold" in key
                    else Value(n, parameters=WINDOW)
                    for key, n in counters(one).items()
                },
            )
            for one in world.queues
        ]
        said += [of_agent("trio", str(one.index), state=one.state) for one in world.agents]
        keeper.take(reading_of(scene(spec, *said, ages={"trio": float(at)}, now_at=float(at))))
        for one in world.queues:
            counted[one.index, at] = counters(one)
    offered = 0
    for quarter in range(from_at, to_at, 900):
        ends = MIDNIGHT - 5 if quarter + 900 == MIDNIGHT else quarter + 900
        whole = dict.fromkeys(COUNTERS, 0)
        for one in world.queues:
            before = counted[one.index, quarter]
            begins = dict.fromkeys(COUNTERS, 0) if quarter == MIDNIGHT else before
            truth = {key: n - begins[key] for key, n in counted[one.index, ends].items()}
            found = keeper.tally(Scope("queue", str(one.index)), quarter).numbers
            assert {key: found[key] for key in COUNTERS} == truth, (one.name, quarter)
            whole = {key: whole[key] + truth[key] for key in COUNTERS}
        found = keeper.tally(SITE, quarter).numbers
        assert {key: found[key] for key in COUNTERS} == whole
        states = sum(n or 0 for key, n in found.items() if key.endswith("_agent_seconds"))
        assert states == len(world.agents) * keeper.tally(SITE, quarter).covered_seconds("agents")
        offered += whole["offered"]
    assert offered > 20
