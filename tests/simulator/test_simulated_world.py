"""The world: invariants at every moment of any day, determinism, and an oracle that adds up."""

import random
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.simulator.adherence import IN_SERVICE_WORDS
from connectors.simulator.clock import Clock
from connectors.simulator.options import Options
from connectors.simulator.oracle import COUNTERS, truth
from connectors.simulator.people import STATES
from connectors.simulator.queues import DAY, HOUR
from connectors.simulator.schedule import Schedule
from connectors.simulator.world import World

SIZES = {"queues": 8, "agents": 24}


def told(world: World) -> dict[str, Any]:
    return truth(Clock(world, world.now, frozen=True, real=lambda: 1_700_000_000 + world.now))


def check(world: World) -> None:
    """What holds at every moment."""
    for queue in world.queues:
        today, waiting = queue.today, len(queue.waiting)
        assert today.offered == today.answered + today.abandoned + waiting
        assert today.answered + today.in_progress_at_midnight == today.handled + queue.in_progress
        assert today.answered_in_threshold <= today.answered
        assert today.abandoned_short <= today.abandoned_in_threshold <= today.abandoned
        assert all(call.arrived <= world.now for call in queue.waiting)
        served = [a for a in world.agents if a.call is not None and a.call.queue == queue.index]
        assert queue.in_progress == sum(a.state != "ringing" for a in served)
    for agent in world.agents:
        assert agent.state in STATES
        busy = agent.state in ("ringing", "on_contact", "on_hold", "wrap_up")
        assert busy == (agent.call is not None) == (agent.mark.queue is not None)
        if agent.state == "ringing":
            assert agent.call is not None and agent.call.state == "ringing"
        times = [mark.at for mark in agent.history]
        assert times == sorted(times) and times[-1] <= world.now
        for before, after in pairwise(agent.history):
            states = (before.state, before.reason, before.queue)
            assert states != (after.state, after.reason, after.queue)


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 10_000), first=st.floats(0, DAY), second=st.floats(0, DAY))
def test_invariants_hold_at_any_moment_of_any_day(seed: int, first: float, second: float) -> None:
    world = World(seed, **SIZES)
    for moment in sorted((first, second, DAY, DAY + first)):
        world.run_until(moment)
        check(world)


@settings(max_examples=6, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_history_does_not_depend_on_how_time_is_cut(seed: int) -> None:
    once, often = World(seed, **SIZES), World(seed, **SIZES)
    once.run_until(9 * HOUR)
    rng = random.Random(seed)
    while often.now < 9 * HOUR:
        often.run_until(min(9 * HOUR, often.now + rng.expovariate(1 / 300)))
    assert [a.history for a in once.agents] == [a.history for a in often.agents]
    assert told(once) == told(often)
    assert [q.today for q in once.queues] == [q.today for q in often.queues]


@pytest.mark.parametrize("seed", range(6))
def test_the_morning_looks_alive(seed: int) -> None:
    world = World(seed, 12, 60)
    world.run_until(9.7 * HOUR)
    facts = told(world)
    agents = facts["site"]["agents"]
    assert agents["on_contact"] > 3 and agents["logged_out"] > 3 and agents["paused"] > 0
    assert facts["site"]["answered"] > 100 and facts["site"]["abandoned"] > 10
    assert 1 <= sum(not queue["open"] for queue in facts["queues"]) <= 6
    assert {queue["closed_reason"] for queue in facts["queues"]} >= {"exception", "outside_hours"}
    assert sum(queue["backlog"] > 20 for queue in facts["queues"]) >= 2
    assert any(agent["in_adherence"] is False for agent in facts["agents"])
    assert any((agent["conformance"] or 0) > 100 for agent in facts["agents"])


def test_somebody_waits_and_every_state_is_seen_in_a_busy_hour() -> None:
    world, seen, waited = World(7, 12, 60), set(), 0
    for minute in range(60):
        world.run_until(9 * HOUR + minute * 60)
        seen |= {agent.state for agent in world.agents}
        waited += sum(len(queue.waiting) for queue in world.queues)
    assert seen == set(STATES)
    assert waited > 30


def test_counters_turn_at_scenario_midnight() -> None:
    world = World(3, **SIZES)
    world.run_until(DAY - 1)
    before = told(world)
    world.run_until(DAY + 1)
    after = told(world)
    assert before["site"]["offered"] > 100 > after["site"]["offered"]
    assert after["day_started_at"] - before["day_started_at"] == DAY
    assert all(agent["handled"] <= 1 for agent in after["agents"])


def test_the_oracle_adds_up() -> None:
    world = World(5, 12, 60)
    world.run_until(14 * HOUR)
    facts = told(world)
    site = facts["site"]
    assert sum(site["agents"].values()) == 60
    for name in COUNTERS:
        assert site[name] == pytest.approx(sum(queue[name] for queue in facts["queues"]))
    by_queue = {queue["trio_service_id"]: queue for queue in facts["queues"]}
    for number, queue in by_queue.items():
        skilled = [agent for agent in facts["agents"] if number in agent["queues"]]
        assert sum(queue["agents"].values()) == len(skilled)
        assert queue["staffed"] == sum(agent["state"] != "logged_out" for agent in skilled)
        assert (queue["longest_wait_seconds"] is None) == (queue["contacts_waiting"] == 0)
    handled = sum(agent["handled"] for agent in facts["agents"])
    assert handled == site["handled"]
    spent = sum(agent["handle_seconds"] for agent in facts["agents"])
    assert spent == pytest.approx(
        site["talk_seconds"] + site["hold_seconds"] + site["wrap_seconds"]
    )


def test_adherence_follows_the_table() -> None:
    world = World(11, 12, 60)
    out = 0
    for hour in (8, 10, 12.1, 14, 17):
        world.run_until(hour * HOUR)
        for agent in told(world)["agents"]:
            activity = agent["scheduled_activity"]
            if activity is None:
                assert agent["in_adherence"] is None and agent["out_of_adherence_since"] is None
                continue
            serves = agent["calabrio_state"] in IN_SERVICE_WORDS
            assert agent["in_adherence"] == (serves == (activity["type"] == "in_service"))
            assert (agent["out_of_adherence_since"] is None) == agent["in_adherence"]
            out += not agent["in_adherence"]
            assert agent["adherence"] is None or 0 <= agent["adherence"] <= 100
    assert out > 5


def test_identity_is_imperfect_on_purpose() -> None:
    facts = told(World(7, 12, 60))
    odd = [agent for agent in facts["agents"] if not agent["identity_matches"]]
    assert len(odd) == 3
    assert sum(agent["acd_agent_id"] is None for agent in odd) == 1
    names = [agent["name"] for agent in facts["agents"]]
    assert len(set(names)) < len(names)
    assert len({agent["calabrio_agent_id"] for agent in facts["agents"]}) == 60


@given(seed=st.integers(0, 1000), agent=st.integers(0, 50))
@settings(max_examples=40, deadline=None)
def test_schedules_neither_overlap_nor_leave_gaps_within_a_shift(seed: int, agent: int) -> None:
    schedule = Schedule(seed)
    for shift in ("early", "day", "late", "evening", "night", "off"):
        activities = schedule.between(agent, shift, 0, 3 * DAY)
        for before, after in pairwise(activities):
            assert before.starts < before.ends <= after.starts


def test_presented_time_is_real_at_start_and_stands_still_when_frozen() -> None:
    real = [1_700_000_000.0]
    clock = Clock(World(1, **SIZES), 9 * HOUR, speed=2, real=lambda: real[0])
    assert clock.presented(clock.world.now) == real[0]
    real[0] += 10
    clock.advance()
    assert clock.world.now == 9 * HOUR + 20
    clock.freeze()
    real[0] += 100
    clock.advance()
    assert clock.world.now == 9 * HOUR + 20
    clock.step(5)
    assert clock.world.now == 9 * HOUR + 25
    clock.unfreeze()
    real[0] += 1
    clock.advance()
    assert clock.world.now == 9 * HOUR + 27
    clock.realign()
    assert clock.presented(clock.world.now) == real[0]


def test_a_running_centre_keeps_quarters_of_an_hour() -> None:
    clock = Clock.for_options(World(1, **SIZES), Options(start="09:40"))
    assert clock.offset % 900 == pytest.approx(0, abs=1e-3) or clock.offset % 900 > 899.9
    assert abs(clock.world.now - (9 * HOUR + 40 * 60)) <= 450
