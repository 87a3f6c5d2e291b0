"""Curves in views: which a widget asks for, and how its points travel."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from tests.projections import scenes
from wallboard.projections.curves import WEEK, Curve, Span, beside_today, day_of, week_before
from wallboard.projections.patches import diff

SITE = scenes.site(scenes.queue("1", "trio"), scenes.queue("2", "trio"))
POINTS = {"29333333": 4.0, "29333334": 5.0}


def curves(**options):
    return list(scenes.bound("figure", **options).curves)


def test_a_figure_asks_for_its_own_last_hour():
    assert curves(metric="offered", queues=["2", "1"]) == [
        Curve("queues:1,2", "offered", Span.HOUR)
    ]
    assert curves(metric="available", teams=["Support"]) == [
        Curve("teams:Support", "available", Span.HOUR)
    ]
    assert curves(metric="offered", trend=False) == []


@pytest.mark.parametrize("metric", ["open", "saturated"])
def test_words_and_flags_have_no_curve(metric):
    assert curves(metric=metric) == []


def test_a_level_by_another_letter_is_another_curve():
    assert curves(metric="service_level")[0].scope == "site"
    assert curves(metric="service_level", letter="SL-E")[0].scope == "site"
    assert curves(metric="service_level", letter="SL-A")[0].scope == "site;SL-A"
    asked = curves(metric="service_level", letter="SL-A", threshold_seconds=30, queues=["1"])
    assert asked[0].scope == "queues:1;SL-A,30"
    assert curves(metric="offered", letter="SL-A")[0].scope == "site"


def test_the_points_of_the_scene_are_the_rows_of_the_view():
    bare = scenes.scene(SITE, scenes.of_queue("trio", "1", contacts_waiting=5))
    assert scenes.view("figure", bare)["rows"] == {}
    curve = Curve("site", "contacts_waiting", Span.HOUR)
    drawn = replace(bare, curves={curve: POINTS})
    assert scenes.view("figure", drawn)["rows"] is POINTS
    assert scenes.view("figure", drawn, trend=False)["rows"] == {}


def test_a_new_minute_travels_alone():
    old = {"rows": POINTS}
    new = {"rows": {"29333334": 5.0, "29333335": 6.0}}
    assert diff(old, new) == {"rows": {"29333335": 6.0, "29333333": None}}
    assert diff(old, old) is None


def test_a_day_has_as_many_hours_as_the_clocks_say():
    def hours(at):
        day = day_of("Europe/Stockholm", at)
        return (day.until_at - day.from_at) / 3600

    assert hours(1_760_000_000) == 24
    assert hours(1_761_480_000) == 25  # 2025-10-26
    assert hours(1_774_778_400) == 23  # 2026-03-29
    day = day_of("Europe/Stockholm", 1_761_998_400)  # 2025-11-01, after the change
    before = week_before(day, "Europe/Stockholm")
    assert day.from_at - before.from_at == 7 * 86_400 + 3600
    beside = beside_today({int(before.from_at) // 60: 4.0}, "Europe/Stockholm")
    assert beside == {day.from_at // 60: 4.0}


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        (date(2026, 4, 23), 24),  # until the clocks skip midnight
        (date(2026, 4, 24), 23),  # from when they have skipped it
        (date(2026, 4, 30), 24),
        (date(2026, 5, 1), 24),  # a week after
    ],
)
def test_the_same_weekday_of_last_week_is_whole_where_a_midnight_was_skipped(day, hours):
    shown = day_of("Africa/Cairo", noon_of(day, "Africa/Cairo"))
    before = week_before(shown, "Africa/Cairo")
    assert shown.until_at - shown.from_at == hours * 3600
    assert before == day_of("Africa/Cairo", noon_of(day - WEEK, "Africa/Cairo"))


def minute_of(local, fold=0):
    at = datetime.fromisoformat(local).replace(tzinfo=ZoneInfo("Europe/Stockholm"), fold=fold)
    return int(at.timestamp()) // 60


def test_a_time_that_todays_clocks_skip_is_not_beside_another():
    skipped, there = minute_of("2026-03-22T02:30"), minute_of("2026-03-22T03:30")
    today = minute_of("2026-03-29T03:30")
    assert beside_today({skipped: 1.0}, "Europe/Stockholm") == {}
    assert beside_today({skipped: 1.0, there: 2.0}, "Europe/Stockholm") == {today: 2.0}
    assert beside_today({there: 2.0, skipped: 1.0}, "Europe/Stockholm") == {today: 2.0}


def test_of_a_time_that_last_weeks_clocks_showed_twice_the_first_stands():
    first, second = (minute_of("2026-10-25T02:30", fold) for fold in (0, 1))
    today = minute_of("2026-11-01T02:30")
    assert beside_today({first: 1.0, second: 2.0}, "Europe/Stockholm") == {today: 1.0}
    assert beside_today({second: 2.0, first: 1.0}, "Europe/Stockholm") == {today: 1.0}
    assert beside_today({second: 2.0}, "Europe/Stockholm") == {today: 2.0}


def noon_of(day, timezone):
    return datetime.combine(day, time(12), ZoneInfo(timezone)).timestamp()
