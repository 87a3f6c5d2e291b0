"""Curves: what a figure was, minute by minute, as history kept it.

A projection is given the curves that its widget asks for (`Scene.curves`); whoever makes the scene
reads them. A minute without a number is absent: a gap stays a gap.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from wallboard.domain import local_day
from wallboard.domain.metric import Combine, Unit
from wallboard.domain.metrics import QUEUE_METRICS
from wallboard.domain.service_level import DEFAULT_LETTER

MAX_SCOPE = 200
MINUTE_SECONDS = 60
HOUR_MINUTES = 60
WEEK = timedelta(days=7)
NUMBERS = frozenset({Unit.COUNT, Unit.SECONDS, Unit.SHARE, Unit.INSTANT})
LAST_WEEK = "w"  # before the minute of a point that was a week earlier

Points = Mapping[str, float]
"""Minute since the epoch → value; a point of last week as `w` and the minute of today at which the
clocks of the site show the same time. An instant's value is its age in seconds."""
NO_POINTS: Points = {}


class Span(StrEnum):
    HOUR = "hour"  # the last sixty minutes
    DAY = "day"  # since the site's midnight, and the same weekday of last week


class Curve(NamedTuple):
    """Of what it is: `scope` and `metric` as the minute rows of history have them."""

    scope: str
    metric: str
    span: Span


def has_curve(metric: str) -> bool:
    """Words, flags and times of day have none."""
    return QUEUE_METRICS[metric].unit in NUMBERS


def scope_of(noun: str, names: Sequence[str], rule: str = "") -> str:
    """ "site", "queues:3,4", "teams:Support"; with `rule` behind it where a ratio is not by the
    usual one. Too many names to be told are told by their digest."""
    scope = f"{noun}:{','.join(sorted(set(names)))}" if names else "site"
    scope = f"{scope};{rule}" if rule else scope
    if len(scope) <= MAX_SCOPE:
        return scope
    return f"{noun}#{hashlib.sha256(scope.encode()).hexdigest()[:32]}"


def rule_of(metric: str, options: Mapping[str, Any]) -> str:
    """What else than its queues tells a ratio from another of the same name: "SL-A,30"."""
    if QUEUE_METRICS[metric].combine is not Combine.RATIO:
        return ""
    letter, seconds = options["letter"], options["threshold_seconds"]
    said = ["" if letter == DEFAULT_LETTER else letter, "" if seconds is None else f"{seconds:g}"]
    return ",".join(filter(None, said))


@dataclass(frozen=True, slots=True)
class Day:
    """The site's day: its midnights before and after an instant, epoch seconds."""

    from_at: float
    until_at: float


def day_of(timezone: str, now_at: float) -> Day:
    zone = ZoneInfo(timezone)
    return _of_date(local_day.day_of(now_at, zone), zone)


def week_before(day: Day, timezone: str) -> Day:
    """The same weekday of last week; one of the two may have an hour more."""
    zone = ZoneInfo(timezone)
    return _of_date(local_day.day_of(day.from_at, zone) - WEEK, zone)


def _of_date(day: date, zone: ZoneInfo) -> Day:
    from_at, until_at = local_day.day_bounds(day, zone)
    return Day(float(from_at), float(until_at))


def beside_today(numbers: Mapping[int, float], timezone: str) -> dict[int, float]:
    """Last week's numbers, by the minutes of today at which the clocks of the site show the same.
    A time that today's clocks skip has no place; of one that last week had twice, the first stands.
    """
    zone = ZoneInfo(timezone)
    beside: dict[int, float] = {}
    for minute in sorted(numbers):
        local = datetime.fromtimestamp(minute * MINUTE_SECONDS, zone).replace(tzinfo=None) + WEEK
        at = local.replace(tzinfo=zone).timestamp()
        if datetime.fromtimestamp(at, zone).replace(tzinfo=None) == local:
            beside.setdefault(int(at) // MINUTE_SECONDS, numbers[minute])
    return beside
