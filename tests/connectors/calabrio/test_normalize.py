"""Rows in, observations out; junk in, never a wrong figure and never an exception of ours."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.calabrio import normalize, payloads
from connectors.calabrio.normalize import Words
from connectors.calabrio.timeline import Change
from connectors.errors import ConnectorError
from tests.connectors.calabrio.support import load
from tests.connectors.runs import RecordedFindings
from wallboard.domain.observation import Observation, Qualifier, Value
from wallboard.domain.schedule import Activity, activities_at, parse
from wallboard.domain.states import AgentState

WORDS = Words.of({})
DAY = "2026-01-24"
NOW = 1769242000.0


def shares(name: str) -> list[dict[str, Any]]:
    rows = payloads.adherence_rows(load(name), RecordedFindings())
    found = [normalize.adherence_observation(row, WORDS, DAY, NOW) for row in rows]
    return [{key: value.raw for key, value in one.values.items()} for one in found]


def test_shares_are_calabrios_own_of_its_day_and_labelled_so(findings: RecordedFindings) -> None:
    row = payloads.adherence_rows(load("adherence_details_list.json"), findings)[0]
    observation = normalize.adherence_observation(row, WORDS, DAY, NOW)
    labelled = Value(0.931, Qualifier.AS_REPORTED, {"window": "day", "day": DAY})
    assert observation.values["adherence"] == labelled
    assert observation.values["number"] == Value("2001")
    assert (observation.external_id, observation.observed_at) == ("4711", NOW)


def test_conformance_above_one_is_kept() -> None:
    assert shares("adherence_details_list.json")[1]["conformance"] == 1.042


def test_undefined_is_absent_beside_the_scheduled_seconds_and_zero_stays_zero() -> None:
    null, absent, nothing_yet, really_none = shares("adherence_nothing_scheduled.json")
    assert null == {"scheduled_seconds": 0, "number": "11"}
    assert absent == {"scheduled_seconds": 0, "number": "12"}
    assert nothing_yet == {"scheduled_seconds": 28800, "number": "13"}
    assert (really_none["adherence"], really_none["conformance"]) == (0, 0)


@pytest.mark.parametrize(("missing_seconds", "conformance"), [(0, None), (3600, 0)])
def test_a_zero_is_told_from_undefined_by_the_time_that_is_missing(
    findings: RecordedFindings, missing_seconds: int, conformance: int | None
) -> None:
    """At lunch, by an installation that lists only the activity of now and writes 0 for both."""
    lunch = {"scheduledActivityType": "lunch", "inAdherenceSeconds": 600}
    told = {
        "agentId": "7",
        "scheduledSeconds": 28800,
        "scheduledInServiceSeconds": 25200,
        "actualInServiceSeconds": 0,
        "notInAdherenceSeconds": missing_seconds,
        "scheduleAdherence": 14.3,
        "scheduleConformity": 0,
        "details": lunch | {"outOfAdherenceSeconds": 0},
    }
    row = payloads.adherence_rows([told], findings)[0]
    values = normalize.adherence_observation(row, WORDS, DAY, NOW).values
    found = values.get("conformance")
    assert (found.raw if found else None) == conformance


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("LOGGED_OUT", AgentState.LOGGED_OUT),
        ("READY_WAITING", AgentState.AVAILABLE),
        ("TALK", AgentState.ON_CONTACT),
        ("WORK_AFTER_CONTACT", AgentState.WRAP_UP),
        ("HOLD", AgentState.ON_HOLD),
        ("NOT_READY_BUSY", AgentState.PAUSED),
        ("not ready busy", AgentState.PAUSED),
    ],
)
def test_every_documented_state_has_a_word_of_ours(
    findings: RecordedFindings, word: str, state: AgentState
) -> None:
    rows = payloads.realtime_rows([{"agentId": 1, "agentState": word, "timestamp": NOW}], findings)
    (change,) = normalize.changes_from_row(rows[0], WORDS, findings, NOW)
    assert change == Change(NOW, state)
    assert not findings.words


def test_an_unknown_state_is_unknown_and_counted(findings: RecordedFindings) -> None:
    (row,) = payloads.realtime_rows(load("realtime_unknown_word.json"), findings)
    (change,) = normalize.changes_from_row(row, WORDS, findings, NOW)
    assert (change.state, change.reason) == (AgentState.UNKNOWN, "Teamlead")
    assert findings.words["states", "CONSULTING"] == 1


def test_the_accounts_mapping_lays_rows_over_the_tables(findings: RecordedFindings) -> None:
    words = Words.of(
        {
            "states": {"Consulting": "busy_other", "TALK": "no such word"},
            "activities": {"sabbatical": "exception"},
            "reasons": {"3": "Rast"},
            "junk": 7,
        }
    )
    assert words.states["consulting"] is AgentState.BUSY_OTHER
    assert "talk" not in words.states
    assert words.activities["sabbatical"] is Activity.EXCEPTION
    row = payloads.realtime_rows(load("realtime_states.json"), findings)[0]
    changes = normalize.changes_from_row(row, words, findings, NOW)
    assert changes[-1] == Change(1769241800.0, AgentState.PAUSED, "Rast")
    assert Words.of({"states": 7, "reasons": None}) == WORDS


def test_a_change_ahead_of_our_clock_happened_now(findings: RecordedFindings) -> None:
    rows = payloads.realtime_rows(
        [{"agentId": 1, "agentState": "TALK", "timestamp": NOW + 40}], findings
    )
    (change,) = normalize.changes_from_row(rows[0], WORDS, findings, NOW)
    assert change.at == NOW


def test_state_observation_carries_only_what_there_is() -> None:
    change = Change(NOW - 60, AgentState.PAUSED, "3")
    observation = normalize.state_observation("1", change, Value(NOW - 30), NOW)
    assert {key: value.raw for key, value in observation.values.items()} == {
        "state": "paused",
        "state_since": NOW - 60,
        "reason": "3",
        "out_of_adherence_since": NOW - 30,
    }
    assert observation.observed_at == NOW - 60
    bare = normalize.state_observation("1", Change(NOW, AgentState.ON_CONTACT), None, NOW)
    assert set(bare.values) == {"state", "state_since"}


def schedule_of(name: str, findings: RecordedFindings, names: bool = True) -> str:
    row = payloads.schedule_rows(load(name), findings)[0]
    observation = normalize.schedule_observation(row, WORDS, findings, names, NOW)
    return str(observation.values["schedule"].raw)


def test_schedule_is_one_value_that_tells_now_and_next_at_any_instant(
    findings: RecordedFindings,
) -> None:
    text = schedule_of("schedule_timespan.json", findings)
    now = activities_at(text, 1535383000)
    assert (now.activity, now.label, now.until) == ("lunch", "Special Lunch", 1535383800)
    assert (now.next_activity, now.next_label) == ("in_service", "In Service")


def test_names_of_activities_can_be_kept_private(findings: RecordedFindings) -> None:
    text = schedule_of("schedule_timespan.json", findings, names=False)
    assert "Special Lunch" not in text
    assert activities_at(text, 1535383000).label == "Lunch"


def test_an_unknown_activity_is_unknown_with_its_own_label(findings: RecordedFindings) -> None:
    kept = parse(schedule_of("schedule_lower_case.json", findings))
    assert [(one.type, one.label) for one in kept] == [
        ("break", "Break1"),
        ("unknown", "Sabbatical"),
    ]
    assert findings.words["activities", "sabbatical"] == 1


def test_nobody_scheduled_is_an_empty_schedule_and_not_an_unknown_one(
    findings: RecordedFindings,
) -> None:
    row = payloads.schedule_rows(load("schedule_timespan.json"), findings)[1]
    observation = normalize.schedule_observation(row, WORDS, findings, True, NOW)
    assert observation.values == {"schedule": Value("[]")}


def test_directory_holds_active_agents_with_the_keys_that_people_are_matched_by(
    findings: RecordedFindings,
) -> None:
    rows = payloads.agent_rows(load("agents_full.json"), findings)
    first, second = normalize.agent_entries(rows, {"4712": "2003"})
    assert (first.external_id, first.name) == ("4711", "Åsa Öberg")
    assert first.keys == {"acd_agent_id": "2001", "employee_id": "E1000"}
    assert first.groups == ("Lag Haga",)
    assert (second.name, second.keys) == ("Björn", {"acd_agent_id": "2003"})


def test_an_agent_without_a_name_is_given_none_that_would_hide_anothers(
    findings: RecordedFindings,
) -> None:
    rows = payloads.agent_rows(load("agents_of_team.json"), findings)
    assert [entry.name for entry in normalize.agent_entries(rows, {})] == ["", ""]


def test_services_are_queues_by_name_and_acd_number(findings: RecordedFindings) -> None:
    rows = payloads.service_rows(load("services.json"), findings)
    (entry,) = normalize.service_entries(rows)
    assert (entry.external_id, entry.name, entry.keys) == (
        "218",
        "Kundtjänst",
        {"acd_queue_id": "456"},
    )


NAMES = st.sampled_from(
    [
        "agentId", "agentld", "AGENTID", "id", "acdAgentId", "details", "realTimeActivities",
        "agentState", "timestamp", "reasonCode", "activities", "activitiesByDate",
        "scheduledActivities", "activityType", "startTime", "endTime", "scheduleAdherence",
        "scheduleConformity", "scheduledSeconds", "notInAdherenceSeconds", "name", "mainTeam",
        "firstName", "data", "scheduledActityStartTime", "",
    ]
)  # fmt: skip
LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=12),
    st.sampled_from(["TALK", "in_service", 1769241800000, "1769241800", "2026-01-24T07:00:00Z"]),
)  # fmt: skip
JUNK = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=6),
    max_leaves=25,
)


def observations_of(payload: Any) -> list[Observation]:
    findings = RecordedFindings()
    found: list[Observation] = []
    for adherence in payloads.adherence_rows(payload, findings):
        found.append(normalize.adherence_observation(adherence, WORDS, DAY, NOW))
    for schedule in payloads.schedule_rows(payload, findings):
        found.append(normalize.schedule_observation(schedule, WORDS, findings, True, NOW))
    for realtime in payloads.realtime_rows(payload, findings):
        for change in normalize.changes_from_row(realtime, WORDS, findings, NOW):
            found.append(normalize.state_observation(realtime.agent_id, change, None, NOW))
    normalize.agent_entries(payloads.agent_rows(payload, findings), {})
    normalize.service_entries(payloads.service_rows(payload, findings))
    return found


@given(JUNK)
def test_junk_gives_sound_values_or_an_error_of_ours(payload: Any) -> None:
    try:
        found = observations_of(payload)
    except ConnectorError as error:
        assert str(error).endswith(".")
        return
    for observation in found:
        assert observation.external_id
        for name, value in observation.values.items():
            assert isinstance(value.raw, str | int | float)
            if name in ("adherence", "conformance", "scheduled_seconds"):
                assert isinstance(value.raw, float | int) and 0 <= value.raw < float("inf")
            if name == "schedule":
                parse(str(value.raw))


@given(st.lists(st.dictionaries(NAMES, JUNK, min_size=1, max_size=6), min_size=1, max_size=4))
def test_one_good_entry_survives_any_neighbours(neighbours: list[dict[str, Any]]) -> None:
    good = {"agentId": 990099, "scheduleAdherence": 50.0, "notInAdherenceSeconds": 60}
    rows = payloads.adherence_rows([*neighbours, good], RecordedFindings())
    assert any(row.agent_id == "990099" and row.adherence_percent == 50.0 for row in rows)
