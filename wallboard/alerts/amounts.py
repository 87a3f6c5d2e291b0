"""Values and limits as people write and read them: a share as per cent, a duration as m:ss."""

from __future__ import annotations

import math
from collections.abc import Callable

from wallboard.domain.metric import Unit
from wallboard.domain.metrics import QUEUE_METRICS

DURATIONS = frozenset({Unit.SECONDS, Unit.INSTANT})


def unit_of(metric: str) -> Unit:
    found = QUEUE_METRICS.get(metric)
    return found.unit if found else Unit.COUNT


def amount_of(value: float, metric: str, number: Callable[[str], str] = str) -> str:
    """`number` writes a decimal number in somebody's language."""
    unit = unit_of(metric)
    if unit in DURATIONS:
        return duration(value)
    if unit is Unit.SHARE:
        return f"{number(_short(value * 100))} %"
    return number(_short(value))


def duration(seconds: float) -> str:
    """`0:42`, `4:07`, `1:12:30`."""
    whole = max(0, int(seconds))
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"


def _short(value: float) -> str:
    return f"{round(value, 1):g}"


def parsed(text: str, metric: str) -> float:
    """The reverse: "80 %", "80,5", "3:00", "1:02:30", "90". Raises ValueError."""
    words = text.strip().replace("\u00a0", " ").replace(",", ".")
    unit = unit_of(metric)
    if unit in DURATIONS and ":" in words:
        parts = [int(part) for part in words.split(":")]
        if len(parts) > 3 or any(not 0 <= part < 60 for part in parts[1:]) or parts[0] < 0:
            raise ValueError(text)
        return float(sum(part * 60**place for place, part in enumerate(reversed(parts))))
    value = float(words.removesuffix("%").strip())
    if not math.isfinite(value) or value < 0:
        raise ValueError(text)
    return value / 100 if unit is Unit.SHARE else value
