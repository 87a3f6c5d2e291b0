"""Minute rows read back: for trends, charts and back-tests."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from wallboard.boards.models import Site
from wallboard.history.models import FigureMinute
from wallboard.history.series import Point, read_curves, series_of
from wallboard.projections.curves import Curve, Span

ZONE = "Europe/Stockholm"
NOW = datetime(2025, 10, 9, 9, 0, 20, tzinfo=UTC).timestamp()  # 11:00:20 in Stockholm
WAITING = ("site", "contacts_waiting")
HOUR, DAY = Curve(*WAITING, Span.HOUR), Curve(*WAITING, Span.DAY)


@pytest.fixture
def site(db):
    return Site.objects.create(name="S", slug="s", timezone=ZONE)


def keep(site, *values, until=NOW, trust="fresh", step=60):
    """Rows that end with the minute of `until`; one value a minute."""
    last = int(until) // 60 * 60
    for place, value in enumerate(reversed(values)):
        FigureMinute.objects.create(
            site=site,
            scope="site",
            metric="contacts_waiting",
            minute=datetime.fromtimestamp(last - place * step, UTC),
            value=value,
            trust=trust if value is not None else "lost",
        )


def minute(at):
    return str(int(at) // 60)


def test_a_series_is_in_order_and_says_why_there_is_no_number(site):
    keep(site, 1.0, None, 3.0)
    start = int(NOW) // 60 * 60
    found = series_of(str(site.pk), *WAITING, NOW - 3600, NOW)
    assert found == [
        Point(start - 120, 1.0, "fresh"),
        Point(start - 60, None, "lost"),
        Point(start, 3.0, "fresh"),
    ]
    assert series_of(str(site.pk), *WAITING, start - 60, start) == found[1:2]


def test_a_series_is_of_its_site_scope_and_metric(site):
    other = Site.objects.create(name="T", slug="t")
    keep(other, 5.0)
    assert series_of(str(site.pk), *WAITING, NOW - 60, NOW) == []
    assert series_of(str(other.pk), "queues:3", "contacts_waiting", NOW - 60, NOW) == []


def test_the_one_index_of_the_table_answers(site):
    with CaptureQueriesContext(connection) as asked:
        series_of(str(site.pk), *WAITING, NOW - 3600, NOW)
    with connection.cursor() as cursor:
        word = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
        cursor.execute(f"{word} {asked[0]['sql']}")
        plan = str(cursor.fetchall())
    assert connection.vendor != "sqlite" or "USING INDEX" in plan
    assert "TEMP B-TREE" not in plan


def test_the_last_hour_has_its_minutes_and_keeps_gaps(site):
    keep(site, *([9.0] * 3), until=NOW - 3600)  # before the hour
    keep(site, 1.0, None, 3.0)
    drawn = read_curves(str(site.pk), ZONE, {HOUR: None}, NOW)[HOUR]
    assert drawn.points == {minute(NOW - 120): 1.0, minute(NOW): 3.0}


def test_what_is_known_is_read_on_from_its_end_and_the_hour_moves(site):
    keep(site, *map(float, range(60)))
    first = read_curves(str(site.pk), ZONE, {HOUR: None}, NOW)
    assert len(first[HOUR].points) == 60
    later = NOW + 120
    keep(site, 70.0, 71.0, until=later)
    with CaptureQueriesContext(connection) as asked:
        second = read_curves(str(site.pk), ZONE, dict(first), later)
    assert len(second[HOUR].points) == 60
    assert minute(NOW - 59 * 60) not in second[HOUR].points
    assert second[HOUR].points[minute(later)] == 71.0
    assert len(asked) == 1


def test_a_row_that_was_written_late_is_found(site):
    keep(site, 1.0, until=NOW)
    keep(site, 1.0, until=NOW - 120)
    first = read_curves(str(site.pk), ZONE, {HOUR: None}, NOW)
    keep(site, 5.0, until=NOW - 60)
    second = read_curves(str(site.pk), ZONE, dict(first), NOW + 1)
    assert second[HOUR].points[minute(NOW - 60)] == 5.0


def test_without_news_the_points_are_the_same_object(site):
    keep(site, 1.0, 2.0)
    first = read_curves(str(site.pk), ZONE, {HOUR: None, DAY: None}, NOW)
    second = read_curves(str(site.pk), ZONE, dict(first), NOW + 30)
    assert second[HOUR].points is first[HOUR].points
    assert second[DAY].points is first[DAY].points


def test_the_day_begins_at_the_sites_midnight_with_last_week_beside_it(site):
    midnight = datetime(2025, 10, 8, 22, 0, tzinfo=UTC).timestamp()
    keep(site, 4.0, until=midnight - 60)  # yesterday's last minute
    keep(site, 5.0, until=midnight)
    week_ago = NOW - 7 * 86_400
    keep(site, 8.0, until=week_ago)
    drawn = read_curves(str(site.pk), ZONE, {DAY: None}, NOW)[DAY]
    assert drawn.points == {minute(midnight): 5.0, f"w{minute(NOW)}": 8.0}


def test_last_weeks_clock_counts_when_the_clocks_were_changed_between(site):
    after = datetime(2025, 10, 28, 9, 0, tzinfo=UTC).timestamp()  # 10:00 in winter time
    before = datetime(2025, 10, 21, 8, 0, tzinfo=UTC).timestamp()  # 10:00 in summer time
    keep(site, 8.0, until=before)
    drawn = read_curves(str(site.pk), ZONE, {DAY: None}, after)[DAY]
    assert drawn.points == {f"w{minute(after)}": 8.0}


def test_a_new_day_begins_anew(site):
    keep(site, 4.0)
    first = read_curves(str(site.pk), ZONE, {DAY: None}, NOW)
    assert minute(NOW) in first[DAY].points
    tomorrow = NOW + 86_400
    second = read_curves(str(site.pk), ZONE, dict(first), tomorrow)
    assert second[DAY].points == {}
