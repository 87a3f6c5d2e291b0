"""Which board when: hours and days by a site's clock, also in the nights when it is changed."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallboard.domain.hours import Hours
from wallboard.domain.playlist import Entry, phases, shown_at

STOCKHOLM, UTC = ZoneInfo("Europe/Stockholm"), ZoneInfo("UTC")
HOUR = 3600.0
WEEKDAYS = frozenset(range(5))


def at(text: str, zone: ZoneInfo = STOCKHOLM) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=zone).timestamp()


def local(instant: float, zone: ZoneInfo = STOCKHOLM) -> str:
    return datetime.fromtimestamp(instant, zone).strftime("%a %H:%M")


def shown(entries: list[Entry], text: str, zone: ZoneInfo = STOCKHOLM) -> str | None:
    now = at(text, zone)
    found = shown_at(phases(entries, zone, now - 100, now + 100), now)
    return found[0] if found else None


def test_hours_are_those_of_the_site() -> None:
    day = Hours(WEEKDAYS, time(8), time(17))
    spans = day.spans(STOCKHOLM, at("2026-06-05T00:00"), at("2026-06-09T00:00"))
    told = [(local(begin), local(end)) for begin, end in spans]
    assert told == [("Fri 08:00", "Fri 17:00"), ("Mon 08:00", "Mon 17:00")]


def test_a_night_belongs_to_the_day_on_which_it_began() -> None:
    friday_night = Hours(frozenset({4}), time(22), time(6))
    spans = friday_night.spans(STOCKHOLM, at("2026-06-05T00:00"), at("2026-06-08T00:00"))
    assert [(local(a), local(b)) for a, b in spans] == [("Fri 22:00", "Sat 06:00")]
    assert friday_night.cover(STOCKHOLM, at("2026-06-06T05:59"))
    assert not friday_night.cover(STOCKHOLM, at("2026-06-06T06:00"))
    assert not friday_night.cover(STOCKHOLM, at("2026-06-05T05:00"))


def test_whole_days_touch_and_are_one_interval() -> None:
    spans = Hours().spans(STOCKHOLM, at("2026-06-01T12:00"), at("2026-06-04T12:00"))
    assert spans == [(at("2026-06-01T12:00"), at("2026-06-04T12:00"))]


@pytest.mark.parametrize(
    ("day", "seconds"),
    [("2026-03-28", 9 * HOUR), ("2026-03-29", 8 * HOUR), ("2026-10-25", 10 * HOUR)],
)
def test_a_night_is_as_long_as_the_clock_makes_it(day: str, seconds: float) -> None:
    begin = datetime.fromisoformat(day).replace(tzinfo=STOCKHOLM)
    found = Hours(begin=time(0), end=time(9)).spans(
        STOCKHOLM, begin.timestamp(), begin.timestamp() + 20 * HOUR
    )
    assert found[0][1] - found[0][0] == seconds


def test_a_time_that_the_clock_skips_comes_an_hour_after_the_one_before() -> None:
    hours = Hours(begin=time(2, 30), end=time(5))
    (span,) = hours.spans(STOCKHOLM, at("2026-03-29T00:00"), at("2026-03-29T12:00"))
    assert (local(span[0]), local(span[1])) == ("Sun 03:30", "Sun 05:00")


def test_a_time_that_comes_twice_begins_the_first_time() -> None:
    hours = Hours(begin=time(2, 30), end=time(5))
    (span,) = hours.spans(STOCKHOLM, at("2026-10-25T00:00"), at("2026-10-25T12:00"))
    assert span[1] - span[0] == 3.5 * HOUR


def test_boards_take_turns_by_their_seconds() -> None:
    entries = [Entry("a", 20), Entry("b", 40)]
    base = at("2026-06-01T12:00")
    base -= base % 60
    (phase,) = phases(entries, STOCKHOLM, base, base + 600)
    assert [phase.shown(base + n) for n in (0, 19, 20, 59, 60)] == [
        ("a", base + 20),
        ("a", base + 20),
        ("b", base + 60),
        ("b", base + 60),
        ("a", base + 80),
    ]


def test_a_turn_ends_with_its_hours() -> None:
    entries = [Entry("day", 3600, Hours(begin=time(8), end=time(17))), Entry("always", 60)]
    now = at("2026-06-01T16:59:50")
    found = phases(entries, STOCKHOLM, now - 100, now + 100)
    assert [len(phase.turns) for phase in found] == [2, 1]
    assert shown_at(found, at("2026-06-01T17:00:00")) == ("always", now + 100)


def test_without_a_board_in_its_hours_there_is_nothing() -> None:
    assert shown([Entry("a", 30, Hours(WEEKDAYS))], "2026-06-07T12:00") is None
    assert shown([], "2026-06-07T12:00") is None
    assert shown([Entry("a", 30, Hours(WEEKDAYS))], "2026-06-08T00:00") == "a"


def test_the_same_program_read_again_jumps_nowhere() -> None:
    entries = [Entry("a", 17), Entry("b", 29), Entry("c", 7)]
    now = at("2026-06-01T12:00:03")
    first = phases(entries, STOCKHOLM, now - 600, now + HOUR)
    second = phases(entries, STOCKHOLM, now - 17.3, now + 2 * HOUR)
    assert all(
        (shown_at(first, now + n) or ("",))[0] == (shown_at(second, now + n) or ("",))[0]
        for n in range(200)
    )


_hours = st.builds(
    Hours,
    st.frozensets(st.integers(0, 6)),
    st.times().map(lambda t: t.replace(second=0, microsecond=0)),
    st.times().map(lambda t: t.replace(second=0, microsecond=0)),
)
_begin = st.datetimes(datetime(2026, 3, 20), datetime(2026, 11, 5))  # noqa: DTZ001


@given(st.lists(st.builds(Entry, st.sampled_from("abc"), st.integers(5, 90), _hours), max_size=4),
       _begin)  # fmt: skip
def test_phases_leave_no_gap_and_show_what_the_clock_on_the_wall_says(
    entries: list[Entry], begin: datetime
) -> None:
    start = begin.replace(tzinfo=STOCKHOLM).timestamp()
    end = start + timedelta(days=3).total_seconds()
    found = phases(entries, STOCKHOLM, start, end)
    assert found[0].from_at == start
    assert found[-1].until_at == end
    for one, next_ in pairwise(found):
        assert one.until_at == next_.from_at
        assert one.turns != next_.turns
    middle = start + 1.5 * 86_400
    (there,) = [phase for phase in found if phase.from_at <= middle < phase.until_at]
    wanted = [e.board for e in entries if e.hours.cover(STOCKHOLM, middle)]
    assert [turn.board for turn in there.turns] == wanted
