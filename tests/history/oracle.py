"""A centre whose every contact is known, and what day counters would say of it at any instant."""

from __future__ import annotations

import random
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from wallboard.domain.local_day import last_midnight
from wallboard.history.book import SITE, Gauges, Reading, Scope
from wallboard.history.counting import Count

ZONE = ZoneInfo("Europe/Stockholm")
THRESHOLD_SECONDS = 20
KEYS = ("offered", "answered", "abandoned", "answered_in_threshold", "wait_seconds")


@dataclass
class Line:
    """A queue: the instants at which contacts came, and what became of each."""

    id: str
    contacts: list[tuple[int, int, bool]] = field(default_factory=list)  # at, waited, answered

    def __post_init__(self) -> None:
        self.contacts.sort()
        self._sums = [dict.fromkeys(KEYS, 0)]
        for _, waited, answered in self.contacts:
            one = {
                "offered": 1,
                "answered": int(answered),
                "abandoned": int(not answered),
                "answered_in_threshold": int(answered and waited <= THRESHOLD_SECONDS),
                "wait_seconds": waited if answered else 0,
            }
            self._sums.append({key: self._sums[-1][key] + one[key] for key in KEYS})
        self._at = [at for at, _, _ in self.contacts]

    def between(self, from_at: int, to_at: int) -> dict[str, int]:
        """What came about in [from, to)."""
        first = self._sums[bisect_left(self._at, from_at)]
        last = self._sums[bisect_left(self._at, max(from_at, to_at))]
        return {key: last[key] - first[key] for key in KEYS}

    def count(self, at: int, zone: ZoneInfo = ZONE, kind: str = "trio") -> Count:
        counts = self.between(last_midnight(at, zone), at)
        day = "" if zone is ZONE else zone.key
        return Count(at, kind, counts, 150, day, kind.title(), THRESHOLD_SECONDS)


def a_line(id_: str, from_at: int, to_at: int, every_seconds: float, seed: int) -> Line:
    rng = random.Random(seed)
    contacts, at = [], float(from_at)
    while (at := at + rng.expovariate(1 / every_seconds)) < to_at:
        contacts.append((int(at), rng.randrange(90), rng.random() < 0.85))
    return Line(id_, contacts)


def reading(
    at: int, lines: Iterable[Line], told: Mapping[str, Count | None] | None = None
) -> Reading:
    """At the site's instant; `told` in place of what a line would say."""
    lines = list(lines)
    counts = {
        (line.id, "contacts"): told[line.id] if told and line.id in told else line.count(at)
        for line in lines
    }
    ids = frozenset(line.id for line in lines)
    gauges = {SITE: Gauges(waiting=0)}
    return Reading(at, ZONE, counts, gauges, {SITE: ids, Scope("group", "G"): ids})
