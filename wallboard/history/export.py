"""Quarters of an hour as a table for other programs: columns, what they mean, rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from wallboard.boards.models import Site
from wallboard.history.days import each_of, told_in
from wallboard.history.measures import Formulas, Measure, Shape, formulas_of, measures, raw, written
from wallboard.history.models import IntervalScope
from wallboard.history.tally import COVERED, FILLED

Cell = str | int | float | None
DIGITS = 6

PLACE: Sequence[tuple[str, str]] = (
    ("of", "The site, the group of queues or the queue."),
    ("kind", "site, group or queue. Groups and the site are sums of queues: do not add them up."),
    ("day", "The day by the site's clock."),
    ("time", "When the quarter of an hour begins, by the site's clock."),
    ("from", "The same in UTC."),
)
KNOWN: Sequence[tuple[str, str]] = (
    *(
        (key, "Seconds of 900 in which this was known; less: the numbers are of a part.")
        for key in COVERED
    ),
    ("threshold_seconds", "In time means within so many seconds; 0: queues differ."),
    ("sources", "The accounts that the numbers came from."),
    *(
        (key, "Seconds of 900 that a source told of afterwards; the numbers hold them too.")
        for key in FILLED
    ),
    ("filled_by", "The accounts that told afterwards; empty: all was counted while it went on."),
)


@dataclass(frozen=True)
class Export:
    site: Site
    scopes: Sequence[IntervalScope]
    from_at: int
    to_at: int
    wanted: str  # the letter
    counts_people: bool = True  # the site's policy lets people be counted here
    scrub: Callable[[str], str] = str  # takes names out of texts

    @cached_property
    def by(self) -> Formulas:
        """The same for all rows. It reads them, and is therefore not asked before they are sent."""
        spans = (told_in(scope, self.from_at, self.to_at) for scope in self.scopes)
        return formulas_of(self.wanted, list({told for span in spans for told in span}))

    @property
    def measures(self) -> list[Measure]:
        """Counters to add up, then what cannot be added up: shares and means."""
        counters = raw()
        known = {row.key for row in counters}
        rest = [row for row in measures(self.by) if row.key not in known]
        return [*counters, *(row for row in rest if self.counts_people or not row.people)]

    @property
    def columns(self) -> list[tuple[str, str]]:
        """(key, what it means)."""
        return [*PLACE, *((row.key, row.meaning) for row in self.measures), *KNOWN]

    @property
    def formulas(self) -> dict[str, str]:
        """Of those columns that could be counted otherwise."""
        return {row.key: written(row.formula) for row in self.measures if row.formula}

    def rows(self) -> Iterator[list[Cell]]:
        """Scope by scope, in order of time. None: nobody told."""
        zone = ZoneInfo(self.site.timezone)
        taken = self.measures
        for scope in self.scopes:
            name = self.scrub(scope.name)
            for at, tally in each_of(scope, self.from_at, self.to_at):
                local = datetime.fromtimestamp(at, zone)
                yield [
                    name,
                    scope.kind,
                    local.strftime("%Y-%m-%d"),
                    local.strftime("%H:%M"),
                    datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
                    *(_rounded(row.of(tally), row.shape) for row in taken),
                    *(tally.covered[key] for key in COVERED),
                    tally.threshold_seconds,
                    self.scrub(", ".join(tally.sources)),
                    *(tally.filled[key] for key in FILLED),
                    self.scrub(", ".join(tally.filled_by)),
                ]


def _rounded(value: float | None, shape: Shape) -> Cell:
    if value is None or shape is Shape.COUNT or isinstance(value, int):
        return value
    return round(value, DIGITS)


def chunks(lines: Iterable[str], at_once: int = 500) -> Iterator[str]:
    """Few large pieces instead of many small ones."""
    held: list[str] = []
    for line in lines:
        held.append(line)
        if len(held) == at_once:
            yield "".join(held)
            held.clear()
    if held:
        yield "".join(held)
