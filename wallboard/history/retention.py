"""The end of intervals and outages, in small transactions, and how much there is of history.

What is named is not stored in these tables: they count people and contacts, and name queues.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from django.db.models import Max, Min

from wallboard.boards.models import Site
from wallboard.history.models import FigureMinute, Interval, IntervalScope, Outage

BATCH_SECONDS = 30 * 86_400  # of one scope in one transaction: 2,880 rows
SPENT_SECONDS = 30.0  # of an hour; what is left over goes with the next one
OUTAGES_AT_ONCE = 2000

# On disk, with the index: docs/decisions/0015.
INTERVAL_BYTES = 160
MINUTE_BYTES = 260
MINUTES_A_DAY, QUARTERS_A_DAY = 1440, 96


def prune(
    older_than_seconds: float, now_at: float | None = None, spend_seconds: float = SPENT_SECONDS
) -> int:
    """Delete what is past its time; rows deleted. Scope by scope, for that is how they are found;
    a statement is a transaction of its own, so that nobody waits for long."""
    limit = int((time.time() if now_at is None else now_at) - older_than_seconds)
    until = time.monotonic() + spend_seconds
    total = _outages(limit)
    for scope in IntervalScope.objects.order_by("pk").values_list("pk", flat=True):
        rows = Interval.objects.filter(scope_id=scope)
        while time.monotonic() < until:
            oldest = rows.order_by("from_at").values_list("from_at", flat=True).first()
            if oldest is None or oldest >= limit:
                break
            total += rows.filter(from_at__lt=min(limit, oldest + BATCH_SECONDS)).delete()[0]
    return total


def _outages(limit: int) -> int:
    old = Outage.objects.filter(to_at__lt=limit).values_list("pk", flat=True)
    return Outage.objects.filter(pk__in=list(old[:OUTAGES_AT_ONCE])).delete()[0]


@dataclass(frozen=True)
class Size:
    """What a site writes in a day, by its newest minute and quarter; bytes are an estimate."""

    site: Site
    minutes: int
    intervals: int

    @property
    def bytes_a_day(self) -> int:
        return self.minutes * MINUTE_BYTES + self.intervals * INTERVAL_BYTES

    @property
    def rows_a_day(self) -> int:
        return self.minutes + self.intervals


def size_of(site: Site) -> Size:
    """Three short questions to indexes: it is asked for every few seconds while a page is open."""
    minutes = FigureMinute.objects.filter(site=site)
    minute = FigureMinute.objects.aggregate(newest=Max("minute"))["newest"]
    shown = minutes.filter(minute=minute).count() if minute else 0
    whole = IntervalScope.objects.filter(site=site, kind="site").first()
    last = (
        Interval.objects.filter(scope=whole).aggregate(at=Max("from_at"))["at"] if whole else None
    )
    scopes = Interval.objects.filter(scope__site=site, from_at=last).count() if last else 0
    return Size(site, shown * MINUTES_A_DAY, scopes * QUARTERS_A_DAY)


def oldest_interval_at(site: Site) -> int | None:
    """The beginning of what can be looked back to; None when there is nothing yet."""
    whole = Interval.objects.filter(scope__site=site, scope__kind="site")
    found: int | None = whole.aggregate(at=Min("from_at"))["at"]
    return found
