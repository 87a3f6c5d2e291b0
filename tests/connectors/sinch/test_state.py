"""RMI: queues and agents now."""

from __future__ import annotations

from typing import Any

import pytest

from connectors.errors import Malformed, Refused
from tests.connectors.runs import Runs
from tests.connectors.sinch.conftest import Clock, Make
from tests.connectors.sinch.harness import ASA, HELPDESK, JOHN, NOON, PETER, SALES, SinchServer
from tests.connectors.vendor_server import Answer
from wallboard.domain.observation import Kind, Qualifier


def values(runs: Runs, kind: Kind, external_id: str) -> dict[str, Any]:
    return {
        field: value.raw
        for field, value in runs.observed("state", kind)[external_id].values.items()
    }


def test_a_queue_is_told_in_our_words(runs: Runs) -> None:
    assert values(runs, Kind.QUEUE, SALES) == {
        "name": "Sales",
        "contacts_waiting": 3,
        "longest_wait_since": NOON - 67,
        "staffed": 5,
        "available": 2,
        "wrap_up": 1,
        "paused": 1,
    }


def test_a_longest_wait_of_zero_with_nobody_waiting_is_no_wait(runs: Runs) -> None:
    assert "longest_wait_since" not in values(runs, Kind.QUEUE, HELPDESK)


def test_durations_may_count_seconds(account: Make) -> None:
    runs = account(options={"duration_unit": "s"})
    assert values(runs, Kind.QUEUE, SALES)["longest_wait_since"] == NOON - 67_000


def test_a_row_of_the_mapping_has_the_last_word_on_its_unit(account: Make) -> None:
    runs = account(mapping={"queue_status": {"longest_wait": {"unit": "min"}}})
    assert values(runs, Kind.QUEUE, SALES)["longest_wait_since"] == NOON - 67_000 * 60


def test_free_may_be_said_to_include_wrap_up(account: Make) -> None:
    runs = account(options={"free_includes_wrap_up": True})
    assert values(runs, Kind.QUEUE, SALES)["available"] == 1
    assert values(runs, Kind.QUEUE, HELPDESK)["available"] == 2


def test_the_longest_wait_does_not_jitter(runs: Runs, sinch: SinchServer, clock: Clock) -> None:
    runs.run("state")
    clock.at += 10
    sinch.replies["rmi/queueStatuses"][0]["waitingDurationCurrentMax"] = 76_400
    assert values(runs, Kind.QUEUE, SALES)["longest_wait_since"] == NOON - 67
    sinch.replies["rmi/queueStatuses"][0]["waitingDurationCurrentMax"] = 20_000
    assert values(runs, Kind.QUEUE, SALES)["longest_wait_since"] == clock.at - 20


def test_agents_are_told_by_the_precedence_of_their_two_dimensions(runs: Runs) -> None:
    agents = runs.observed("state", Kind.AGENT)
    states = {id_: one.values["state"].raw for id_, one in agents.items()}
    assert states == {JOHN: "on_contact", ASA: "paused", PETER: "logged_out"}
    assert agents[ASA].values["reason"].raw == "Lunch"
    assert agents[JOHN].values["name"].raw == "John Fox"


@pytest.mark.parametrize(
    ("members", "state"),
    [
        ({"availability": "Free", "readyState": "Ready"}, "available"),
        ({"availability": "FREE"}, "available"),
        ({"availability": "Free", "readyState": "NotReady"}, "paused"),
        ({"availability": "Free", "readyState": False}, "paused"),
        ({"availability": "Busy", "readyState": "NotReady"}, "on_contact"),
        ({"availability": "Busy", "wrapUp": True}, "wrap_up"),
        ({"availability": "Free", "readyState": "NotReady", "status": "WrapUp"}, "wrap_up"),
        ({"availability": "Busy", "contactState": "Ringing"}, "ringing"),
        ({"availability": "Busy", "contactState": "held"}, "on_hold"),
        ({"availability": "Away", "queues": {"queue": {"id": "1", "serving": "1"}}}, "paused"),
        ({"availability": "Away", "queues": [{"id": "1", "serving": False}]}, "logged_out"),
        ({"availability": "Away", "readyState": "Ready", "queues": ""}, "logged_out"),
        ({"availability": "Away", "readyState": "NotReady", "queues": None}, "logged_out"),
        ({"availability": "Busy", "status": "LoggedOut"}, "on_contact"),
        ({"availability": "Away", "status": "LoggedOut"}, "logged_out"),
        ({"availability": "Elsewhere", "readyState": "Ready"}, "unknown"),
        ({"availability": "Free", "readyState": "Perhaps"}, "unknown"),
        ({"readyState": "Ready"}, "unknown"),
    ],
)
def test_an_agent_who_is(
    members: dict[str, Any], state: str, runs: Runs, sinch: SinchServer
) -> None:
    sinch.replies["rmi/agents"] = [{"id": JOHN, "name": "Fox, John", **members}]
    found = values(runs, Kind.AGENT, JOHN)
    assert (found["state"], found["name"]) == (state, "John Fox")


def test_an_agent_of_whom_nothing_is_said_has_no_state(runs: Runs, sinch: SinchServer) -> None:
    sinch.replies["rmi/agents"] = [{"id": JOHN, "name": "Fox, John"}]
    assert values(runs, Kind.AGENT, JOHN) == {"name": "John Fox"}


def test_words_and_members_are_an_accounts_own_to_map(account: Make, sinch: SinchServer) -> None:
    sinch.replies["rmi/agents"] = [{"agentId": JOHN, "presence": "At desk", "stateMs": 5000}]
    runs = account(
        mapping={
            "agent": {"availability": "presence", "time_in_state": "stateMs"},
            "availabilities": {"At desk": "free"},
        }
    )
    found = values(runs, Kind.AGENT, JOHN)
    assert (found["state"], found["state_since"]) == ("available", NOON - 5)


def test_a_state_first_seen_lasts_at_least_since_then_and_a_change_exactly(
    runs: Runs, sinch: SinchServer, clock: Clock
) -> None:
    first = runs.observed("state", Kind.AGENT)[JOHN].values["state_since"]
    assert (first.raw, first.qualifier) == (NOON, Qualifier.AT_LEAST)
    clock.at += 10
    assert runs.observed("state", Kind.AGENT)[JOHN].values["state_since"] == first
    sinch.replies["rmi/agents"][0]["availability"] = "Free"
    clock.at += 10
    changed = runs.observed("state", Kind.AGENT)[JOHN].values["state_since"]
    assert (changed.raw, changed.qualifier) == (NOON + 20, Qualifier.EXACT)
    sinch.replies["rmi/agents"][0]["availability"] = "Away"
    clock.at += 3600
    unseen = runs.observed("state", Kind.AGENT)[JOHN].values["state_since"]
    assert (unseen.raw, unseen.qualifier) == (clock.at, Qualifier.AT_LEAST), (
        "after an hour of silence"
    )
    clock.at += 10
    assert runs.observed("state", Kind.AGENT)[JOHN].values["state_since"] == unseen


@pytest.mark.parametrize("dash", [str.lower, lambda g: f"{g[:8]}-{g[8:12]}-{g[12:16]}-{g[16:]}"])
def test_ids_are_one_whatever_their_spelling(dash: Any, runs: Runs, sinch: SinchServer) -> None:
    for row in sinch.replies["rmi/queueStatuses"]:
        row["id"] = dash(row["id"])
    assert set(runs.observed("state", Kind.QUEUE)) == {SALES, HELPDESK}


@pytest.mark.parametrize(
    "wrap",
    [
        lambda rows: {"queueStatus": rows},
        lambda rows: {"queueStatuses": {"queueStatus": rows}},
        lambda rows: {"items": rows, "total": 2},
    ],
)
def test_wrappers_are_opened(wrap: Any, runs: Runs, sinch: SinchServer) -> None:
    sinch.replies["rmi/queueStatuses"] = wrap(sinch.replies["rmi/queueStatuses"])
    assert len(runs.observed("state", Kind.QUEUE)) == 2


def test_a_single_object_is_a_collection_of_one(runs: Runs, sinch: SinchServer) -> None:
    sinch.replies["rmi/agents"] = {"agent": sinch.replies["rmi/agents"][0]}
    assert set(runs.observed("state", Kind.AGENT)) == {JOHN}


def test_agents_that_cannot_be_read_do_not_hurt_queues(runs: Runs, sinch: SinchServer) -> None:
    sinch.override = lambda asked: Answer(403) if asked.path.endswith("/agents") else None
    with pytest.raises(Refused, match="may not read agents"):
        runs.run("state")
    assert {entity.external_id for entity in runs.known.facts} == {SALES, HELPDESK}


def test_a_cycle_is_two_requests(runs: Runs) -> None:
    runs.run("state")
    runs.findings.requests.clear()
    runs.run("state")
    assert runs.findings.requests == {"queue statuses": 1, "agents": 1}


def test_members_are_shown_and_no_person_is(runs: Runs, sinch: SinchServer) -> None:
    sinch.replies["rmi/agents"][0]["motto"] = "Åsa was here"
    runs.run("state")
    members = runs.findings.members
    assert members["queue_status", "inQueueCurrent"] == (3, True)
    assert members["agent", "availability"] == ("Busy", True)
    assert members["agent", "motto"] == ("(text)", False)
    assert members["agent", "surname"] == ("(text)", True)


@pytest.mark.parametrize(
    "mapping",
    [
        {"agent": {"mood": "x"}},
        {"agent": []},
        {"agent_states": {"Fika": "asleep"}},
        {"agent": {"time_in_state": {"unit": "fortnights"}}},
        {"agent": {"name": [1]}},
    ],
)
def test_a_mapping_that_makes_no_sense_is_refused(mapping: Any, account: Make) -> None:
    with pytest.raises(Refused, match="mapping of the Sinch account"):
        account(mapping=mapping).run("state")


@pytest.mark.parametrize(
    "options", [{"authentication": "magic"}, {"page_size": 0}, {"rmi": "perhaps"}]
)
def test_an_option_that_makes_no_sense_is_refused(options: Any, account: Make) -> None:
    with pytest.raises(Refused, match="setting “"):
        account(options=options).run("state")


@pytest.mark.parametrize("path", ["rmi/queueStatuses", "rmi/agents"])
@pytest.mark.parametrize("junk", [[None], ["x"], [[]]])
def test_items_that_are_no_objects_are_no_empty_list(
    path: str, junk: Any, runs: Runs, sinch: SinchServer
) -> None:
    sinch.replies[path] = junk
    with pytest.raises(Malformed, match="None of the"):
        runs.run("state")


def test_the_days_longest_wait_is_not_that_of_now(runs: Runs, sinch: SinchServer) -> None:
    for row in sinch.replies["rmi/queueStatuses"]:
        row.pop("waitingDurationCurrentMax", None)
        row |= {"inQueueCurrent": 3, "waitingDurationMax": 600_000}
    found = runs.observed("state", Kind.QUEUE)[SALES].values
    assert found["contacts_waiting"].raw == 3
    assert "longest_wait_since" not in found
