"""The curves of a past board, out of the minutes of figures, as a hub had read them by then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from wallboard.history.pictures import Kept
from wallboard.history.series import numbers_of
from wallboard.projections.curves import (
    HOUR_MINUTES,
    LAST_WEEK,
    MINUTE_SECONDS,
    Curve,
    Span,
    beside_today,
    day_of,
    week_before,
)

LAG_SECONDS = 8  # a hub asks for a minute so long after it began (live/limits.py)


class PastCurves:
    """Of one site; each stretch of a curve is read once, however many minutes draw it."""

    def __init__(self, site: str, timezone: str) -> None:
        self._site = site
        self._timezone = timezone
        self._read: dict[Curve, tuple[int, int, dict[int, float]]] = {}
        self._weeks: dict[tuple[Curve, float], dict[str, float]] = {}

    def drawn(self, kept: Kept, at: float, until_minute: int) -> Kept:
        """The board with its curves as they stood at `at`; minutes up to `until_minute` will be
        asked for too."""
        views: dict[str, Any] = dict(kept.views)
        for id_, (scope, metric, span) in kept.fixed["curves"].items():
            points = self._points(Curve(scope, metric, Span(span)), at, until_minute)
            views[id_] = {**views[id_], "rows": points}
        return replace(kept, views=views)

    def _points(self, curve: Curve, at: float, until_minute: int) -> Mapping[str, float]:
        last = int(at - LAG_SECONDS) // MINUTE_SECONDS
        if curve.span is Span.HOUR:
            return self._between(curve, last - HOUR_MINUTES + 1, last, until_minute)
        day = day_of(self._timezone, last * MINUTE_SECONDS)
        first = int(day.from_at) // MINUTE_SECONDS
        return {
            **self._between(curve, first, last, until_minute),
            **self._last_week(curve, day.from_at),
        }

    def _between(self, curve: Curve, first: int, last: int, until_minute: int) -> dict[str, float]:
        from_minute, to_minute, known = self._read.get(curve, (0, 0, {}))
        if first < from_minute or last >= to_minute:
            from_minute, to_minute = first, max(last + 1, until_minute)
            known = self._numbers(curve, from_minute * MINUTE_SECONDS, to_minute * MINUTE_SECONDS)
            self._read[curve] = (from_minute, to_minute, known)
        return {str(minute): known[minute] for minute in range(first, last + 1) if minute in known}

    def _last_week(self, curve: Curve, from_at: float) -> dict[str, float]:
        key = (curve, from_at)
        if key not in self._weeks:
            before = week_before(day_of(self._timezone, from_at), self._timezone)
            found = self._numbers(curve, before.from_at, before.until_at)
            self._weeks[key] = {
                f"{LAST_WEEK}{minute}": value
                for minute, value in beside_today(found, self._timezone).items()
            }
        return self._weeks[key]

    def _numbers(self, curve: Curve, from_at: float, to_at: float) -> dict[int, float]:
        return numbers_of(self._site, curve, from_at, to_at)
