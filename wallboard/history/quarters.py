"""Quarter hours as instants, in whole epoch seconds. Pure.

A quarter is 900 s of real time and begins at a multiple of 900: in every zone of today whose offset
is a multiple of 15 min, which is all of them, local quarter hours are these. A local day has 96 of
them, or 92 or 100 where the clocks change.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from zoneinfo import ZoneInfo

from wallboard.domain.local_day import day_bounds

QUARTER_SECONDS = 900


def quarter_of(at: int) -> int:
    """The beginning of the quarter in which `at` lies."""
    return at - at % QUARTER_SECONDS


def pieces(from_at: int, to_at: int) -> Iterator[tuple[int, int]]:
    """(quarter, seconds of the span in it) in order; nothing for an empty span."""
    while from_at < to_at:
        quarter = quarter_of(from_at)
        until_at = min(to_at, quarter + QUARTER_SECONDS)
        yield quarter, until_at - from_at
        from_at = until_at


def quarters_of_day(day: date, zone: ZoneInfo) -> range:
    return range(*day_bounds(day, zone), QUARTER_SECONDS)
