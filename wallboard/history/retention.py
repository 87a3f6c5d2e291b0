"""The end of what history keeps, in small transactions, and how much there is of it.

Three clocks: quarters and outages, which count people and name queues (25 months); minutes of
figures (`sampling.py`) and of boards that name nobody (14 days); what names people, by the clock of
its site (`named.py`).
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from django.db.models import Count, Max, Min, Sum
from django.db.models.functions import Length

from wallboard.boards.models import Board, Site
from wallboard.domain.policy import People
from wallboard.history.models import BoardMinute, FigureMinute, Interval, IntervalScope, Outage
from wallboard.history.pictures import WHOLE_EVERY

BATCH_SECONDS = 30 * 86_400  # of one scope in one transaction: 2,880 rows
SPENT_SECONDS = 30.0  # of an hour; what is left over goes with the next one
OUTAGES_AT_ONCE = 2000
PICTURES_AT_ONCE = 720  # minutes of one board in one transaction
SIZED_BY_MINUTES = 2 * WHOLE_EVERY  # both whole pictures and changes are among them

COUNTED = People.COUNTS.strictness  # of pictures that name nobody

# On disk, with the index: docs/decisions/0015.
INTERVAL_BYTES = 160
MINUTE_BYTES = 260
PICTURE_BYTES = 90  # beside its body
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


def prune_pictures(
    board: int, strictness: int, before_minute: int, until: float = float("inf")
) -> int:
    """Delete minutes of one board and strictness before a minute; rows deleted. `until` is by the
    monotonic clock. What is left of a chain without its beginning is not shown any more."""
    rows = BoardMinute.objects.filter(board_id=board, people=strictness)
    total = 0
    while time.monotonic() < until:
        oldest = rows.order_by("minute").values_list("minute", flat=True).first()
        if oldest is None or oldest >= before_minute:
            break
        total += rows.filter(minute__lt=min(before_minute, oldest + PICTURES_AT_ONCE)).delete()[0]
    return total


@dataclass(frozen=True)
class Size:
    """What a site writes in a day, by its newest minutes and quarter; bytes are an estimate."""

    site: Site
    minutes: int
    intervals: int
    pictures: int = 0
    picture_bytes: int = 0  # their bodies alone

    @property
    def bytes_a_day(self) -> int:
        written = self.minutes * MINUTE_BYTES + self.intervals * INTERVAL_BYTES
        return written + self.picture_bytes + self.pictures * PICTURE_BYTES

    @property
    def rows_a_day(self) -> int:
        return self.minutes + self.intervals + self.pictures


def size_of(site: Site) -> Size:
    """Short questions to indexes: it is asked for every few seconds while a page is open."""
    minutes = FigureMinute.objects.filter(site=site)
    minute = FigureMinute.objects.aggregate(newest=Max("minute"))["newest"]
    shown = minutes.filter(minute=minute).count() if minute else 0
    whole = IntervalScope.objects.filter(site=site, kind="site").first()
    last = (
        Interval.objects.filter(scope=whole).aggregate(at=Max("from_at"))["at"] if whole else None
    )
    scopes = Interval.objects.filter(scope__site=site, from_at=last).count() if last else 0
    pictures, body_bytes = _pictures_of(site)
    return Size(site, shown * MINUTES_A_DAY, scopes * QUARTERS_A_DAY, pictures, body_bytes)


def _pictures_of(site: Site) -> tuple[int, int]:
    """Rows and bytes of bodies in a day, as in the last half hour. By the key."""
    boards = list(Board.objects.filter(site=site, archived=False).values_list("pk", flat=True))
    since = int(time.time()) // 60 - SIZED_BY_MINUTES
    recent = BoardMinute.objects.filter(
        board_id__in=boards, people__in=range(COUNTED + 1), minute__gte=since
    )
    found = recent.aggregate(rows=Count("minute"), bytes=Sum(Length("body")))
    times = MINUTES_A_DAY // SIZED_BY_MINUTES
    return (found["rows"] or 0) * times, (found["bytes"] or 0) * times


def oldest_interval_at(site: Site) -> int | None:
    """The beginning of what can be looked back to; None when there is nothing yet."""
    whole = Interval.objects.filter(scope__site=site, scope__kind="site")
    found: int | None = whole.aggregate(at=Min("from_at"))["at"]
    return found
