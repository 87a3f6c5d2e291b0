"""Days of a place as instants: when a day begins there, and which day it is. Pure.

Whose midnight counts is decision 0007; when it is, is decided here alone. Each instant is in
exactly one day, whatever the clocks of the zone do about midnight:

- They go back over it (Havana, St. John's until 2011): the day begins at the first of the two. What
  comes after it is of the new day, though a clock may say 23:30 once more.
- They skip it (Cairo, Santiago): the day begins with the first instant after the gap.
- They skip the day (Apia, 30 December 2011): it begins and ends at the same instant.
"""

from __future__ import annotations

from bisect import bisect_left
from datetime import date, datetime, timedelta, tzinfo
from functools import lru_cache

ONE_DAY = timedelta(days=1)


@lru_cache(maxsize=512)  # asked for the same few days at every reading
def midnight(day: date, zone: tzinfo) -> int:
    """The instant, in epoch seconds, at which a local day begins."""
    first, second = (
        int(datetime(day.year, day.month, day.day, tzinfo=zone, fold=fold).timestamp())
        for fold in (0, 1)
    )
    if first <= second:
        return first
    # In a gap, `fold` says whose offset counts, and the clocks change between the two answers.
    gap = range(second, first)
    return second + bisect_left(gap, day, key=lambda at: _date_by_the_clock(at, zone))


def day_bounds(day: date, zone: tzinfo) -> tuple[int, int]:
    """From this midnight to the next, in epoch seconds: mostly 23, 24 or 25 hours."""
    return midnight(day, zone), midnight(day + ONE_DAY, zone)


def day_of(at: float, zone: tzinfo) -> date:
    """The local day within whose bounds an instant, in epoch seconds, lies."""
    day = _date_by_the_clock(at, zone)
    return day + ONE_DAY if midnight(day + ONE_DAY, zone) <= at else day


def last_midnight(at: float, zone: tzinfo) -> int:
    """The newest midnight at or before an instant, in epoch seconds."""
    return midnight(day_of(at, zone), zone)


def _date_by_the_clock(at: float, zone: tzinfo) -> date:
    return datetime.fromtimestamp(at, zone).date()
