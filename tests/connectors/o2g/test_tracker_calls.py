"""Calls: replaced without a removal, snapshots, and what is counted of them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.connectors.o2g.telling import (
    ACD,
    COUNTED,
    LOGIN,
    OTHER,
    Told,
    call,
    counted,
    fixture,
    removed,
)
from wallboard.domain.observation import Kind, Qualifier


def test_an_answered_call_counts_for_its_pilot_and_its_group() -> None:
    told = Told().tell(*fixture("acd_call"))
    # Active from +40 to +50 and from +60 to +70, held from +50 to +60.
    assert counted(told) == counted(told, "group:61001") == (1, 1, 12, 20, 10)
    values = told.values(Kind.QUEUE, "pilot:60141")
    assert values["answered_in_threshold"].parameters == {"window": "day", "threshold_seconds": 20}
    assert told.agent()["handled"] == 1


def test_a_wait_beyond_the_threshold_is_answered_but_not_in_time() -> None:
    told = Told(threshold_seconds=10.0).tell(*fixture("acd_call"))
    assert counted(told)[:3] == (1, 0, 12)


def test_an_expected_wait_is_what_was_told_last_and_only_for_a_while() -> None:
    told = Told().tell(*fixture("acd_call")[:4])
    assert told.queue()["expected_wait_seconds"] == 45
    assert told.queue()["saturated"] is False
    told.tracker.age(told.at + 400)
    told.keep()
    assert "expected_wait_seconds" not in told.queue()


def test_a_call_that_asks_a_pilot_tells_of_it_and_is_not_answered_there() -> None:
    told = Told().tell(*fixture("enquiry_call_to_pilot"))
    said = told.queue("pilot:60142")
    assert (said["expected_wait_seconds"], said["saturated"], said["open"]) == (90, True, "blocked")
    assert said["answered"] == 0
    assert told.agent()["state"] == "busy_other"


WAITS = {"pilotNumber": "60141", "queueData": {"waitingTime": 30}}


def test_who_waits_at_a_pilot_has_not_answered_there() -> None:
    told = Told().tell(call(OTHER, "c", "ACTIVE", WAITS))
    assert told.queue()["answered"] == 0
    assert told.queue()["expected_wait_seconds"] == 30


def test_an_agent_who_calls_a_pilot_is_busy_otherwise_also_when_somebody_answers() -> None:
    told = Told().tell(fixture("acd_call")[0])
    calls = [call(LOGIN, "c", "RINGING_OUTGOING", WAITS), call(LOGIN, "c", "ACTIVE", WAITS),
             call(LOGIN, "c", "ACTIVE", ACD | WAITS)]  # fmt: skip
    assert told.states(calls) == ["busy_other"] * 3
    assert told.queue()["answered"] == 0


def test_a_distributed_call_that_tells_of_its_queue_alone_is_answered() -> None:
    told = Told().tell(fixture("acd_call")[0])
    calls = [call(LOGIN, "c", "RINGING_INCOMING", WAITS), call(LOGIN, "c", "ACTIVE", WAITS)]
    assert told.states(calls) == ["ringing", "on_contact"]
    assert told.queue()["answered"] == 1


def test_a_consultation_that_becomes_the_customers_call_is_on_contact() -> None:
    told = consulted().tell(call(LOGIN, "b", "ACTIVE", ACD, previousCallRef="a"))
    calls = told.tracker.people.agents[LOGIN].calls
    assert [(one.ref, one.acd) for one in calls.values()] == [("b", True)]


def test_duplicates_and_replays_of_a_whole_call_count_once() -> None:
    events = fixture("acd_call")
    told = Told().tell(*[event for event in events for _ in range(2)])
    assert counted(told)[:3] == (1, 1, 12)
    told.tell(*events, seconds=0.0)
    assert counted(told)[:3] == (1, 1, 12)
    assert told.agent()["handled"] == 1
    assert told.agent()["state"] == "available"


def test_a_wait_that_is_told_late_is_counted_when_it_comes() -> None:
    events = fixture("acd_call")
    del events[3]["callData"]["acdCallData"]["callInfo"]["queueWaitingTime"]
    del events[1]["callData"]["acdCallData"]["callInfo"]["queueWaitingTime"]
    told = Told().tell(*events[:4])
    waits = told.values(Kind.QUEUE, "pilot:60141")["wait_seconds"]
    assert (counted(told)[:3], waits.qualifier) == ((1, 0, 0), Qualifier.AT_LEAST)
    told.tell(fixture("acd_call")[3])
    waits = told.values(Kind.QUEUE, "pilot:60141")["wait_seconds"]
    assert (counted(told)[:3], waits.qualifier) == ((1, 1, 12), Qualifier.EXACT)


def test_a_reference_that_replaces_another_leaves_no_ghost_and_is_one_contact() -> None:
    events = fixture("call_previous_ref")
    told = Told().tell(*events[:3])
    assert list(told.tracker.people.agents[LOGIN].calls) == ["new"]
    assert counted(told)[0] == 1
    told.tell(events[3])
    assert told.tracker.people.agents[LOGIN].calls == {}
    assert counted(told)[3] == 20
    assert told.agent()["handled"] == 1


def test_a_call_that_is_replaced_at_somebody_elses_leaves_no_ghost_and_is_one_contact() -> None:
    events = fixture("call_replaced_by")
    told = Told().tell(*events)
    assert told.tracker.people.agents[LOGIN].calls == {}
    assert told.tracker.people.agents[OTHER].calls == {}
    assert counted(told)[0] == 1
    assert counted(told)[3] == 20  # both talked: ten seconds each


def consulted() -> Told:
    """She has a customer (a) on hold and a colleague on the line (b)."""
    return Told().tell(
        call(LOGIN, "a", "ACTIVE", ACD), call(LOGIN, "a", "HELD"), call(LOGIN, "b", "DIALING"),
        call(OTHER, "b", "RINGING_INCOMING"), call(LOGIN, "b", "ACTIVE"),
        call(OTHER, "b", "ACTIVE"),
    )  # fmt: skip


TRANSFERS = {
    "her calls end first": (
        removed(LOGIN, "a"), removed(LOGIN, "b"),
        call(OTHER, "a", "ACTIVE", ACD, previousCallRef="b"),
    ),
    "her calls end last": (
        call(OTHER, "a", "ACTIVE", ACD, previousCallRef="b"),
        removed(LOGIN, "a"), removed(LOGIN, "b"),
    ),
    "the colleague's is replaced": (
        call(OTHER, "b", "RELEASING", replacedByCallRef="a"), call(OTHER, "a", "ACTIVE", ACD),
        removed(LOGIN, "a"), removed(LOGIN, "b"),
    ),
    "the customer takes the reference of the consultation": (
        call(LOGIN, "b", "ACTIVE", ACD, previousCallRef="a"), removed(LOGIN, "b"),
        call(OTHER, "b", "ACTIVE", ACD, cause="TRANSFERRED"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("transfer", TRANSFERS.values(), ids=TRANSFERS)
def test_a_customer_handed_over_after_a_consultation_is_one_contact(
    transfer: tuple[dict[str, Any], ...],
) -> None:
    told = consulted().tell(*transfer)
    assert counted(told)[:3] == (1, 1, 12)
    assert told.tracker.people.agents[LOGIN].calls == {}
    told.tell(removed(OTHER, "a"), removed(OTHER, "b"))
    assert counted(told)[:3] == (1, 1, 12)


def test_a_snapshot_replaces_the_calls_that_it_covers() -> None:
    told = Told().tell(*fixture("acd_call")[:4])
    told.tell(fixture("telephony_snapshot")[0])
    calls = told.tracker.people.agents[LOGIN].calls
    assert list(calls) == ["c9"]
    assert told.agent()["state"] == "on_hold"


def test_a_snapshot_that_is_older_than_the_end_of_a_call_does_not_revive_it() -> None:
    still = {"eventName": "OnTelephonyState", "loginName": LOGIN,
             "state": {"calls": [{"callRef": "a", "callData": {"state": "ACTIVE",
                                                               "acdCallData": ACD}}]}}  # fmt: skip
    told = Told().tell(fixture("acd_call")[0], call(LOGIN, "a", "ACTIVE", ACD))
    told.tracker.begin_snapshot(told.at)
    told.tell(removed(LOGIN, "a"), still, fixture("agent_states")[0])
    assert told.tracker.people.agents[LOGIN].calls == {}
    told.tracker.end_snapshot(told.at - 25, [LOGIN])
    told.tell(still)  # late, of the same snapshot
    assert told.agent()["state"] == "available"
    told.tell(call(LOGIN, "a", "ACTIVE", ACD), still)  # it has come back to her
    assert told.agent()["state"] == "on_contact"
    told.tell(removed(LOGIN, "a"))
    told.tracker.begin_snapshot(told.at)
    told.tell(still)  # asked for after the end: O2G must know
    assert list(told.tracker.people.agents[LOGIN].calls) == ["a"]


def test_a_reference_that_changed_unseen_is_another_contact() -> None:
    told = Told().tell(*fixture("acd_call")[:4])
    told.tell(fixture("telephony_snapshot")[0])  # same pilot, same wait: so are many
    assert counted(told)[0] == 2


def test_a_call_that_a_fresh_snapshot_does_not_know_is_gone() -> None:
    told = Told().tell(*fixture("acd_call")[:4])
    told.tracker.begin_snapshot(told.at + 1)
    asked_at = told.at + 1
    told.tell({**fixture("acd_call")[2]})
    told.tracker.end_snapshot(asked_at, [LOGIN])
    told.keep()
    assert told.tracker.people.agents[LOGIN].calls == {}
    assert told.agent()["state"] == "busy_other"


def test_an_agent_whom_neither_snapshot_nor_list_names_is_no_agent_any_more() -> None:
    told = Told().tell(fixture("acd_call")[0])
    told.tracker.begin_snapshot(told.at + 1)
    told.tracker.end_snapshot(told.at + 1, [OTHER])
    told.keep()
    assert told.agent() == {}


def test_an_answered_call_found_by_a_snapshot_counts() -> None:
    told = Told().tell(fixture("acd_call")[0], fixture("telephony_snapshot")[0])
    assert counted(told)[:3] == (1, 1, 12)


def test_at_midnight_counters_turn_and_a_living_contact_stays_yesterdays() -> None:
    told = Told().tell(*fixture("acd_call")[:4])
    told.tracker.turn(told.at)
    told.tell(*fixture("acd_call")[3:])
    assert counted(told)[:3] == (0, 0, 0)
    assert counted(told)[3] > 0  # its end is today's


def test_after_lost_events_counters_are_at_least() -> None:
    told = Told().tell(*fixture("acd_call"))
    told.tracker.missed(told.at)
    told.keep()
    values = told.values(Kind.QUEUE, "pilot:60141")
    assert {values[name].qualifier for name in COUNTED} == {Qualifier.AT_LEAST}
    told.tracker.turn(told.at + 60)
    told.keep()
    values = told.values(Kind.QUEUE, "pilot:60141")
    assert {values[name].qualifier for name in COUNTED} == {Qualifier.EXACT}
