"""Events of calls that had ended: told again, or of another call by the same reference."""

from __future__ import annotations

from typing import Any

import pytest

from connectors.o2g.ended import KEPT_SECONDS, MAX_KEPT, Ended
from tests.connectors.o2g.telling import ACD, LOGIN, OTHER, Told, call, fixture, removed


def modified(ref: str, **more: str) -> dict[str, Any]:
    return {**call(LOGIN, ref, "ACTIVE", ACD, **more), "eventName": "OnCallModified"}


def calls_of(told: Told, login: str = LOGIN) -> list[str]:
    return list(told.tracker.people.agents[login].calls)


def removed_a() -> Told:
    ready = fixture("agent_states")[0]
    return Told().tell(ready, call(LOGIN, "a", "ACTIVE", ACD), removed(LOGIN, "a"), ready)


def test_an_event_that_is_told_again_after_the_end_of_its_call_makes_no_ghost() -> None:
    told = removed_a().tell(modified("a"))
    assert calls_of(told) == []
    assert (told.agent()["state"], told.agent()["handled"]) == ("available", 1)
    told.tell({**modified("a"), "loginName": OTHER})  # it lives on with somebody else
    assert calls_of(told, OTHER) == ["a"]


def test_what_a_replacement_ended_makes_no_ghost_either() -> None:
    told = removed_a().tell(call(LOGIN, "b", "ACTIVE", ACD))
    replacement = modified("c", previousCallRef="b")
    told.tell(replacement, modified("b"))
    assert calls_of(told) == ["c"]
    told.tell(removed(LOGIN, "c"), replacement)
    assert calls_of(told) == []
    told.tell(call(LOGIN, "d", "ACTIVE", ACD), modified("d", replacedByCallRef="e"), modified("d"))
    assert calls_of(told) == []


NEW = {
    "it is created": (call(LOGIN, "a", "ACTIVE", ACD),),
    "it replaces one that lives": (
        call(LOGIN, "b", "ACTIVE", ACD), modified("a", previousCallRef="b"),
    ),
    "it is told after long": (modified("a"),),
}  # fmt: skip


@pytest.mark.parametrize("events", NEW.values(), ids=NEW)
def test_a_reference_that_is_used_again_is_a_call(events: tuple[dict[str, Any], ...]) -> None:
    told = removed_a()
    told.at += 700 * (len(events) == 1 and events[0]["eventName"] == "OnCallModified")
    told.tell(*events)
    assert calls_of(told) == ["a"]
    told.tell(modified("a"))
    assert told.agent()["state"] == "on_contact"


def test_a_snapshot_that_lists_an_ended_reference_makes_its_events_new_again() -> None:
    told = removed_a()
    told.tracker.begin_snapshot(told.at)
    state = {"calls": [{"callRef": "a", "callData": {"state": "HELD", "acdCallData": ACD}}]}
    told.tell({"eventName": "OnTelephonyState", "loginName": LOGIN, "state": state}, modified("a"))
    assert calls_of(told) == ["a"]


def test_after_lost_events_an_ended_reference_may_be_another_call() -> None:
    told = removed_a()
    told.tracker.missed(told.at)
    told.tell(modified("a"))
    assert calls_of(told) == ["a"]


def test_only_so_many_ends_are_remembered_and_only_for_so_long() -> None:
    ended = Ended()
    for index in range(MAX_KEPT + 10):
        ended.note("a", str(index), 1.0)
    assert len(ended.kept) == MAX_KEPT
    assert not ended.has("a", "9", 2.0)
    assert ended.has("a", "10", 2.0)
    assert not ended.has("a", "10", 2.0 + KEPT_SECONDS)
    ended.note("a", "new", 2.0 + KEPT_SECONDS)
    assert list(ended.kept) == [("a", "new")]
