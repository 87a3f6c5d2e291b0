"""The documented table, row by row."""

from __future__ import annotations

import pytest

from wallboard.domain.adherence import NOT_SERVING, SERVING, in_adherence
from wallboard.domain.schedule import Activity
from wallboard.domain.states import AgentState

AT_WORK = [
    "in_service",
    "in_service_msg",
    "IN_SERVICE",
    "IN_SERVICE_MSG",
    "overtime",
    " Overtime_msg",
]
AWAY = ["break", "lunch", "exception", "not_available", "assignment", "project", "BREAK"]
NO_VERDICT = ["available", "closed_service", "closed_service_msg", "unknown", "fika", ""]


def test_every_state_but_unknown_is_serving_or_not() -> None:
    assert SERVING | NOT_SERVING | {AgentState.UNKNOWN} == set(AgentState)
    assert not SERVING & NOT_SERVING


@pytest.mark.parametrize("activity", AT_WORK)
def test_service_wants_somebody_who_serves(activity: str) -> None:
    assert {state for state in AgentState if in_adherence(state, activity) is True} == SERVING
    assert {state for state in AgentState if in_adherence(state, activity) is False} == NOT_SERVING


@pytest.mark.parametrize("activity", AWAY)
def test_time_away_wants_somebody_who_does_not(activity: str) -> None:
    assert {state for state in AgentState if in_adherence(state, activity) is True} == NOT_SERVING
    assert {state for state in AgentState if in_adherence(state, activity) is False} == SERVING


@pytest.mark.parametrize("activity", NO_VERDICT)
@pytest.mark.parametrize("state", AgentState)
def test_an_activity_that_wants_no_state_gives_no_verdict(state: AgentState, activity: str) -> None:
    assert in_adherence(state, activity) is None


@pytest.mark.parametrize("activity", [*AT_WORK, *AWAY])
def test_an_unknown_state_gives_no_verdict(activity: str) -> None:
    assert in_adherence(AgentState.UNKNOWN, activity) is None


def test_every_word_for_an_activity_is_decided_here() -> None:
    assert {activity.value for activity in Activity} <= {*AT_WORK, *AWAY, *NO_VERDICT}
