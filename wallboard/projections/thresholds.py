"""Levels: when a figure asks for attention, and when time alone will make it do so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from wallboard.domain.metric import Direction, Unit
from wallboard.domain.metrics import QUEUE_METRICS
from wallboard.projections.figure_value import Figure

LEVEL_ORDER: Mapping[str | None, int] = {"critical": 0, "warn": 1, None: 2}


class Thresholds(NamedTuple):
    """In the unit of the metric; of an instant, in seconds that have passed since it."""

    warn: float | None = None
    critical: float | None = None


class Level(NamedTuple):
    """`changes_at`: when a ticking duration reaches its next threshold."""

    level: str | None
    changes_at: float | None = None


def level_of(key: str, figure: Figure, thresholds: Thresholds, now_at: float) -> Level:
    """At a threshold and beyond it; where more is better, below it."""
    metric = QUEUE_METRICS.get(key)
    value = figure.value
    if metric is None or isinstance(value, bool | str) or value is None:
        return Level(None)
    if metric.unit is Unit.INSTANT:
        limits = [limit for limit in thresholds if limit is not None]
        coming = [value + limit for limit in limits if value + limit > now_at]
        passed = max(0.0, now_at - value)
        return Level(_level(passed, thresholds, False), min(coming, default=None))
    return Level(_level(value, thresholds, metric.direction is Direction.MORE))


def _level(value: float, thresholds: Thresholds, more_is_better: bool) -> str | None:
    for name, limit in (("critical", thresholds.critical), ("warn", thresholds.warn)):
        if limit is not None and (value < limit if more_is_better else value >= limit):
            return name
    return None
