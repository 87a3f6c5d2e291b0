"""Windows that lose no change of state, and since when somebody has been out of adherence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.calabrio.timeline import Change, Window, joined, out_since, window
from wallboard.domain.adherence import in_adherence
from wallboard.domain.observation import Qualifier, Value
from wallboard.domain.schedule import Scheduled, activities_at, encode
from wallboard.domain.states import AgentState

NOW = 1_770_000_000.0
HOUR, DAY = 3600.0, 86_400.0
READY, PAUSED, OUT = AgentState.AVAILABLE, AgentState.PAUSED, AgentState.LOGGED_OUT


def a_window(caught_up_at: float | None, midnight_at: float = NOW - 9 * HOUR) -> Window:
    return window(NOW, caught_up_at, midnight_at, 72 * HOUR, 900)


def test_the_first_poll_looks_back_over_a_weekend_in_one_request() -> None:
    first = a_window(None)
    assert (first.start_at, first.catches_up) == (NOW - 72 * HOUR, True)
    assert len(list(first.pieces())) == 1


def test_polls_between_ask_only_from_a_little_before_what_is_known() -> None:
    usual = a_window(NOW - 300)
    assert (usual.start_at, usual.catches_up) == (NOW - 300 - 900, False)
    assert usual.end_at > NOW


def test_every_ten_minutes_a_poll_goes_back_to_the_tenants_midnight() -> None:
    assert a_window(NOW - 600) == Window(NOW - 9 * HOUR, NOW + 120, catches_up=True)


def test_just_after_midnight_the_overlap_still_holds() -> None:
    assert a_window(NOW - 600, midnight_at=NOW - 5).start_at == NOW - 600 - 900


def test_after_an_outage_the_window_begins_before_the_last_good_poll() -> None:
    outage = a_window(NOW - 10 * DAY)
    assert outage.start_at == NOW - 10 * DAY - 900
    pieces = list(outage.pieces())
    assert pieces[0][0] == outage.start_at and pieces[-1][1] == outage.end_at
    assert all(end - start <= 31 * DAY for start, end in pieces)
    assert [end for _, end in pieces[:-1]] == [start for start, _ in pieces[1:]]


def test_no_window_is_longer_than_the_document_allows() -> None:
    ancient = a_window(NOW - 400 * DAY)
    assert ancient.end_at - ancient.start_at <= 31 * DAY


def test_a_clock_that_was_set_back_starts_anew() -> None:
    assert a_window(NOW + 500).start_at == NOW - 72 * HOUR


def test_repetitions_are_no_changes() -> None:
    changes = [Change(30, READY), Change(10, READY), Change(40, PAUSED, "1"), Change(50, PAUSED)]
    assert joined(changes) == (Change(10, READY), Change(40, PAUSED, "1"), Change(50, PAUSED))


SERVICE = encode([Scheduled("in_service", "S", 100, 200), Scheduled("lunch", "L", 200, 300)])


@pytest.mark.parametrize(
    ("changes", "now_at", "expected"),
    [
        ([Change(90, READY)], 150, None),
        ([Change(90, READY), Change(150, PAUSED)], 160, Value(150)),
        ([Change(90, READY), Change(150, PAUSED), Change(155, OUT)], 160, Value(150)),
        ([Change(50, OUT)], 150, Value(100)),
        ([Change(90, READY)], 220, Value(200)),
        ([Change(90, READY), Change(150, PAUSED)], 220, None),
        ([Change(120, PAUSED)], 150, Value(120, Qualifier.AT_LEAST)),
        ([Change(90, READY)], 400, None),
        ([Change(90, AgentState.UNKNOWN)], 150, None),
        ([], 150, None),
    ],
)
def test_out_of_adherence_since(
    changes: list[Change], now_at: float, expected: Value | None
) -> None:
    assert out_since(changes, SERVICE, now_at) == expected


def test_what_an_earlier_poll_found_holds_where_the_changes_end() -> None:
    changes = [Change(120, PAUSED)]
    assert out_since(changes, SERVICE, 150, Value(105)) == Value(105)
    assert out_since([Change(90, READY), *changes], SERVICE, 150, Value(95)) == Value(120)


@pytest.mark.parametrize("schedule", [None, "", "[]", "no schedule"])
def test_without_a_schedule_nobody_is_out(schedule: str | None) -> None:
    assert out_since([Change(90, PAUSED)], schedule, 150) is None


STATES = st.sampled_from(list(AgentState))
CHANGES = st.lists(st.builds(Change, st.integers(0, 60), STATES), min_size=1, max_size=6)
ACTIVITIES = st.lists(
    st.builds(
        lambda type_, start, length: Scheduled(type_, type_, start, start + length),
        st.sampled_from(["in_service", "break", "available"]),
        st.integers(0, 50),
        st.integers(1, 20),
    ),
    max_size=5,
)


@given(CHANGES, ACTIVITIES, st.integers(0, 60))
def test_the_walk_back_agrees_with_looking_at_every_second(
    changes: list[Change], activities: list[Scheduled], now_at: int
) -> None:
    history, text = joined(changes), encode(activities)
    found = out_since(history, text, now_at)

    def is_out(at: float) -> bool:
        begun = [change for change in history if change.at <= at]
        activity = activities_at(text, at).activity
        if not begun or activity is None:
            return False
        return in_adherence(begun[-1].state, activity) is False

    if not is_out(now_at):
        assert found is None
        return
    since = now_at
    while is_out(since - 1):
        since -= 1
    assert found is not None and found.raw == since
