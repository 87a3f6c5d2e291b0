"""Quarter hours and days as instants, in whole epoch seconds. Pure.

A quarter is 900 s of real time and begins at a multiple of 900: in every zone of today whose offset
is a multiple of 15 min, which is all of them, local quarter hours are these. A local day has 96 of
them, or 92 or 100 where the clocks change.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

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


def midnight(day: date, zone: ZoneInfo) -> int:
    """The instant at which a local day begins; where midnight does not exist, the first second
    after the gap."""
    return int(datetime(day.year, day.month, day.day, tzinfo=zone).timestamp())


def day_bounds(day: date, zone: ZoneInfo) -> tuple[int, int]:
    """From this midnight to the next: 23, 24 or 25 hours."""
    return midnight(day, zone), midnight(day + timedelta(days=1), zone)


def quarters_of_day(day: date, zone: ZoneInfo) -> range:
    return range(*day_bounds(day, zone), QUARTER_SECONDS)


def day_of(at: float, zone: ZoneInfo) -> date:
    return datetime.fromtimestamp(at, zone).date()


def last_midnight(at: int, zone: ZoneInfo) -> int:
    """The newest midnight at or before `at`."""
    return midnight(day_of(at, zone), zone)
