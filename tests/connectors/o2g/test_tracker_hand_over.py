"""A new reader begins where the last one stopped, and a new day where the last one ended."""

from __future__ import annotations

from typing import Any

from tests.connectors.o2g.telling import (
    ACD,
    LOGIN,
    OTHER,
    T0,
    Told,
    call,
    counted,
    fixture,
    removed,
)
from wallboard.domain.facts import EntityKey, Fact, FactKey
from wallboard.domain.observation import Kind, Qualifier


def facts_of(told: Told) -> dict[EntityKey, dict[str, Fact]]:
    return {
        EntityKey("1", kind, external_id): {
            name: Fact(FactKey("1", "events", kind, external_id, name), value, told.at, told.at)
            for name, value in values.items()
        }
        for (kind, external_id), values in told.said.items()
    }


def test_a_new_reader_goes_on_in_the_middle_of_a_call() -> None:
    events = fixture("acd_call")
    whole = Told().tell(*events)
    first = Told().tell(*events[:5])
    second = Told()
    second.at = first.at
    second.tracker.restore(facts_of(first), T0)
    second.tracker.begin_snapshot(first.at)
    snapshot = fixture("telephony_snapshot")[0]
    snapshot["state"]["calls"][0]["callRef"] = "c1"
    second.tell({**events[2]}, snapshot, seconds=0.0)
    second.tracker.end_snapshot(first.at, [LOGIN])
    second.keep()
    assert second.agent()["state_since"] == first.agent()["state_since"]
    second.tell(*events[5:])
    assert counted(second) == counted(whole)
    assert second.agent()["handled"] == 1
    second.tell(*events, seconds=0.0)  # and a replay over the restart
    assert counted(second)[:3] == counted(whole)[:3]
    assert second.agent()["handled"] == 1


def test_a_new_reader_knows_since_when_the_events_of_a_node_are_whole() -> None:
    events = fixture("acd_call")
    first = Told()
    up = [{"nodeId": node, "ctiLinkState": "CONNECTED_MAIN"} for node in (1, 2)]
    first.tracker.read_nodes(up, first.at)
    first.tracker.people.learn_user(LOGIN, {"nodeId": "1"})
    first.tracker.people.learn_user(OTHER, {"nodeId": "2"})
    first.tell(*events, {**events[0], "loginName": OTHER})
    first.tell(*({"eventName": f"OnCtiLink{to}", "nodeId": "1"} for to in ("Down", "Up")))
    second = continued(first)
    second.tell(events[0], {**events[0], "loginName": OTHER})
    handled = [second.values(Kind.AGENT, login)["handled"].qualifier for login in (LOGIN, OTHER)]
    assert handled == [Qualifier.AT_LEAST, Qualifier.EXACT]
    pilot = second.values(Kind.QUEUE, "pilot:60141")
    assert pilot["answered"].qualifier is Qualifier.AT_LEAST
    kept = [one.values(Kind.SOURCE, "node:1")["counted_since"] for one in (first, second)]
    assert kept[0] == kept[1]


def test_a_new_reader_knows_of_a_link_that_is_down() -> None:
    first = Told().tell({"eventName": "OnCtiLinkDown", "nodeId": "1"})
    second = continued(first)
    assert second.values(Kind.SOURCE, "node:1") == first.values(Kind.SOURCE, "node:1")
    assert second.tracker.nodes.notes["link 1"]


def waits_of(told: Told) -> tuple[Any, ...]:
    values = told.values(Kind.QUEUE, "pilot:60141")
    return tuple((values[name].raw, values[name].qualifier)
                 for name in ("answered_in_threshold", "wait_seconds"))  # fmt: skip


def continued(first: Told, day_started_at: float = T0) -> Told:
    second = Told()
    second.at = first.at
    second.tracker.restore(facts_of(first), day_started_at)
    second.keep()
    return second


UNTIMED = {"pilotNumber": "60141"}


def test_waits_that_were_never_told_are_still_unknown_after_a_hand_over() -> None:
    first = Told().tell(
        fixture("acd_call")[0], call(LOGIN, "a", "ACTIVE", UNTIMED), removed(LOGIN, "a")
    )
    second = continued(first)
    assert waits_of(second) == ((0, Qualifier.AT_LEAST), (0, Qualifier.AT_LEAST))
    second.tracker.turn(second.at)
    second.keep()
    assert waits_of(second) == ((0, Qualifier.EXACT), (0, Qualifier.EXACT))


def test_a_wait_that_is_told_after_a_hand_over_makes_up_for_no_other() -> None:
    first = Told().tell(
        fixture("acd_call")[0], call(LOGIN, "a", "ACTIVE", UNTIMED), removed(LOGIN, "a")
    )
    first.tell(call(LOGIN, "b", "ACTIVE", UNTIMED))
    second = continued(first).tell(call(LOGIN, "b", "ACTIVE", ACD))
    assert counted(second)[0] == 2
    assert waits_of(second) == ((1, Qualifier.AT_LEAST), (12, Qualifier.AT_LEAST))


def test_a_wait_that_is_told_after_midnight_is_yesterdays_as_its_answer_is() -> None:
    told = Told().tell(call(LOGIN, "a", "ACTIVE", UNTIMED))
    told.tracker.turn(told.at)
    told.tell(call(LOGIN, "a", "ACTIVE", ACD))
    assert counted(told)[:3] == (0, 0, 0)
    assert waits_of(told) == ((0, Qualifier.EXACT), (0, Qualifier.EXACT))

    first = Told().tell(fixture("acd_call")[0], call(LOGIN, "a", "ACTIVE", UNTIMED))
    second = continued(first, first.at + 5).tell(call(LOGIN, "a", "ACTIVE", ACD))
    assert counted(second)[:3] == (0, 0, 0)
    assert waits_of(second) == ((0, Qualifier.EXACT), (0, Qualifier.EXACT))


def test_yesterdays_counters_are_not_todays() -> None:
    first = Told().tell(*fixture("acd_call"))
    second = Told()
    second.tracker.restore(facts_of(first), first.at + 60)
    assert second.tracker.queues.rows["pilot:60141"].figures.answered == 0
