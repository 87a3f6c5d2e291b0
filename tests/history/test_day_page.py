"""A day beside another by the clock, and its people one above the other."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from wallboard.history.day import Day
from wallboard.history.day_page import charts_of, table_of
from wallboard.history.measures import BY_DEFAULT, measures
from wallboard.history.quarters import quarters_of_day
from wallboard.history.tally import Tally

ZONE = ZoneInfo("Europe/Stockholm")
OFFERED = next(row for row in measures() if row.key == "offered")
SHORT, LONG = date(2026, 3, 29), date(2026, 10, 25)  # 23 and 25 hours


def hour_of(quarter: int) -> int:
    return datetime.fromtimestamp(quarter, ZONE).hour


def a_day(day: date) -> Day:
    """In which every quarter was offered as many contacts as the clock shows hours."""
    tallies = {}
    for quarter in quarters_of_day(day, ZONE):
        tallies[quarter] = tally = Tally()
        tally.count("contacts", {"offered": hour_of(quarter)}, 900, "Trio", None)
    return Day(day, ZONE, tallies, quarters_of_day(day, ZONE).stop)


@pytest.mark.parametrize("day", [SHORT, LONG, date(2026, 3, 10)])
def test_the_compared_day_stands_where_the_clock_shows_the_same_time(day: date) -> None:
    shown = a_day(day)
    for weeks in (-1, 1):
        other = a_day(day + timedelta(weeks=weeks))
        beside = other.values_beside(shown, OFFERED, "contacts")
        hours = [hour_of(quarter) for quarter in shown.quarters]
        if day == SHORT:
            assert len(beside) == 92 and 2 not in beside
        assert beside == hours


def test_an_hour_that_the_other_day_has_twice_stands_once_and_one_it_lacks_is_a_gap() -> None:
    usual = a_day(SHORT - timedelta(weeks=1))
    assert a_day(LONG).values_beside(usual, OFFERED, "contacts") == usual.values(
        OFFERED, "contacts"
    )
    beside = a_day(SHORT).values_beside(usual, OFFERED, "contacts")
    assert beside[8:12] == [None] * 4 and beside[12] == 3
    assert a_day(LONG).values_beside(a_day(LONG), OFFERED, "contacts")[8:16] == [2] * 8


@pytest.mark.parametrize("day", [SHORT, LONG])
def test_the_two_curves_of_a_page_rise_at_the_same_hour(day: date) -> None:
    chart = charts_of(a_day(day), a_day(day - timedelta(weeks=1)), BY_DEFAULT, ())[0]
    beside, shown = (path.line for path in chart["paths"])
    assert beside == shown


def held(**states: int) -> Tally:
    tally = Tally()
    tally.hold("agents", {f"{state}_agent_seconds": n for state, n in states.items()}, 900)
    return tally


def people(*quarters: Tally) -> dict[str, str]:
    """State → its area, of those that the chart has."""
    day = date(2026, 11, 2)
    start = quarters_of_day(day, ZONE).start
    tallies = {start + 900 * n: tally for n, tally in enumerate(quarters)}
    (chart,) = charts_of(Day(day, ZONE, tallies, start + 86_400), None, BY_DEFAULT, ())
    assert chart["states"] == [path.name for path in chart["paths"]]
    return {path.name: path.area for path in chart["paths"]}


def test_states_that_a_source_never_tells_do_not_hide_those_above_them() -> None:
    found = people(held(available=2, wrap_up=1, paused=1, unknown=1))
    assert list(found) == ["state-wrap-up", "state-available", "state-paused", "state-unknown"]
    assert found["state-wrap-up"] == "M0 100V80h1V100z"
    assert found["state-available"] == "M0 80V40h1V80z"
    assert found["state-unknown"] == "M0 20V0h1V20z"


def test_a_state_that_one_quarter_lacks_leaves_the_others_there() -> None:
    found = people(held(on_contact=1, available=1), held(available=1))
    assert found == {
        "state-on-contact": "M0 100V50h1V100z",
        "state-available": "M0 50V0h1V50zM1 100V50h1V100z",
    }


@pytest.mark.parametrize("zone", ["Europe/Stockholm", "Asia/Kolkata", "Asia/Kathmandu"])
def test_the_quarters_with_which_an_hour_begins_are_those_of_the_sites_clock(zone: str) -> None:
    day = Day(date(2026, 3, 10), ZoneInfo(zone), {}, 2**40)
    _head, rows = table_of(day, BY_DEFAULT)
    assert [row["at"] for row in rows if row["hour"]] == [f"{hour:02}:00" for hour in range(24)]
