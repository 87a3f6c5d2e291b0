"""When a day begins and which day it is, in zones whose clocks change about midnight."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallboard.domain.local_day import day_bounds, day_of, last_midnight, midnight

ONE_DAY = timedelta(days=1)
HOUR = 3600

# What the clocks do at or about midnight, and a day on which they do it.
CHANGES = [
    ("UTC", date(2026, 3, 29)),
    ("Europe/Stockholm", date(2026, 3, 29)),  # forward at 02:00
    ("Europe/Stockholm", date(2026, 10, 25)),  # back at 03:00
    ("Africa/Cairo", date(2026, 4, 24)),  # 00:00 → 01:00: no midnight
    ("Africa/Cairo", date(2026, 10, 30)),  # 24:00 → 23:00, before midnight was there
    ("America/Santiago", date(2026, 9, 6)),  # 00:00 → 01:00
    ("Asia/Beirut", date(2026, 3, 29)),  # 00:00 → 01:00
    ("Asia/Beirut", date(2026, 10, 25)),  # 24:00 → 23:00
    ("America/Havana", date(2026, 11, 1)),  # 01:00 → 00:00: two midnights
    ("America/Nuuk", date(2026, 3, 29)),  # 23:00 → 00:00: the day before has 23 hours
    ("Atlantic/Azores", date(2026, 10, 25)),  # 01:00 → 00:00
    ("America/St_Johns", date(2010, 11, 7)),  # 00:01 → 23:01: two midnights, a minute of a day
    ("America/Toronto", date(1919, 3, 31)),  # 23:30 → 00:30: a gap on both sides of midnight
    ("Australia/Lord_Howe", date(2026, 10, 4)),  # forward by half an hour
    ("Asia/Kathmandu", date(2026, 1, 1)),  # +05:45
    ("Pacific/Apia", date(2011, 12, 30)),  # no such day
    ("Pacific/Kwajalein", date(1993, 8, 21)),  # no such day
]
zones = st.sampled_from(sorted({zone for zone, _ in CHANGES})).map(ZoneInfo)


@st.composite
def near_a_change(draw: st.DrawFn) -> tuple[ZoneInfo, date]:
    name, day = draw(st.sampled_from(CHANGES))
    return ZoneInfo(name), day + draw(st.integers(-2, 2)) * ONE_DAY


@st.composite
def any_day(draw: st.DrawFn) -> tuple[ZoneInfo, date]:
    return draw(zones), draw(st.dates(date(1910, 1, 1), date(2060, 12, 31)))


def at_utc(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


@pytest.mark.parametrize(
    ("zone", "day", "begins", "hours"),
    [
        ("UTC", date(2026, 3, 29), "2026-03-29T00:00", 24),
        ("Europe/Stockholm", date(2026, 3, 29), "2026-03-28T23:00", 23),
        ("Europe/Stockholm", date(2026, 10, 25), "2026-10-24T22:00", 25),
        ("Africa/Cairo", date(2026, 4, 24), "2026-04-23T22:00", 23),
        ("Africa/Cairo", date(2026, 10, 29), "2026-10-28T21:00", 25),
        ("Africa/Cairo", date(2026, 10, 30), "2026-10-29T22:00", 24),
        ("America/Santiago", date(2026, 9, 5), "2026-09-05T04:00", 24),
        ("America/Santiago", date(2026, 9, 6), "2026-09-06T04:00", 23),
        ("Asia/Beirut", date(2026, 3, 29), "2026-03-28T22:00", 23),
        ("Asia/Beirut", date(2026, 10, 24), "2026-10-23T21:00", 25),
        ("America/Havana", date(2026, 11, 1), "2026-11-01T04:00", 25),
        ("America/Nuuk", date(2026, 3, 28), "2026-03-28T02:00", 23),
        ("America/St_Johns", date(2010, 11, 6), "2010-11-06T02:30", 24),
        ("America/St_Johns", date(2010, 11, 7), "2010-11-07T02:30", 25),
        ("America/Toronto", date(1919, 3, 30), "1919-03-30T05:00", 23.5),
        ("America/Toronto", date(1919, 3, 31), "1919-03-31T04:30", 23.5),
        ("Pacific/Apia", date(2011, 12, 29), "2011-12-29T10:00", 24),
        ("Pacific/Apia", date(2011, 12, 30), "2011-12-30T10:00", 0),
        ("Pacific/Apia", date(2011, 12, 31), "2011-12-30T10:00", 24),
    ],
)
def test_a_day_begins_where_its_place_says(zone: str, day: date, begins: str, hours: float) -> None:
    from_at, until_at = day_bounds(day, ZoneInfo(zone))
    assert from_at == midnight(day, ZoneInfo(zone)) == at_utc(begins)
    assert until_at - from_at == hours * HOUR


@pytest.mark.parametrize(
    ("zone", "at", "day"),
    [
        ("America/Havana", "2026-11-01T04:30", date(2026, 11, 1)),  # 00:30
        ("America/Havana", "2026-11-01T05:30", date(2026, 11, 1)),  # 00:30 again
        ("America/St_Johns", "2010-11-07T02:29:59", date(2010, 11, 6)),  # 23:59:59
        ("America/St_Johns", "2010-11-07T03:00", date(2010, 11, 7)),  # 23:30 for the second time
        ("Asia/Beirut", "2026-10-24T21:30", date(2026, 10, 24)),  # 23:30 again, before midnight
        ("Pacific/Apia", "2011-12-30T09:59:59", date(2011, 12, 29)),
        ("Pacific/Apia", "2011-12-30T10:00", date(2011, 12, 31)),
    ],
)
def test_an_instant_is_of_the_day_that_has_begun(zone: str, at: str, day: date) -> None:
    assert day_of(at_utc(at), ZoneInfo(zone)) == day


@given(near_a_change() | any_day())
def test_days_follow_one_another_without_gap_or_overlap(of: tuple[ZoneInfo, date]) -> None:
    zone, day = of
    from_at, until_at = day_bounds(day, zone)
    assert from_at <= until_at == midnight(day + ONE_DAY, zone)
    if from_at < until_at:
        assert day_of(from_at, zone) == day_of(until_at - 1, zone) == day
        assert day_of(until_at - 0.001, zone) == day  # parts of a second are of theirs
        assert day_of(from_at - 1, zone) < day < day_of(until_at, zone)


@given(near_a_change() | any_day(), st.integers(0, 2 * 86_400 * 1000))
def test_each_instant_lies_within_the_bounds_of_its_day(
    of: tuple[ZoneInfo, date], milliseconds: int
) -> None:
    zone, day = of
    at = midnight(day, zone) + milliseconds / 1000 - 86_400
    from_at, until_at = day_bounds(day_of(at, zone), zone)
    assert from_at <= at < until_at
    assert last_midnight(at, zone) == from_at


@given(near_a_change() | any_day())
def test_a_day_begins_as_soon_as_a_clock_shows_it(of: tuple[ZoneInfo, date]) -> None:
    zone, day = of
    begins_at = midnight(day, zone)
    assert datetime.fromtimestamp(begins_at, zone).date() >= day
    assert datetime.fromtimestamp(begins_at - 1, zone).date() < day


@given(near_a_change() | any_day(), st.lists(st.integers(-200_000, 200_000), min_size=2))
def test_days_never_run_backwards(of: tuple[ZoneInfo, date], offsets: list[int]) -> None:
    zone, day = of
    days = [day_of(midnight(day, zone) + offset, zone) for offset in sorted(offsets)]
    assert days == sorted(days)


@given(st.dates(date(1970, 1, 1), date(2100, 1, 1)))
def test_a_day_of_utc_begins_at_a_multiple_of_its_length(day: date) -> None:
    assert midnight(day, UTC) == (day - date(1970, 1, 1)).days * 86_400
