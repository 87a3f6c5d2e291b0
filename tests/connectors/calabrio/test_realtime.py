"""States from one request a poll, kept while nobody tells of a change."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from connectors.errors import Malformed
from tests.connectors.calabrio.support import NOON, Bench, Clock, ScriptedCalabrio, load
from tests.connectors.vendor_server import Answer
from wallboard.domain.observation import Kind

REALTIME = "scheduling/realTime/activity/detail"
LONG = "scheduling/schedule/for/timespan"
AGENTS = "scheduling/agent"
HOUR = 3600.0


def states(*changes: tuple[str, float, Any], agent: int = 4711) -> dict[str, Any]:
    keys = ("agentState", "timestamp", "reasonCode")
    rows = [dict(zip(keys, (word, at * 1000, why), strict=True)) for word, at, why in changes]
    return {"agentId": agent, "employeeId": None, "realTimeActivities": rows}


def test_realtime_is_one_request_for_everybody_in_view(
    bench: Bench, scripted: ScriptedCalabrio, clock: Clock
) -> None:
    scripted.answers[REALTIME] = [states(("TALK", NOON - 60, None))]
    bench.run("realtime")
    (request,) = scripted.to(REALTIME)
    assert request.method == "POST" and json.loads(request.body) == {}
    query = request.query
    assert int(query["fromtime"]) == (NOON - 72 * HOUR) * 1000
    assert int(query["totime"]) > NOON * 1000
    assert bench.facts(4711) == {"state": "on_contact", "state_since": NOON - 60}


def test_who_is_absent_keeps_the_last_known_state_and_the_batch_confirms_it(
    bench: Bench, scripted: ScriptedCalabrio, clock: Clock
) -> None:
    scripted.answers[REALTIME] = [
        states(("NOT_READY_BUSY", NOON - HOUR, 3)),
        states(("LOGGED_OUT", NOON - 60 * HOUR, None), agent=4712),
    ]
    bench.run("realtime")
    clock.at += 10
    scripted.answers[REALTIME] = []
    bench.run("realtime")
    assert bench.facts(4711) == {"state": "paused", "state_since": NOON - HOUR, "reason": "3"}
    assert bench.facts(4712)["state"] == "logged_out"
    assert bench.batches[-1].complete and bench.batches[-1].covers == {Kind.AGENT}
    assert len(bench.batches[-1].observations) == 2
    start = int(scripted.to(REALTIME)[-1].query["fromtime"])
    assert start == (NOON - 900) * 1000


def test_who_is_absent_although_the_state_began_in_the_window_has_left_the_view(
    bench: Bench, scripted: ScriptedCalabrio, clock: Clock
) -> None:
    scripted.answers[REALTIME] = [
        states(("READY_WAITING", NOON - 300, None)),
        states(("TALK", NOON - 300, None), agent=4712),
        states(("TALK", NOON - HOUR, None), agent=4713),
    ]
    bench.run("realtime")
    clock.at += 10
    scripted.answers[REALTIME] = [states(agent=4712)]
    bench.run("realtime")
    assert bench.facts(4711) == {}
    assert bench.facts(4712)["state"] == "on_contact"  # named, so still in view
    assert bench.facts(4713)["state"] == "on_contact"  # a state from before the window lasts


def test_a_state_at_the_very_beginning_of_the_window_is_kept(
    bench: Bench, scripted: ScriptedCalabrio, clock: Clock
) -> None:
    scripted.answers[REALTIME] = [states(("TALK", NOON - 900, None))]
    bench.run("realtime")
    clock.at += 10
    scripted.answers[REALTIME] = []
    bench.run("realtime")
    assert bench.facts(4711)["state"] == "on_contact"


def test_a_state_that_lay_ahead_of_our_clock_is_kept_while_it_is_told(
    bench: Bench, scripted: ScriptedCalabrio, clock: Clock
) -> None:
    scripted.answers[REALTIME] = [states(("TALK", NOON + 30, None))]
    for _ in range(3):
        bench.run("realtime")
        assert bench.facts(4711)["state"] == "on_contact"
        clock.at += 20


def test_a_reason_goes_with_its_state(
    bench: Bench, scripted: ScriptedCalabrio, clock: Clock
) -> None:
    scripted.answers[REALTIME] = [states(("NOT_READY_BUSY", NOON - 60, 3))]
    bench.run("realtime")
    scripted.answers[REALTIME] = [states(("NOT_READY_BUSY", NOON - 60, 3), ("TALK", NOON, None))]
    bench.run("realtime")
    assert bench.facts(4711) == {"state": "on_contact", "state_since": NOON}


def test_an_agent_who_vanished_in_mid_work_is_dropped_after_a_day(
    bench: Bench, scripted: ScriptedCalabrio, clock: Clock
) -> None:
    scripted.answers[REALTIME] = [
        states(("TALK", NOON - HOUR, None)),
        states(("LOGGED_OUT", NOON - HOUR, None), agent=4712),
    ]
    bench.run("realtime")
    scripted.answers[REALTIME] = []
    clock.at += 25 * HOUR
    bench.run("realtime")
    assert "state" not in bench.facts(4711)
    assert bench.facts(4712)["state"] == "logged_out"
    clock.at += 31 * 24 * HOUR
    bench.run("realtime")
    assert bench.facts(4712) == {}


def test_after_redis_was_emptied_the_first_poll_looks_far_back_again(
    bench: Bench, scripted: ScriptedCalabrio, clock: Clock
) -> None:
    scripted.answers[REALTIME] = [states(("TALK", NOON, None))]
    bench.run("realtime")
    bench.client.flushall()
    bench.run("realtime")
    starts = [int(call.query["fromtime"]) for call in scripted.to(REALTIME)]
    assert starts == [(NOON - 72 * HOUR) * 1000] * 2


def test_a_failed_poll_does_not_move_what_is_known(
    bench: Bench, scripted: ScriptedCalabrio, clock: Clock
) -> None:
    scripted.answers[REALTIME] = [states(("TALK", NOON, None))]
    bench.run("realtime")
    clock.at += 2 * HOUR
    scripted.answers[REALTIME] = lambda asked: Answer(200, b'[{"agentId": 47')
    with pytest.raises(Malformed):
        bench.run("realtime")
    assert bench.facts(4711)["state"] == "on_contact"
    clock.at += 20 * HOUR
    scripted.answers[REALTIME] = []
    bench.run("realtime")
    start = int(scripted.to(REALTIME)[-1].query["fromtime"])
    assert start == (NOON - 900) * 1000


def test_out_of_adherence_is_derived_from_schedule_and_states(
    bench: Bench, scripted: ScriptedCalabrio, clock: Clock
) -> None:
    activity = {"activityType": "IN_SERVICE", "activityTypeLabel": "In Service"}
    span = {"startTime": (NOON - HOUR) * 1000, "endTime": (NOON + HOUR) * 1000}
    scripted.answers[AGENTS] = [{"agentId": 4711}]
    scripted.answers[LONG] = [{"agentId": 4711, "activities": [{**activity, **span}]}]
    bench.run("schedule")
    told = states(
        ("READY_WAITING", NOON - 2 * HOUR, None),
        ("NOT_READY_BUSY", NOON - 2400, 3),
        ("LOGGED_OUT", NOON - 1200, None),
    )
    scripted.answers[REALTIME] = [told]
    bench.run("realtime")
    assert bench.facts(4711)["out_of_adherence_since"] == NOON - 2400
    scripted.answers[REALTIME] = []
    clock.at += 60
    bench.run("realtime")
    assert bench.facts(4711)["out_of_adherence_since"] == NOON - 2400
    clock.at = NOON + HOUR + 1
    scripted.answers[REALTIME] = [told]  # the window goes back to midnight
    bench.run("realtime")
    assert "out_of_adherence_since" not in bench.facts(4711)


def test_a_day_with_two_midnights_begins_with_the_first(
    bench: Bench, scripted: ScriptedCalabrio, clock: Clock
) -> None:
    clock.at = datetime(2026, 11, 1, 5, 40, tzinfo=UTC).timestamp()  # 00:40 for the second time
    scripted.answers["authorize"] = {**load("authorize.json"), "timezoneString": "America/Havana"}
    change = {"agentState": "TALK", "timestamp": (clock.at - 60) * 1000}
    scripted.answers[REALTIME] = [{"agentId": 1, "realTimeActivities": [change]}]
    bench.run("realtime")
    clock.at += 600
    bench.run("realtime")
    midnight = datetime(2026, 11, 1, 4, 0, tzinfo=UTC).timestamp()
    assert int(scripted.to(REALTIME)[-1].query["fromtime"]) == midnight * 1000
