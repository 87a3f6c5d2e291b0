"""Which calls were seen to end lately: what is told of them afterwards is old. Pure.

O2G may tell an event again, and lists in a snapshot what ends while it is made. Its documents do
not say that a reference is used once, so each is remembered for a while only, and an event that
makes a call (its creation, a replacement of one that lives, a later snapshot) is believed.
"""

from __future__ import annotations

from dataclasses import dataclass, field

KEPT_SECONDS = 600.0  # as long as O2G keeps a subscription without its channel, unless told else
MAX_KEPT = 5_000


@dataclass(slots=True)
class Ended:
    """(login, reference) → when it ended, in epoch seconds; the oldest first."""

    kept: dict[tuple[str, str], float] = field(default_factory=dict)

    def note(self, login: str, ref: str, at: float) -> None:
        self.kept.pop((login, ref), None)
        self.kept[login, ref] = at
        while len(self.kept) > MAX_KEPT or self._is_old(at):
            del self.kept[next(iter(self.kept))]

    def _is_old(self, at: float) -> bool:
        return at - next(iter(self.kept.values()), at) > KEPT_SECONDS

    def lives(self, login: str, ref: str) -> None:
        """It is a call (again)."""
        self.kept.pop((login, ref), None)

    def has(self, login: str, ref: str, at: float, since_at: float = 0.0) -> bool:
        """Whether it ended lately, and after `since_at`."""
        ended_at = self.kept.get((login, ref))
        return ended_at is not None and ended_at > since_at and at - ended_at <= KEPT_SECONDS

    def clear(self) -> None:
        self.kept.clear()
