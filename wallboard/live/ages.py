"""How old each source is, by a clock that cannot be set.

A confirmation is stamped with a wall clock, perhaps another machine's. Its age is counted on the
monotonic clock from the pulse that showed it; when it was shown, it can be no older than the pulse
before, whatever the wall clocks say. So neither a jump of the clock nor a dead Redis hides
silence, and neither invents it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from wallboard.domain.board import SiteSpec
from wallboard.domain.facts import SourceKey
from wallboard.domain.freshness import Trust, trust_of
from wallboard.projections.scene import cadence_of

Clock = Callable[[], float]


@dataclass(frozen=True, slots=True)
class _Seen:
    confirmed_at: float
    age_seconds: float
    seen_at: float  # monotonic


class Ages:
    """Of the sources of one site."""

    def __init__(self, wall: Clock, monotonic: Clock) -> None:
        self._wall = wall
        self._monotonic = monotonic
        self._seen: dict[SourceKey, _Seen] = {}
        self._pulse_at: float | None = None

    @property
    def confirmed(self) -> dict[SourceKey, float]:
        return {key: seen.confirmed_at for key, seen in self._seen.items()}

    def observe(self, confirmed: Mapping[SourceKey, float]) -> None:
        """What a pulse shows now; a source that it lacks has confirmed nothing."""
        now, wall = self._monotonic(), self._wall()
        bound = math.inf if self._pulse_at is None else now - self._pulse_at
        for key in self._seen.keys() - confirmed.keys():
            del self._seen[key]
        for key, confirmed_at in confirmed.items():
            known = self._seen.get(key)
            if known is None or known.confirmed_at != confirmed_at:
                age = min(max(0.0, wall - confirmed_at), bound)
                self._seen[key] = _Seen(confirmed_at, age, now)
        self._pulse_at = now

    def forget(self) -> None:
        """Redis was emptied: nothing is confirmed, and what comes next is new."""
        self._seen.clear()

    def trust(self, site: SiteSpec) -> dict[SourceKey, Trust]:
        """Of the sources whose job is on."""
        now = self._monotonic()
        found = {}
        for key, seen in self._seen.items():
            cadence = cadence_of(site, key)
            if cadence is not None:
                age = seen.age_seconds + now - seen.seen_at
                found[key] = trust_of(-age, cadence, 0.0)
        return found
