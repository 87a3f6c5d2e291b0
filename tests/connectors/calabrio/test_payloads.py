"""Fixture in, row out: one test per situation that the documents leave open."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from connectors.calabrio import payloads
from connectors.calabrio.payloads import StateRow
from connectors.errors import Malformed
from tests.connectors.calabrio.support import load
from tests.connectors.runs import RecordedFindings


def at(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


def test_adherence_with_details_as_a_list(findings: RecordedFindings) -> None:
    first, second = payloads.adherence_rows(load("adherence_details_list.json"), findings)
    assert (first.agent_id, first.acd_agent_id) == ("4711", "2001")
    assert (first.adherence_percent, first.conformance_percent) == (93.1, 98.6)
    assert [detail.type for detail in first.details] == ["in_service", "lunch"]
    assert first.details[0].start_at == at("2026-01-24T07:00:00")
    assert (first.details[0].in_seconds, first.details[0].out_seconds) == (6360, 840)
    assert second.conformance_percent == 104.2


def test_adherence_with_details_as_an_object_and_numbers_as_texts(
    findings: RecordedFindings,
) -> None:
    (row,) = payloads.adherence_rows(load("adherence_details_object.json"), findings)
    assert (row.scheduled_seconds, row.adherence_percent) == (28800, 93.1)
    (detail,) = row.details
    assert detail.start_at == at("2026-01-24T07:00:00")
    assert not findings.left_out


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("scheduledActityStartTime", "2026-01-24T13:30:00Z"),
        ("scheduledActivityStartTime", 1769261400000),
        ("ScheduledActivityStartTime", "1769261400"),
        ("scheduledActivityStartTime", "2026-01-24T14:30:00+01:00"),
    ],
)
def test_start_of_an_activity_in_every_spelling_and_form(
    findings: RecordedFindings, member: str, value: object
) -> None:
    item = {"agentId": 1, "details": {"scheduledActivityType": "lunch", member: value}}
    (row,) = payloads.adherence_rows([item], findings)
    assert row.details[0].start_at == at("2026-01-24T13:30:00")


def test_names_misread_by_a_scanner_or_in_another_case_are_known(
    findings: RecordedFindings,
) -> None:
    (row,) = payloads.adherence_rows(load("adherence_letters_misread.json"), findings)
    assert (row.agent_id, row.acd_agent_id, row.adherence_percent) == ("4711", "2001", 93.1)


def test_one_agent_as_a_bare_object_without_its_id_is_malformed(
    findings: RecordedFindings,
) -> None:
    payload = load("adherence_one_agent.json")
    with pytest.raises(Malformed):
        payloads.adherence_rows(payload, findings)
    (row,) = payloads.adherence_rows({"agentId": "4711", **payload}, findings)
    assert row.agent_id == "4711"


def test_changes_of_state_are_in_the_order_of_time_whatever_the_reply(
    findings: RecordedFindings,
) -> None:
    first, second, third = payloads.realtime_rows(load("realtime_states.json"), findings)
    assert first.changes[-1] == StateRow("NOT_READY_BUSY", "3", 1769241800.0)
    assert [change.word for change in first.changes] == ["HOLD", "TALK", "NOT_READY_BUSY"]
    assert (second.agent_id, third.changes) == ("4712", ())
    (newest_first,) = payloads.realtime_rows(load("realtime_newest_first.json"), findings)
    assert [change.word for change in newest_first.changes] == ["TALK", "WORK_AFTER_CONTACT"]
    assert newest_first.changes[-1].reason is None


def test_a_single_state_comes_as_an_object_or_in_the_row_itself(
    findings: RecordedFindings,
) -> None:
    one, other = payloads.realtime_rows(load("realtime_single_state.json"), findings)
    assert one.changes == (StateRow("LOGGED_OUT", None, 1769241800.0),)
    assert (other.agent_id, other.changes) == ("4712", (StateRow("TALK", None, 1769241000.0),))


def test_entries_of_one_agent_are_put_together(findings: RecordedFindings) -> None:
    states = [
        {"agentId": 1, "agentState": "TALK", "timestamp": 1769241800},
        {"agentId": "1", "agentState": "READY_WAITING", "timestamp": 1769241000000},
    ]
    (row,) = payloads.realtime_rows(states, findings)
    assert [change.word for change in row.changes] == ["READY_WAITING", "TALK"]


def test_schedule_of_a_timespan(findings: RecordedFindings) -> None:
    first, second = payloads.schedule_rows(load("schedule_timespan.json"), findings)
    assert [activity.type for activity in first.activities] == [
        "IN_SERVICE",
        "LUNCH",
        "IN_SERVICE_MSG",
    ]
    assert first.activities[0].start_at == 1535378400.0
    assert (second.agent_id, second.activities) == ("32", ())


def test_schedule_in_seconds_as_text_leaves_out_impossible_instants(
    findings: RecordedFindings,
) -> None:
    (row,) = payloads.schedule_rows(load("schedule_lower_case.json"), findings)
    assert [activity.type for activity in row.activities] == ["break", "sabbatical"]
    assert [where for where, _ in findings.left_out] == ["schedule.activities"] * 2


def test_schedule_nested_by_date(findings: RecordedFindings) -> None:
    (row,) = payloads.schedule_rows(load("schedule_by_date.json"), findings)
    assert [activity.type for activity in row.activities] == ["in_service", "not_available"]


def test_agents_in_full_and_in_basic_detail_under_three_names_of_the_id(
    findings: RecordedFindings,
) -> None:
    full = payloads.agent_rows(load("agents_full.json"), findings)
    assert [(row.agent_id, row.acd_agent_id, row.active) for row in full] == [
        ("4711", "2001", True),
        ("4712", None, True),
        ("4713", "2009", False),
    ]
    assert (full[0].team, full[0].employee_id) == ("Lag Haga", "E1000")
    basic = payloads.agent_rows(load("agents_basic.json"), findings)
    assert [row.agent_id for row in basic] == ["4711", "4712"]
    team = payloads.agent_rows(load("agents_of_team.json"), findings)
    assert [row.agent_id for row in team] == ["4711", "4712"]


def test_services(findings: RecordedFindings) -> None:
    (row,) = payloads.service_rows(load("services.json"), findings)
    assert (row.service_id, row.number, row.name) == ("218", "456", "Kundtjänst")


@pytest.mark.parametrize(
    "payload",
    [
        "text",
        7,
        True,
        {"message": "an error that came with 200"},
        [{"error": "no id"}],
        ["text", 7, None],
        [[]],
    ],
)
def test_an_answer_without_one_readable_entry_is_malformed_and_not_an_empty_tenant(
    findings: RecordedFindings, payload: object
) -> None:
    for read in (payloads.adherence_rows, payloads.realtime_rows, payloads.schedule_rows):
        with pytest.raises(Malformed):
            read(payload, findings)


def test_several_entries_of_one_agents_schedule_are_put_together(
    findings: RecordedFindings,
) -> None:
    def entry(agent: int, word: str, start: int) -> dict[str, Any]:
        span = {"startTime": start * 1000, "endTime": (start + 600) * 1000}
        return {"agentId": agent, "activities": [{"activityType": word, **span}]}

    start = 1_795_950_000
    rows = payloads.schedule_rows(
        [
            entry(12, "IN_SERVICE", start),
            entry(13, "BREAK", start),
            entry(12, "LUNCH", start + 600),
        ],
        findings,
    )
    assert [(row.agent_id, [one.type for one in row.activities]) for row in rows] == [
        ("12", ["IN_SERVICE", "LUNCH"]),
        ("13", ["BREAK"]),
    ]


@pytest.mark.parametrize("payload", [[], {"data": []}, {"agents": []}])
def test_an_empty_collection_is_no_error(findings: RecordedFindings, payload: object) -> None:
    assert payloads.adherence_rows(payload, findings) == []


def test_an_unreadable_entry_is_left_out_and_told(findings: RecordedFindings) -> None:
    rows = payloads.adherence_rows([{"agentId": 1}, {"agentId": None}, 7], findings)
    assert [row.agent_id for row in rows] == ["1"]
    assert len(findings.left_out) == 2


def test_every_member_is_shown_to_the_administrator_but_no_name_of_a_person(
    findings: RecordedFindings,
) -> None:
    agents = load("agents_full.json")
    agents[0] |= {
        "displayName": "Åsa Öberg", "eMailAddress": "asa@test.invalid", "acd_login": "aoberg",
        "mobilePhone": 4670112233, "manager": {"called": "Maja Dahl"}, "namedSkill": True,
        "deputies": [{"called": "Maja Dahl"}],
    }  # fmt: skip
    payloads.agent_rows(agents, findings)
    for member in ("displayName", "eMailAddress", "acd_login", "mobilePhone"):
        assert findings.members["agents", member] == ("(a name)", False)
    assert findings.members["agents", "manager"] == ("(an object)", False)
    assert findings.members["agents", "deputies"] == ("(a list)", False)
    assert findings.members["agents", "namedSkill"] == (True, False)
    assert findings.members["agents", "teams"] == ([3], False)
    assert findings.members["agents", "acdId"] == ("2001", True)
    assert findings.members["agents", "serviceQueueId"] == (218, False)
    samples = str([sample for sample, _ in findings.members.values()])
    assert "Öberg" not in samples and "Åsa" not in samples
