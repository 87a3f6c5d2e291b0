"""What is past its time goes in small bites; what is kept is told on the health page."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from wallboard.boards.models import Site
from wallboard.history import retention, tasks
from wallboard.history.models import FigureMinute, Interval, IntervalScope, Outage
from wallboard.history.quarters import quarter_of

DAY = 86_400
NOW = quarter_of(int(time.time()))


@pytest.fixture
def site(db: Any) -> Site:
    site = Site.objects.create(name="Malmö", slug="malmo")
    scopes = [
        IntervalScope.objects.create(site=site, kind="site"),
        IntervalScope.objects.create(site=site, kind="queue", key="1"),
    ]
    for scope in scopes:
        Interval.objects.bulk_create(
            Interval(scope=scope, from_at=NOW - age * 6 * 3600, offered=1) for age in range(400)
        )
    return site


def test_quarters_and_outages_past_their_time_go(site: Site) -> None:
    for age in (90, 10):
        at = NOW - age * DAY
        Outage.objects.create(site=site, from_at=at, to_at=at + 60)
    Outage.objects.create(site=site, source="Trio", from_at=NOW - 200 * DAY)  # it lasts
    assert retention.prune(50 * DAY, NOW) == 2 * (400 - 201) + 1
    assert Interval.objects.count() == 2 * 201
    assert Interval.objects.filter(from_at__lt=NOW - 50 * DAY).count() == 0
    assert Outage.objects.count() == 2
    assert retention.prune(50 * DAY, NOW) == 0


def test_no_transaction_takes_more_than_a_month_of_one_scope(site: Site) -> None:
    with CaptureQueriesContext(connection) as captured:
        retention.prune(10 * DAY, NOW)
    deletes = [q["sql"] for q in captured if q["sql"].startswith('DELETE FROM "history_interval"')]
    assert len(deletes) == 2 * 3  # ninety days of two scopes, thirty at a time


def test_it_stops_when_its_time_is_up_and_goes_on_later(site: Site) -> None:
    assert retention.prune(50 * DAY, NOW, spend_seconds=0.0) == 0
    assert retention.prune(50 * DAY, NOW) == 2 * (400 - 201)


def test_the_task_keeps_two_clocks(site: Site, settings: Any) -> None:
    settings.WALLBOARD_HISTORY_RETENTION_SECONDS = 14.0 * DAY
    settings.WALLBOARD_INTERVAL_RETENTION_SECONDS = 50.0 * DAY
    for age in (20, 10):
        minute = timezone.now() - timedelta(days=age)
        FigureMinute.objects.create(site=site, metric="m", scope="s", minute=minute, trust="fresh")
    tasks.prune()
    assert FigureMinute.objects.count() == 1
    assert Interval.objects.count() in (2 * 200, 2 * 201)


def test_a_days_size_is_told_by_what_is_written_now(site: Site) -> None:
    minute = timezone.now().replace(second=0, microsecond=0)
    for metric in ("a", "b", "c"):
        FigureMinute.objects.create(
            site=site, metric=metric, scope="s", minute=minute, trust="fresh"
        )
    with CaptureQueriesContext(connection) as captured:
        size = retention.size_of(site)
    assert (size.minutes, size.intervals) == (3 * 1440, 2 * 96)
    assert size.bytes_a_day == 3 * 1440 * 260 + 2 * 96 * 160
    assert len(captured) <= 7


def test_a_site_without_a_past_has_no_size(db: Any) -> None:
    site = Site.objects.create(name="New", slug="new")
    assert retention.size_of(site).rows_a_day == 0
    assert retention.oldest_interval_at(site) is None
