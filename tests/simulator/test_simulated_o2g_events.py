"""The world in O2G's words: a plain reader of the events knows what the oracle knows."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.simulator.faces.o2g_dialects import DIALECTS
from connectors.simulator.faces.o2g_events import O2gEvents
from connectors.simulator.faces.o2g_refined import refined
from connectors.simulator.faces.o2g_told import Told
from connectors.simulator.queues import DAY, HOUR
from connectors.simulator.world import World
from tests.simulator.plain_reader import PlainReader

SIZES = {"queues": 8, "agents": 24}
Event = dict[str, Any]


def started(seed: int, dialect: str = "capture") -> tuple[World, O2gEvents, PlainReader]:
    world = World(seed, **SIZES)
    events, reader = O2gEvents(world, DIALECTS[dialect]), PlainReader()
    for event in (*events.agent_snapshot(), *events.telephony_snapshot()):
        reader.hear(event)
    events.listen(lambda told: reader.hear(told.event))
    return world, events, reader


@pytest.mark.parametrize("dialect", DIALECTS)
@settings(max_examples=3, deadline=None)
@given(seed=st.integers(0, 1000))
def test_a_plain_reader_knows_what_the_oracle_knows(dialect: str, seed: int) -> None:
    world, events, reader = started(seed, dialect)
    world.run_until(0)
    reader.waits.clear()  # figures are those of the day
    for minute in range(0, 150, 5):
        world.run_until(8 * HOUR + minute * 60)
        truth = events.truth(lambda at: at)
        reader.check(truth)
        for pilot in truth["pilots"]:
            waits = reader.waits.get(pilot["number"], [])
            assert len(waits) == pilot["answered"] and sum(waits) == pilot["wait_seconds"]
            assert sum(wait <= 20 for wait in waits) == pilot["answered_in_threshold"]


@settings(max_examples=4, deadline=None)
@given(seed=st.integers(0, 1000))
def test_the_refined_state_is_the_worlds_at_every_instant(seed: int) -> None:
    world, events, _ = started(seed)
    world.run_until(8 * HOUR)
    while world.now < 8.7 * HOUR:
        world.run_until(world.next_due)
        for party in events.parties:
            if party.agent is not None:
                assert refined(party) == party.agent.state
            else:
                assert refined(party) is None


def test_sums_by_pilot_and_by_group_are_the_worlds() -> None:
    world, events, _ = started(4)
    world.run_until(15 * HOUR)
    truth = events.truth(lambda at: at)
    answered = sum(queue.today.answered for queue in world.queues)
    assert answered > 100
    for kind in ("pilots", "groups"):
        assert sum(one["answered"] for one in truth[kind]) == answered
    by_pilot = {one["trio_service_id"]: one for one in truth["pilots"]}
    for queue in world.queues:
        if queue.channel == "voice":
            own = by_pilot[queue.trio_id]
            assert own["answered"] == queue.today.answered >= own["ended"]
            assert own["waiting"] + own["ringing"] == len(queue.waiting)
    world.run_until(DAY + 1)
    assert sum(one["answered"] for one in events.truth(lambda at: at)["pilots"]) < 5


def test_an_incoming_call_is_told_in_the_order_of_the_captures() -> None:
    world, events, _ = started(7)
    heard: list[Told] = []
    world.run_until(9 * HOUR)
    events.listen(heard.append)
    world.run_until(9.5 * HOUR)
    mine: dict[str, list[Event]] = {}
    for told in heard:
        if told.package in ("telephony", "agent") and told.key is not None:
            mine.setdefault(told.key, []).append(told.event)
    found = 0
    for events_of in mine.values():
        names = [event["eventName"] for event in events_of]
        for at, event in enumerate(events_of):
            state = event.get("callData", {}).get("state")
            if event["eventName"] == "OnCallCreated" and state == "RINGING_INCOMING":
                assert event["callData"]["acdCallData"]["pilotNumber"].startswith("60")
                rest = names[at + 1 : at + 4]
                if len(rest) == 3 and rest[0] == "OnCallModified":
                    assert rest[1:] == ["OnUserStateModified", "OnAgentStateChanged"]
                    assert events_of[at + 1]["callData"]["state"] == "ACTIVE"
                    found += 1
    assert found > 5


def test_a_busy_day_has_every_hard_case() -> None:
    world, events, _ = started(7)
    heard: list[Event] = []
    events.listen(lambda told: heard.append(told.event))
    world.run_until(12 * HOUR)
    names = {event["eventName"] for event in heard}
    assert {"OnSupervisorHelpRequested", "OnSupervisorHelpCancelled", "OnDeviceStateModified",
            "OnPilotCallCreated", "OnPilotCallQueued", "OnPilotCallRemoved"} <= names  # fmt: skip
    assert any(event.get("previousCallRef") for event in heard)
    assert any(event.get("replacedByCallRef") for event in heard)
    subs = {event["state"].get("subState") for event in heard
            if event["eventName"] == "OnAgentStateChanged"}  # fmt: skip
    assert {"READY", "BUSY", "WRAPUP", "WITHDRAW", "TRANSACTION_CODE_INPUT"} <= subs
    causes = {event.get("cause") for event in heard if event["eventName"] == "OnCallRemoved"}
    assert {"ABANDONED", "REDIRECTED", "TRANSFERRED", "CLEARED", None} <= causes


def heard_in(dialect: str) -> list[Event]:
    world, events, _ = started(7, dialect)
    heard: list[Event] = []
    events.listen(lambda told: heard.append(told.event))
    world.run_until(10 * HOUR)
    return heard


def test_dialects_differ_in_what_they_leave_out() -> None:
    shapes = {}
    for name in DIALECTS:
        heard = heard_in(name)
        acd = [event for event in heard if event["eventName"] == "OnCallModified"
               and event["callData"]["state"] == "ACTIVE"]  # fmt: skip
        created = [e for e in heard if e["eventName"] == "OnCallCreated"
                   and "acdCallData" in e["callData"]]  # fmt: skip
        group = created[0]["callData"]["acdCallData"]["callInfo"]["agentGroup"]
        always = any("acdCallData" in event["callData"] for event in acd)
        shapes[name] = (always, "addedLegs" in acd[0], type(group), "deviceCall" in
                        acd[0]["callData"])  # fmt: skip
    assert shapes == {
        "capture": (True, True, str, False), "sparse": (False, False, int, False),
        "newer": (True, True, str, True),
    }  # fmt: skip


def test_a_node_without_its_link_is_silent() -> None:
    world, events, _ = started(7)
    heard: list[Told] = []
    events.listen(heard.append)
    events.linked["2"] = False
    world.run_until(9 * HOUR)
    nodes = {events.by_login[told.key].node for told in heard if told.key in events.by_login}
    assert nodes == {"1"}
    assert len(events.agent_snapshot()) < len(events.parties)


def test_nothing_of_this_changes_the_world() -> None:
    alone, watched = World(5, **SIZES), World(5, **SIZES)
    O2gEvents(watched).listen(lambda told: None)
    for world in (alone, watched):
        world.run_until(11 * HOUR)
    assert [agent.history for agent in alone.agents] == [agent.history for agent in watched.agents]
