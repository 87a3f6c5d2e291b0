"""What one quarter of an hour of one scope amounts to. Pure; `models.Interval` is its row.

Everything in it is a whole number and adds up: counts, sums of seconds, and for gauges the area
below the curve (contact-seconds, agent-seconds), whose mean over time is area by seconds covered.
None is never zero: it says that nobody told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from wallboard.domain.states import AgentState
from wallboard.history.counting import Counts
from wallboard.history.quarters import QUARTER_SECONDS

CONTACTS = (
    "offered", "answered", "abandoned", "abandoned_short", "answered_in_threshold",
    "abandoned_in_threshold", "overflowed", "wait_seconds",
)  # fmt: skip
HANDLING = ("handled", "talk_seconds", "hold_seconds", "wrap_up_seconds")
FAMILIES: Mapping[str, tuple[str, ...]] = {"contacts": CONTACTS, "handling": HANDLING}
"""Counters that are taken from one account together, so that they make ratios."""

# What a sum has only where all of its parts have it: a ratio of it would be wrong otherwise.
BASE = {"contacts": "answered", "handling": "handled"}
MIXED = 0
OF_THRESHOLD = ("answered_in_threshold", "abandoned_in_threshold")

STATES = tuple(state.value for state in AgentState)
AREAS = ("waiting_contact_seconds", *(f"{state}_agent_seconds" for state in STATES))
MAXIMA = ("most_waiting", "longest_wait_seconds", "most_staffed")
COVERED = tuple(f"{what}_covered_seconds" for what in (*FAMILIES, "waiting", "agents"))
FILLED = tuple(f"{family}_filled_seconds" for family in FAMILIES)
NUMBERS = (*CONTACTS, *HANDLING, *AREAS, *MAXIMA)


@dataclass(slots=True)
class Tally:
    numbers: dict[str, int | None] = field(default_factory=lambda: dict.fromkeys(NUMBERS))
    covered: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COVERED, 0))
    filled: dict[str, int] = field(default_factory=lambda: dict.fromkeys(FILLED, 0))
    threshold_seconds: int | None = None  # MIXED: of several, so that none was counted
    sources: tuple[str, ...] = ()
    filled_by: tuple[str, ...] = ()

    def covered_seconds(self, what: str) -> int:
        """Of what was read while it went on."""
        return self.covered[f"{what}_covered_seconds"]

    def filled_seconds(self, what: str) -> int:
        """Of what a source told afterwards: beside what is covered, never part of it."""
        return self.filled.get(f"{what}_filled_seconds", 0)

    def known_seconds(self, what: str) -> int:
        return self.covered_seconds(what) + self.filled_seconds(what)

    def count(
        self, family: str, counts: Counts, seconds: int, by: str, threshold_seconds: int | None
    ) -> None:
        self._add(family, counts, threshold_seconds)
        self.cover(family, seconds)
        self.named(by)

    def fill(
        self, family: str, counts: Counts, seconds: int, by: str, threshold_seconds: int | None
    ) -> None:
        """Counted too, but told afterwards."""
        self._add(family, counts, threshold_seconds)
        key = f"{family}_filled_seconds"
        room = QUARTER_SECONDS - self.covered_seconds(family)
        self.filled[key] = min(room, self.filled[key] + seconds)
        self.filled_by = tuple(sorted({*self.filled_by, *((by,) if by else ())}))
        self.named(by)

    def _add(self, family: str, counts: Counts, threshold_seconds: int | None) -> None:
        for key, value in counts.items():
            self.numbers[key] = (self.numbers[key] or 0) + value
        if family == "contacts" and threshold_seconds is not None:
            self.in_time(threshold_seconds)

    def in_time(self, threshold_seconds: int) -> None:
        """Contacts in time by two thresholds make no number."""
        same = self.threshold_seconds in (None, threshold_seconds)
        self.threshold_seconds = threshold_seconds if same else MIXED
        if not same:
            self.numbers.update(dict.fromkeys(OF_THRESHOLD))

    def hold(self, what: str, area_of: Mapping[str, int], seconds: int) -> None:
        """Gauges that stood at these values for so long."""
        for key, value in area_of.items():
            self.numbers[key] = (self.numbers[key] or 0) + value * seconds
        self.cover(what, seconds)

    def reach(self, key: str, value: int) -> None:
        known = self.numbers[key]
        self.numbers[key] = value if known is None else max(known, value)

    def cover(self, what: str, seconds: int) -> None:
        key = f"{what}_covered_seconds"
        self.covered[key] = min(QUARTER_SECONDS, self.covered[key] + seconds)

    def named(self, source: str) -> None:
        if source and source not in self.sources:
            self.sources = tuple(sorted({*self.sources, source}))


def add_up(whole: Tally, parts: Iterable[Tally], of: Mapping[str, int]) -> None:
    """Make the counters of `whole` the sum of its parts, of which there should be so many of each
    family: it is covered as they are on average, and fully only where all are."""
    parts = list(parts)
    sources = {source for part in parts for source in part.sources}
    whole.sources = tuple(sorted({*whole.sources, *sources}))
    whole.filled_by = _fillers(parts)
    for family, keys in FAMILIES.items():
        counted = [part for part in parts if part.known_seconds(family)]
        whole.numbers.update({key: _sum(key, BASE[family], counted) for key in keys})
        covered = sum(part.covered_seconds(family) for part in counted)
        filled = sum(part.filled_seconds(family) for part in counted)
        share = max(of[family], len(counted), 1)
        whole.covered[f"{family}_covered_seconds"] = covered // share
        whole.filled[f"{family}_filled_seconds"] = filled // share
    _one_threshold(whole, parts)


def _fillers(parts: list[Tally]) -> tuple[str, ...]:
    return tuple(sorted({source for part in parts for source in part.filled_by}))


def _sum(key: str, base: str, parts: list[Tally]) -> int | None:
    values = [part.numbers[key] for part in parts]
    known = [value for value in values if value is not None]
    based = [part for part in parts if part.numbers[base] is not None]
    if key not in (base, "offered") and any(part.numbers[key] is None for part in based):
        return None
    return sum(known) if known else None


def together(parts: Iterable[Tally]) -> Tally:
    """Quarters of one scope as one span: a day, or a month. Not clipped to a quarter."""
    parts = list(parts)
    whole = Tally(sources=tuple(sorted({source for part in parts for source in part.sources})))
    whole.filled_by = _fillers(parts)
    for family, keys in FAMILIES.items():
        counted = [part for part in parts if part.known_seconds(family)]
        whole.numbers.update({key: _sum(key, BASE[family], counted) for key in keys})
    for key in (*AREAS, *MAXIMA):
        known = [n for part in parts if (n := part.numbers[key]) is not None]
        whole.numbers[key] = (max(known) if key in MAXIMA else sum(known)) if known else None
    whole.covered = {key: sum(part.covered[key] for part in parts) for key in COVERED}
    whole.filled = {key: sum(part.filled[key] for part in parts) for key in FILLED}
    _one_threshold(whole, parts)
    return whole


def _one_threshold(whole: Tally, parts: list[Tally]) -> None:
    timely = [part for part in parts if part.numbers["answered_in_threshold"] is not None]
    limits = {part.threshold_seconds for part in timely}
    whole.threshold_seconds = limits.pop() if len(limits) == 1 else (MIXED if limits else None)
    if whole.threshold_seconds == MIXED:
        whole.numbers.update(dict.fromkeys(OF_THRESHOLD))
