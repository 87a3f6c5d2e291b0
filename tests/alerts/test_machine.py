"""The state machine of one rule: dwell, hysteresis, calm, and what may not be believed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wallboard.alerts.machine import (
    CLEARED,
    EASED,
    RAISED,
    ROSE,
    Event,
    Limit,
    Reading,
    State,
    Terms,
    evaluate,
    reconsider,
)

T0 = 1_760_000_000.0
# On a machine that is busy, drawing values takes as long as it takes.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
WAITING = Terms(
    {"warn": Limit(10, 5), "critical": Limit(20, 15)}, raise_seconds=10, clear_seconds=30
)
LEVEL = Terms({"warn": Limit(0.8, 0.85)}, more_is_better=True)


def told(
    terms: Terms, readings: Iterable[Reading | float], state: State | None = None, step: float = 1.0
) -> tuple[State, list[tuple[float, Event]]]:
    """One reading per step from T0 on; what happened, by seconds since T0."""
    state = state or State()
    happened: list[tuple[float, Event]] = []
    for number, one in enumerate(readings):
        reading = one if isinstance(one, Reading) else Reading(float(one))
        state, events = evaluate(terms, state, reading, T0 + number * step)
        happened += [(number * step, event) for event in events]
    return state, happened


def names(happened: Sequence[tuple[float, Event]]) -> list[tuple[float, str, str | None]]:
    return [(at, event.happening, event.level) for at, event in happened]


def test_a_limit_raises_when_it_was_crossed_for_the_whole_dwell() -> None:
    assert names(told(WAITING, [10] * 10)[1]) == []
    assert names(told(WAITING, [10] * 11)[1]) == [(10, RAISED, "warn")]


def test_one_good_look_begins_the_dwell_anew() -> None:
    assert names(told(WAITING, [10] * 9 + [9] + [10] * 10)[1]) == []


def test_it_clears_at_its_clear_value_and_after_its_dwell() -> None:
    raised, _ = told(WAITING, [10] * 11)
    assert raised.level == "warn"
    assert told(WAITING, [6] * 100, raised)[1] == []  # between the two values
    state, happened = told(WAITING, [5] * 31, raised)
    assert names(happened) == [(30, CLEARED, None)]
    assert state.level is None


def test_levels_rise_and_ease_one_by_one() -> None:
    state, happened = told(WAITING, [12] * 11 + [25] * 11)
    assert names(happened) == [(10, RAISED, "warn"), (21, ROSE, "critical")]
    assert names(told(WAITING, [12] * 31 + [0] * 31, state)[1]) == [
        (30, EASED, "warn"),
        (61, CLEARED, None),
    ]


def test_what_crosses_both_limits_is_critical_at_once() -> None:
    assert names(told(WAITING, [30] * 11)[1]) == [(10, RAISED, "critical")]


def test_where_more_is_better_it_raises_below() -> None:
    state, happened = told(LEVEL, [0.81, 0.8, 0.79])
    assert names(happened) == [(2, RAISED, "warn")]
    assert told(LEVEL, [0.8, 0.84], state)[1] == []
    assert names(told(LEVEL, [0.85], state)[1]) == [(0, CLEARED, None)]


def test_without_a_clear_value_it_clears_on_this_side_of_its_limit() -> None:
    terms = Terms({"critical": Limit(3, 3)})
    assert names(told(terms, [3, 3, 2])[1]) == [(0, RAISED, "critical"), (2, CLEARED, None)]


def test_a_clear_value_of_zero_can_be_reached() -> None:
    terms = Terms({"warn": Limit(1, 0)})
    assert names(told(terms, [1, 0])[1]) == [(0, RAISED, "warn"), (1, CLEARED, None)]


@pytest.mark.parametrize("word", ["late", "lost", "unknown"])
def test_what_may_not_be_believed_neither_raises_nor_clears(word: str) -> None:
    state, happened = told(WAITING, [Reading(99.0, held=word)] * 60)
    assert happened == []
    assert (state.held, state.held_since) == (word, T0)
    raised, _ = told(WAITING, [10] * 11)
    state, happened = told(WAITING, [Reading(held=word)] * 600, raised)
    assert (happened, state.level) == ([], "warn")


def test_time_in_which_nothing_was_known_is_no_part_of_a_dwell() -> None:
    late = [Reading(held="late")] * 100
    assert names(told(WAITING, [10] * 5 + late + [10] * 5)[1]) == []
    assert names(told(WAITING, [10] * 5 + late + [10] * 6)[1]) == [(110, RAISED, "warn")]


def test_a_closed_queue_is_calm_at_once() -> None:
    raised, _ = told(WAITING, [10] * 11)
    state, happened = told(WAITING, [Reading(calm="closed")], raised)
    assert [event for _, event in happened] == [Event(CLEARED, None, "warn", "closed")]
    assert state == State(calm="closed")
    assert names(told(WAITING, [10] * 10, state)[1]) == []  # it begins anew


def test_a_rule_that_was_edited_lets_go_of_what_it_no_longer_asks_for() -> None:
    raised, _ = told(WAITING, [12] * 11)
    higher = Terms({"warn": Limit(50, 5)}, clear_seconds=600)
    state, events = reconsider(higher, raised, Reading(12.0))
    assert (state.level, events[0].why) == (None, "rule")
    assert reconsider(WAITING, raised, Reading(12.0)) == (raised, ())
    assert reconsider(higher, raised, Reading(held="lost")) == (raised, ())


def test_a_level_whose_limit_was_taken_away_is_gone() -> None:
    critical, _ = told(WAITING, [30] * 11)
    only_warn = Terms({"warn": Limit(10, 5)})
    assert names(told(only_warn, [30], critical)[1]) == [(0, EASED, "warn")]


def test_a_clock_that_was_set_back_stretches_no_dwell() -> None:
    state, _ = told(WAITING, [10] * 9)
    state, _ = evaluate(WAITING, state, Reading(10.0), T0 - 3600)
    _, events = evaluate(WAITING, state, Reading(10.0), T0 - 3590)
    assert [event.happening for event in events] == [RAISED]


def test_a_state_survives_being_written_down() -> None:
    state, _ = told(WAITING, [10] * 11 + [30] * 4)
    assert State.of_json(state.as_json()) == state
    held, _ = told(WAITING, [Reading(held="late")], state)
    assert State.of_json(held.as_json()) == held


values = st.lists(st.integers(0, 40), max_size=120)
terms = st.builds(
    lambda warn, gap, critical, raising, clearing: Terms(
        {
            "warn": Limit(warn, warn - gap),
            "critical": Limit(warn + critical, warn + critical - gap),
        },
        raise_seconds=raising,
        clear_seconds=clearing,
    ),
    st.integers(5, 20), st.integers(0, 5), st.integers(1, 15), st.integers(0, 20),
    st.integers(0, 20),
)  # fmt: skip


@patient
@given(terms, values)
def test_no_level_changes_before_its_dwell_nor_against_its_limits(
    terms: Terms, values: list[int]
) -> None:
    """At every event, the figure had asked for it without a break for the whole dwell."""
    _, happened = told(terms, values)
    for at, event in happened:
        up = event.happening in {RAISED, ROSE}
        dwell = int(terms.raise_seconds if up else terms.clear_seconds)
        level = event.level if up else event.was
        assert level is not None
        limit = terms.limits[level]
        asked = limit.crossed if up else limit.relieved
        looked = values[int(at) - dwell : int(at) + 1]
        assert len(looked) == dwell + 1
        assert all(asked(value, False) for value in looked)


@patient
@given(
    low=st.integers(0, 40),
    high=st.integers(0, 40),
    period=st.integers(1, 8),
    dwell=st.integers(8, 30),
)
def test_a_sawtooth_around_the_threshold_never_flaps(
    low: int, high: int, period: int, dwell: int
) -> None:
    """However it swings, faster than the dwells it changes the level at most once per limit, and
    never back: it is raised and stays, or it never is."""
    terms = Terms(WAITING.limits, raise_seconds=dwell, clear_seconds=dwell)
    low, high = min(low, high), max(low, high)
    saw = [low + (high - low) * (n % period) / max(1, period - 1) for n in range(600)]
    _, happened = told(terms, saw)
    assert all(event.happening in {RAISED, ROSE} for _, event in happened)
    assert len(happened) <= 2


@patient
@given(st.lists(st.sampled_from([4.9, 5.0, 7.5, 9.9, 10.0, 10.1]), max_size=300))
def test_within_its_two_values_a_raised_alert_stays(values: list[float]) -> None:
    """Without any dwell: only the clear value takes it back, so noise that stays above it does
    nothing."""
    terms = Terms({"warn": Limit(10, 5)})
    _, happened = told(terms, [10.0, *(value for value in values if value > 5)])
    assert names(happened) == [(0, RAISED, "warn")]


@patient
@given(st.lists(st.one_of(st.none(), st.integers(0, 30)), max_size=80))
def test_looks_without_a_figure_change_no_level(values: list[int | None]) -> None:
    state = State()
    for number, value in enumerate(values):
        before = state.level
        reading = Reading(held="late") if value is None else Reading(float(value))
        state, events = evaluate(WAITING, state, reading, T0 + number)
        if value is None:
            assert (state.level, events) == (before, ())
