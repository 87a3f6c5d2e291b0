"""What figures were: minute rows read back. Each question is answered by the one index of the
table, and none reads more than `MOST_MINUTES`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
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
    Points,
    Span,
    beside_today,
    day_of,
    week_before,
)

MOST_MINUTES = 62 * 1440
AGAIN_MINUTES = 3  # a row may be written after its minute: the last ones are read again
DIGITS = 4

Numbers = dict[int, float]
"""Minute since the epoch → number."""


class Point(NamedTuple):
    """`at`: epoch seconds of a minute's start. `value` is None where there was no number; `trust`
    says which kind of none (docs/architecture.md). The age of an instant, in seconds."""

    at: float
    value: float | None
    trust: str


def series_of(site: str, scope: str, metric: str, from_at: float, to_at: float) -> list[Point]:
    """The minutes from `from_at` up to, not including, `to_at`, in order; those that nobody
    sampled are not there."""
    rows = _rows(site, [scope], metric, from_at, to_at).order_by("minute")
    found = rows.values_list("minute", "value", "trust")[:MOST_MINUTES]
    return [Point(minute.timestamp(), value, trust) for minute, value, trust in found]


def _rows(
    site: str, scopes: Collection[str], metric: str, from_at: float, to_at: float
) -> QuerySet[FigureMinute]:
    return FigureMinute.objects.filter(
        site_id=int(site),
        scope__in=scopes,
        metric=metric,
        minute__gte=datetime.fromtimestamp(from_at, UTC),
        minute__lt=datetime.fromtimestamp(to_at, UTC),
    )


@dataclass(frozen=True, slots=True)
class Drawn:
    """A curve as it was read: minutes of its span, and of a week before its day's."""

    from_at: float = 0.0
    minutes: Mapping[int, float] = field(default_factory=dict)
    last_week: Mapping[int, float] = field(default_factory=dict)
    points: Points = field(default_factory=dict)


class Ask(NamedTuple):
    """Minutes of a curve, from `from_at` up to, not including, `to_at`; epoch seconds."""

    curve: Curve
    from_at: float
    to_at: float


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is still to be read of a curve: what is new, and the week before where a day begins."""

    from_at: float
    new: Ask
    week: Ask | None


def read_curves(
    site: str, timezone: str, known: Mapping[Curve, Drawn | None], now_at: float
) -> dict[Curve, Drawn]:
    """Each curve as of `now_at`. Of one that is known only what is new is read; one that did not
    change stays the same object. Curves of one span are read together: a first snapshot waits for
    all of a board's, and a question costs more than its rows."""
    wanted = {curve: _wanted(timezone, curve, had, now_at) for curve, had in known.items()}
    asks = [ask for one in wanted.values() for ask in (one.new, one.week) if ask is not None]
    numbers = _answered(site, asks)
    return {
        curve: _drawn(timezone, had or Drawn(), wanted[curve], numbers)
        for curve, had in known.items()
    }


def _wanted(timezone: str, curve: Curve, had: Drawn | None, now_at: float) -> Wanted:
    day = day_of(timezone, now_at)
    is_day = curve.span is Span.DAY
    hour = (int(now_at) // MINUTE_SECONDS - HOUR_MINUTES + 1) * MINUTE_SECONDS
    from_at = day.from_at if is_day else float(hour)
    had = had or Drawn()
    kept = _since(had.minutes, from_at)
    again = max(kept, default=int(from_at) // MINUTE_SECONDS + AGAIN_MINUTES) - AGAIN_MINUTES
    new = Ask(curve, max(from_at, again * MINUTE_SECONDS), now_at)
    if not is_day or had.from_at == from_at:
        return Wanted(from_at, new, None)
    before = week_before(day, timezone)
    return Wanted(from_at, new, Ask(curve, before.from_at, before.until_at))


def _since(minutes: Mapping[int, float], from_at: float) -> dict[int, float]:
    first = int(from_at) // MINUTE_SECONDS
    return {minute: value for minute, value in minutes.items() if minute >= first}


def _drawn(timezone: str, had: Drawn, wanted: Wanted, numbers: Mapping[Ask, Numbers]) -> Drawn:
    from_at = wanted.from_at
    minutes = {**_since(had.minutes, from_at), **numbers[wanted.new]}
    last_week = had.last_week
    if wanted.week is not None:
        last_week = beside_today(numbers[wanted.week], timezone)
    if minutes == had.minutes and last_week == had.last_week and had.from_at:
        return had if had.from_at == from_at else Drawn(from_at, minutes, last_week, had.points)
    return Drawn(from_at, minutes, last_week, _points(minutes, last_week))


class MinuteNumber(Func):
    """A time as its minute since the epoch, counted by the database: of a day's curves, making
    Python's times out of PostgreSQL's costs more than all the rest."""

    output_field = BigIntegerField()
    template = "CAST(EXTRACT(EPOCH FROM %(expressions)s) AS bigint) / 60"

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        template = "CAST(strftime('%%%%s', %(expressions)s) AS INTEGER) / 60"
        return self.as_sql(compiler, connection, template=template, **more)


def numbers_of(site: str, curve: Curve, from_at: float, to_at: float) -> Numbers:
    """Minute since the epoch → number, from `from_at` up to, not including, `to_at`."""
    ask = Ask(curve, from_at, to_at)
    return dict(sorted(_answered(site, [ask])[ask].items()))


def _answered(site: str, asks: Iterable[Ask]) -> dict[Ask, Numbers]:
    """A query for each span and metric: a range of the index for each scope."""
    together: dict[tuple[str, float, float], list[Ask]] = {}
    for ask in asks:
        together.setdefault((ask.curve.metric, ask.from_at, ask.to_at), []).append(ask)
    found: dict[Ask, Numbers] = {}
    for (metric, from_at, to_at), same in together.items():
        scopes = {ask.curve.scope for ask in same}
        by_scope = _numbers(site, scopes, metric, from_at, to_at)
        found |= {ask: by_scope[ask.curve.scope] for ask in same}
    return found


def _numbers(
    site: str, scopes: Collection[str], metric: str, from_at: float, to_at: float
) -> Mapping[str, Numbers]:
    found: dict[str, Numbers] = {scope: {} for scope in scopes}
    rows = _rows(site, scopes, metric, from_at, to_at).filter(value__isnull=False)
    told = rows.values_list("scope", MinuteNumber("minute"), "value")
    for scope, minute, value in told[: MOST_MINUTES * len(scopes)]:
        if value is not None:
            found[scope][minute] = round(value, DIGITS)
    return found


def _points(minutes: Mapping[int, float], last_week: Mapping[int, float]) -> dict[str, float]:
    def named(prefix: str, points: Mapping[int, float]) -> Iterable[tuple[str, float]]:
        return ((f"{prefix}{minute}", points[minute]) for minute in sorted(points))

    return dict([*named("", minutes), *named(LAST_WEEK, last_week)])
