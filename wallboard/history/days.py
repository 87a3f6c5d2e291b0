"""Quarters read back: of a scope, for a span. Every question names its scope, which is the key."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Q, QuerySet

from wallboard.boards.models import Notice, Site
from wallboard.domain.service_level import LETTERS
from wallboard.history.intervals import tally_of
from wallboard.history.measures import ABANDON_RATES
from wallboard.history.models import Interval, IntervalScope, Outage
from wallboard.history.quarters import QUARTER_SECONDS
from wallboard.history.tally import Tally

KINDS = ("site", "group", "queue")
MOST_OUTAGES = 500
MOST_NOTES = 50
AT_ONCE = 1000
INPUTS = sorted({field for by in (*LETTERS.values(), *ABANDON_RATES) for field in by.fields})


@dataclass(frozen=True, slots=True)
class Span:
    """`source` is empty where we did not look ourselves."""

    source: str
    from_at: int
    to_at: int


def scopes_of(site: Site) -> list[IntervalScope]:
    """The site first, then groups, then queues, by name."""
    rows = IntervalScope.objects.filter(site=site)
    return sorted(rows, key=lambda row: (KINDS.index(row.kind), row.name.casefold(), row.pk))


def tallies_of(scope: IntervalScope, from_at: int, to_at: int) -> dict[int, Tally]:
    """Quarter → what it amounts to; one of which nobody told is not there."""
    return {row.from_at: tally_of(row) for row in _rows(scope, from_at, to_at)}


def each_of(scope: IntervalScope, from_at: int, to_at: int) -> Iterator[tuple[int, Tally]]:
    """The same in order and a few at a time, for spans of any length."""
    while from_at < to_at:
        rows = list(_rows(scope, from_at, to_at).order_by("from_at")[:AT_ONCE])
        yield from ((row.from_at, tally_of(row)) for row in rows)
        if len(rows) < AT_ONCE:
            return
        from_at = rows[-1].from_at + QUARTER_SECONDS


def told_in(scope: IntervalScope, from_at: int, to_at: int) -> set[frozenset[str]]:
    """The sets of counters that quarters of the span have, of those that formulas ask for."""
    rows = _rows(scope, from_at, to_at).exclude(answered=None).select_related(None)
    has = {f"has_{key}": ~Q(**{key: None}) for key in INPUTS}
    found = rows.annotate(**has).order_by().values_list(*has).distinct()
    return {
        frozenset(key for key, told in zip(INPUTS, flags, strict=True) if told) for flags in found
    }


def _rows(scope: IntervalScope, from_at: int, to_at: int) -> QuerySet[Interval]:
    found = Interval.objects.filter(scope_id=scope.pk, from_at__gte=from_at, from_at__lt=to_at)
    return found.select_related("sources", "filled_by")


@dataclass(frozen=True, slots=True)
class Note:
    """What somebody typed for the boards, and when it stood there; epoch seconds."""

    text: str
    from_at: int
    to_at: int


def notes_of(site: Site, from_at: int, to_at: int, scrub: Callable[[str], str]) -> list[Note]:
    """The notices that stood in the span, cut to it, in order. `scrub` takes names out of texts."""
    begin, end = (datetime.fromtimestamp(at, UTC) for at in (from_at, to_at))
    open_ended = Q(until_at__gt=begin) | Q(until_at=None)
    rows = Notice.objects.filter(open_ended, site=site, from_at__lt=end).order_by("from_at", "pk")
    return [
        Note(
            scrub(row.text),
            max(int(row.from_at.timestamp()), from_at),
            min(int(row.until_at.timestamp()), to_at) if row.until_at else to_at,
        )
        for row in rows[:MOST_NOTES]
    ]


def outages_of(site: Site, from_at: int, to_at: int) -> list[Span]:
    """Those that touch the span, cut to it, in order."""
    rows = Outage.objects.filter(
        Q(to_at__gt=from_at) | Q(to_at=None), site=site, from_at__lt=to_at
    ).order_by("from_at", "pk")[:MOST_OUTAGES]
    return [
        Span(row.source, max(row.from_at, from_at), min(row.to_at or to_at, to_at)) for row in rows
    ]
