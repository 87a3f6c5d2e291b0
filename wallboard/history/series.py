"""What figures were: minute rows read back. Each question is answered by the one index of the
table, and none reads more than `MOST_MINUTES`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.db.models import BigIntegerField, Func, QuerySet

from wallboard.history.models import FigureMinute
from wallboard.projections.curves import (
    HOUR_MINUTES,
    LAST_WEEK,
    MINUTE_SECONDS,
    Curve,
    Day,
    Points,
    Span,
    a_week_later,
    day_of,
    week_before,
)

MOST_MINUTES = 62 * 1440
AGAIN_MINUTES = 3  # a row may be written after its minute: the last ones are read again
DIGITS = 4


class Point(NamedTuple):
    """`at`: epoch seconds of a minute's start. `value` is None where there was no number; `trust`
    says which kind of none (docs/architecture.md). The age of an instant, in seconds."""

    at: float
    value: float | None
    trust: str


def series_of(site: str, scope: str, metric: str, from_at: float, to_at: float) -> list[Point]:
    """The minutes from `from_at` up to, not including, `to_at`, in order; those that nobody
    sampled are not there."""
    rows = _rows(site, scope, metric, from_at, to_at)
    found = rows.values_list("minute", "value", "trust")[:MOST_MINUTES]
    return [Point(minute.timestamp(), value, trust) for minute, value, trust in found]


def _rows(
    site: str, scope: str, metric: str, from_at: float, to_at: float
) -> QuerySet[FigureMinute]:
    return FigureMinute.objects.filter(
        site_id=int(site),
        scope=scope,
        metric=metric,
        minute__gte=datetime.fromtimestamp(from_at, UTC),
        minute__lt=datetime.fromtimestamp(to_at, UTC),
    ).order_by("minute")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A curve as it was read: minutes of its span, and of a week before its day's."""

    from_at: float = 0.0
    minutes: Mapping[int, float] = field(default_factory=dict)
    last_week: Mapping[int, float] = field(default_factory=dict)
    points: Points = field(default_factory=dict)


def read_curves(
    site: str, timezone: str, known: Mapping[Curve, Drawn | None], now_at: float
) -> dict[Curve, Drawn]:
    """Each curve as of `now_at`. Of one that is known only what is new is read; one that did not
    change stays the same object."""
    return {curve: _read(site, timezone, curve, had, now_at) for curve, had in known.items()}


def _read(site: str, timezone: str, curve: Curve, had: Drawn | None, now_at: float) -> Drawn:
    day = day_of(timezone, now_at)
    is_day = curve.span is Span.DAY
    hour = (int(now_at) // MINUTE_SECONDS - HOUR_MINUTES + 1) * MINUTE_SECONDS
    from_at = day.from_at if is_day else float(hour)
    had = had or Drawn()
    minutes = _continued(site, curve, had.minutes, from_at, now_at)
    if not is_day or had.from_at == from_at:
        last_week = had.last_week
    else:
        last_week = _week_before(site, timezone, curve, day)
    if minutes == had.minutes and last_week == had.last_week and had.from_at:
        return had if had.from_at == from_at else Drawn(from_at, minutes, last_week, had.points)
    return Drawn(from_at, minutes, last_week, _points(minutes, last_week))


def _continued(
    site: str, curve: Curve, had: Mapping[int, float], from_at: float, now_at: float
) -> dict[int, float]:
    first = int(from_at) // MINUTE_SECONDS
    kept = {minute: value for minute, value in had.items() if minute >= first}
    again = max(kept, default=first + AGAIN_MINUTES) - AGAIN_MINUTES
    new = numbers_of(site, curve, max(from_at, again * MINUTE_SECONDS), now_at)
    return {**kept, **new}


def _week_before(site: str, timezone: str, curve: Curve, day: Day) -> dict[int, float]:
    """By the minutes of today at which the clocks show the same."""
    before = week_before(day, timezone)
    found = numbers_of(site, curve, before.from_at, before.until_at)
    return {a_week_later(minute, timezone): value for minute, value in found.items()}


class MinuteNumber(Func):
    """A time as its minute since the epoch, counted by the database: of a day's curves, making
    Python's times out of PostgreSQL's costs more than all the rest."""

    output_field = BigIntegerField()
    template = "CAST(EXTRACT(EPOCH FROM %(expressions)s) AS bigint) / 60"

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        template = "CAST(strftime('%%%%s', %(expressions)s) AS INTEGER) / 60"
        return self.as_sql(compiler, connection, template=template, **more)


def numbers_of(site: str, curve: Curve, from_at: float, to_at: float) -> dict[int, float]:
    """Minute since the epoch → number, from `from_at` up to, not including, `to_at`."""
    rows = _rows(site, curve.scope, curve.metric, from_at, to_at).filter(value__isnull=False)
    found = rows.values_list(MinuteNumber("minute"), "value")[:MOST_MINUTES]
    return {minute: round(value, DIGITS) for minute, value in found if value is not None}


def _points(minutes: Mapping[int, float], last_week: Mapping[int, float]) -> dict[str, float]:
    def named(prefix: str, points: Mapping[int, float]) -> Iterable[tuple[str, float]]:
        return ((f"{prefix}{minute}", points[minute]) for minute in sorted(points))

    return dict([*named("", minutes), *named(LAST_WEEK, last_week)])
