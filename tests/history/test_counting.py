"""What two readings of a day counter add, and when they are no number."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from wallboard.domain.local_day import day_bounds, midnight
from wallboard.history.counting import Count, Placed, Step, begin, step, step_over
from wallboard.history.quarters import QUARTER_SECONDS, pieces, quarters_of_day

ZONE = ZoneInfo("Europe/Stockholm")
MIDNIGHT = midnight(date(2026, 3, 10), ZONE)
TEN = MIDNIGHT + 10 * 3600


def count(at: int, offered: int, answered: int = 0, **changes: object) -> Count:
    counts = {"offered": offered, "answered": answered}
    plain = Count(at, "trio", counts, 150, by="Trio", threshold_seconds=20)
    return replace(plain, **changes)  # type: ignore[arg-type]


def added(before: Count, *then: Count) -> Step:
    known = begin(before, ZONE)
    for one in then[:-1]:
        known = step(known, one, ZONE).known
    return step(known, then[-1], ZONE)


def test_a_difference_within_a_quarter_is_placed_there():
    taken = added(count(TEN + 60, 5, 4), count(TEN + 120, 8, 6))
    assert taken.placed == (Placed(TEN, 60, {"offered": 3, "answered": 2}),)


def test_a_difference_over_a_boundary_is_spread_by_time_and_adds_up():
    taken = added(count(TEN - 45, 0, 0), count(TEN + 15, 8, 3))
    first, second = taken.placed
    assert (first.quarter, first.seconds) == (TEN - QUARTER_SECONDS, 45)
    assert (first.counts, second.counts) == (
        {"offered": 6, "answered": 2},
        {"offered": 2, "answered": 1},
    )


def test_a_source_that_says_nothing_new_is_waited_for():
    before = count(TEN, 5)
    taken = added(before, before)
    assert not taken.placed
    assert not taken.broken
    assert added(before, before, count(TEN + 60, 6)).placed[0].seconds == 60


def test_a_gap_within_a_quarter_is_a_number_and_over_a_boundary_is_none():
    within = added(count(TEN + 60, 5), count(TEN + 840, 9))
    assert within.placed == (Placed(TEN, 780, {"offered": 4, "answered": 0}),)
    over = added(count(TEN + 300, 5), count(TEN + 1500, 9))
    assert not over.placed
    assert "too long" in over.broken


def test_a_counter_that_is_back_after_a_dip_counts_nothing_twice():
    dip = added(count(TEN, 812), count(TEN + 60, 810))
    assert "went back" in dip.broken
    taken = added(count(TEN, 812), count(TEN + 60, 810), count(TEN + 120, 813))
    assert taken.placed == (Placed(TEN, 120, {"offered": 1, "answered": 0}),)
    corrected = added(count(TEN, 812), *(count(TEN + 60 * n, 810) for n in range(1, 17)))
    assert corrected.known.counts["offered"] == 810


@pytest.mark.parametrize(
    ("then", "why"),
    [
        (count(TEN + 60, 2), "went back"),
        (count(TEN + 60, 9, kind="sinch"), "another source"),
        (count(TEN - 7200, 9), "time went back"),
    ],
)
def test_what_cannot_be_compared_is_a_break_after_which_it_goes_on(then, why):
    taken = added(count(TEN, 5), then)
    assert not taken.placed
    assert why in taken.broken
    following = replace(then, at=then.at + 60, counts={"offered": 11, "answered": 0})
    assert step(taken.known, following, ZONE).placed[0].counts["offered"] == (
        11 - then.counts["offered"]
    )


def test_at_midnight_a_counter_turns_and_tells_of_the_new_day():
    taken = added(count(MIDNIGHT - 5, 812), count(MIDNIGHT + 55, 3))
    assert taken.placed == (Placed(MIDNIGHT, 55, {"offered": 3, "answered": 0}),)


def test_a_reading_at_midnight_itself_says_nothing_of_the_new_day_yet():
    taken = added(count(MIDNIGHT - 5, 812), count(MIDNIGHT, 0), count(MIDNIGHT + 60, 2))
    assert taken.placed == (Placed(MIDNIGHT, 60, {"offered": 2, "answered": 0}),)


def test_a_vendor_whose_clock_is_late_breaks_until_its_counters_turn():
    late = count(MIDNIGHT + 60, 815)
    before = count(MIDNIGHT - 60, 812)
    assert "not known whether" in added(before, late).broken
    turned = added(before, late, count(MIDNIGHT + 120, 1))
    assert turned.placed == (Placed(MIDNIGHT, 60, {"offered": 1, "answered": 0}),)


def test_a_vendor_whose_clock_is_ahead_turns_before_midnight_and_not_again():
    before, ahead = count(MIDNIGHT - 120, 812), count(MIDNIGHT - 60, 2)
    assert added(before, ahead).placed[0].counts["offered"] == 2
    after = added(before, ahead, count(MIDNIGHT + 0, 3), count(MIDNIGHT + 60, 5))
    assert after.placed == (Placed(MIDNIGHT, 60, {"offered": 2, "answered": 0}),)


def test_a_small_correction_just_before_midnight_is_no_new_day():
    taken = added(count(MIDNIGHT - 120, 812), count(MIDNIGHT - 60, 811))
    assert "went back" in taken.broken


def test_a_quiet_night_goes_on_over_midnight():
    taken = added(count(MIDNIGHT - 30, 0), count(MIDNIGHT + 30, 1))
    assert sum(one.counts["offered"] for one in taken.placed) == 1
    assert sum(one.seconds for one in taken.placed) == 60


def test_counters_that_turn_by_another_zone_turn_at_that_midnight():
    helsinki = MIDNIGHT - 3600
    taken = added(
        count(helsinki - 5, 500, day="Europe/Helsinki"),
        count(helsinki + 55, 2, day="Europe/Helsinki"),
    )
    assert taken.placed == (Placed(helsinki, 55, {"offered": 2, "answered": 0}),)


def test_a_day_has_as_many_quarters_as_it_has_hours():
    hours = {date(2026, 3, 10): 24, date(2026, 3, 29): 23, date(2026, 10, 25): 25}
    assert {day: len(quarters_of_day(day, ZONE)) for day in hours} == {
        day: 4 * n for day, n in hours.items()
    }
    from_at, to_at = day_bounds(date(2026, 3, 29), ZONE)
    assert to_at - from_at == 23 * 3600
    assert from_at % QUARTER_SECONDS == 0


def test_pieces_of_a_span_are_its_seconds():
    found = list(pieces(TEN - 10, TEN + QUARTER_SECONDS + 5))
    assert found == [(TEN - 900, 10), (TEN, 900), (TEN + 900, 5)]
    assert list(pieces(TEN, TEN)) == []


def over(*past: Count, now: Count | None = None) -> Step:
    """Read at 10:05 and at 10:25, and told afterwards of the time between."""
    known = begin(count(TEN + 300, 50, 40), ZONE)
    return step_over(known, past, now or count(TEN + 1500, 60, 48), ZONE)


NEWEST = count(TEN + 1500, 60, 48)


def test_what_was_told_afterwards_fills_the_quarters_apart_from_what_was_read():
    taken = over(count(TEN, 48), count(TEN + 900, 57, 46), NEWEST)
    assert taken.filled == (
        Placed(TEN, 600, {"offered": 7, "answered": 6}),
        Placed(TEN + 900, 600, {"offered": 3, "answered": 2}),
    )
    assert (taken.placed, taken.broken) == ((), "")
    later = over(count(TEN + 900, 57, 46), NEWEST, now=count(TEN + 1560, 61, 48))
    assert later.placed == (Placed(TEN + 900, 60, {"offered": 1, "answered": 0}),)
    assert len(later.filled) == 2


@pytest.mark.parametrize(
    "told",
    [
        count(TEN + 900, 49, 39),  # less than was read before
        count(TEN + 900, 61, 46),  # more than was read after
        count(TEN + 900, 57, 46, kind="other"),
        count(TEN + 100, 50, 40),  # of no time that was missed
        count(TEN + 1800, 60, 48),
    ],
)
def test_what_does_not_fit_between_leaves_the_gap(told: Count):
    taken = over(told)
    assert (taken.filled, taken.placed) == ((), ())
    assert "too long" in taken.broken


def test_a_part_of_a_long_gap_is_filled_and_the_rest_stays_one():
    now = count(TEN + 5400, 99, 90)
    taken = over(count(TEN + 3600, 80, 70), count(TEN + 4500, 90, 80), now, now=now)
    assert [one.quarter - TEN for one in taken.filled] == [3600, 4500]
    assert sum(one.counts["offered"] for one in taken.filled) == 19


def test_nothing_is_filled_where_nothing_was_missed():
    known = begin(count(TEN, 5), ZONE)
    taken = step_over(known, [count(TEN + 30, 6)], count(TEN + 60, 8), ZONE)
    assert (taken.filled, taken.placed[0].seconds) == ((), 60)


def test_a_gap_over_midnight_is_filled_from_midnight_on():
    known = begin(count(MIDNIGHT - 300, 900, 800), ZONE)
    now = count(MIDNIGHT + 2000, 9, 8)
    told = (count(MIDNIGHT, 0), count(MIDNIGHT + 900, 4, 4), count(MIDNIGHT + 1800, 7, 6), now)
    taken = step_over(known, told, now, ZONE)
    assert [(one.quarter - MIDNIGHT, one.counts["offered"]) for one in taken.filled] == [
        (0, 4),
        (900, 3),
        (1800, 2),
    ]
    assert not taken.broken
    nights = step_over(taken.known, (), count(MIDNIGHT + 2060, 10, 8), ZONE)
    assert nights.placed == (Placed(MIDNIGHT + 1800, 60, {"offered": 1, "answered": 0}),)
