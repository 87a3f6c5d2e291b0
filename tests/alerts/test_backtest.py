"""Trying a rule on what was."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from wallboard.alerts.backtest import Fired, backtest
from wallboard.alerts.models import Rule
from wallboard.alerts.specs import spec_of
from wallboard.boards.models import Site
from wallboard.history.models import FigureMinute

pytestmark = pytest.mark.django_db
BEGIN = datetime(2026, 11, 27, 8, 0, tzinfo=UTC)
NOW_AT = (BEGIN + timedelta(days=1)).timestamp()


def was(site: Site, values: Sequence[float | None], scope: str = "site", **choices: Any) -> None:
    FigureMinute.objects.bulk_create(
        FigureMinute(
            site=site,
            scope=scope,
            metric="contacts_waiting",
            minute=BEGIN + timedelta(minutes=number),
            value=value,
            trust=choices.get("trust", "fresh") if value is not None else "lost",
        )
        for number, value in enumerate(values)
    )


def rule(site: Site, **choices: Any) -> Rule:
    """Not saved: it is tried before."""
    row = {"name": "Waiting", "metric": "contacts_waiting", "warn": 10, "warn_clear": 5}
    return Rule(site=site, **{**row, "raise_seconds": 0, "clear_seconds": 0, **choices})


@pytest.fixture
def site() -> Site:
    return Site.objects.create(name="Malmö", slug="malmo")


def test_a_sawtooth_fires_once_with_its_clear_value_and_often_without(site: Site) -> None:
    was(site, [9, 11] * 30 + [0])
    found = backtest(spec_of(rule(site)), "UTC", NOW_AT)
    assert (found.fired.times, found.plain.times) == (1, 30)
    assert found.known_minutes == 61
    assert found.fired.minutes == 59


def test_a_dwell_leaves_out_what_is_short(site: Site) -> None:
    was(site, [0, 12, 0, 0, 12, 12, 12, 0])
    found = backtest(spec_of(rule(site, raise_seconds=120)), "UTC", NOW_AT)
    assert (found.fired.times, found.plain.times) == (1, 2)


def test_minutes_without_a_figure_neither_raise_nor_clear(site: Site) -> None:
    was(site, [12, None, None, 12, 0])
    found = backtest(spec_of(rule(site)), "UTC", NOW_AT)
    assert found.fired == Fired(times=1, critical=0, minutes=4)
    assert found.known_minutes == 3


def test_hours_count(site: Site) -> None:
    was(site, [12, 0] * 60)
    one = rule(site, from_time=time(9), until_time=time(10))
    assert backtest(spec_of(one), "UTC", NOW_AT).fired.times == 30
    assert backtest(spec_of(one), "Asia/Tokyo", NOW_AT).fired.times == 0


def test_only_the_same_scope_counts(site: Site) -> None:
    was(site, [12] * 5, scope="queues:3")
    assert backtest(spec_of(rule(site)), "UTC", NOW_AT).known_minutes == 0
    assert backtest(spec_of(rule(site, queues=["3"])), "UTC", NOW_AT).fired.times == 1
