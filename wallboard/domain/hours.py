"""Hours of the week by a site's own clock, as intervals of instants. Pure.

A television follows instants, never a wall clock of its own: what its hours mean on the night when
the clock is changed is decided here, by the time zone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

WHOLE_WEEK = frozenset(range(7))
MIDNIGHT = time(0, 0)
Span = tuple[float, float]  # epoch seconds: from, and until without it


@dataclass(frozen=True, slots=True)
class Hours:
    """From one time of day until another on some days (0 is Monday).

    The same time twice is the whole day; an end before the beginning is on the next day, and the
    night belongs to the day on which it began.
    """

    days: frozenset[int] = WHOLE_WEEK
    begin: time = MIDNIGHT
    end: time = MIDNIGHT

    def spans(self, zone: ZoneInfo, from_at: float, until_at: float) -> list[Span]:
        """The intervals between two instants, in order, joined where they touch."""
        first = datetime.fromtimestamp(from_at, zone).date() - timedelta(days=1)
        last = datetime.fromtimestamp(until_at, zone).date()
        found = [
            self._span(first + timedelta(days=n), zone) for n in range((last - first).days + 1)
        ]
        days = (span for span in found if span is not None)
        clipped = ((max(a, from_at), min(b, until_at)) for a, b in days)
        return joined(span for span in clipped if span[0] < span[1])

    def cover(self, zone: ZoneInfo, at: float) -> bool:
        found = self.spans(zone, at, at + 1.0)
        return bool(found) and found[0][0] == at

    def _span(self, day: date, zone: ZoneInfo) -> Span | None:
        if day.weekday() not in self.days:
            return None
        end_day = day if self.begin < self.end else day + timedelta(days=1)
        return _instant(day, self.begin, zone), _instant(end_day, self.end, zone)


ALWAYS = Hours()


def _instant(day: date, at: time, zone: ZoneInfo) -> float:
    """A time that the clock skips is as long after midnight as it says; one that comes twice is
    the first."""
    return datetime.combine(day, at, zone).timestamp()


def joined(spans: Iterable[Span]) -> list[Span]:
    """In order, with what overlaps or touches made one."""
    result: list[Span] = []
    for begin, end in sorted(spans):
        if result and begin <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((begin, end))
    return result
