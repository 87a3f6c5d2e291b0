"""When are the snapshots in? O2G acknowledges at once, tells one by one and marks no end. Pure.

They are in when everybody whom O2G lists was told; or when nobody new was told for a while.
"""

from __future__ import annotations

from collections.abc import Iterable

QUIET_SECONDS = 1.0  # where it is not known who is to come
QUIET_OF_ROSTER_SECONDS = 3.0  # where somebody who is listed has not come
NOBODY_SECONDS = 10.0


class Snapshot:
    """`parts`: names of the events that are expected, one of each per login."""

    def __init__(self, parts: Iterable[str], asked_at: float, now: float) -> None:
        """`asked_at`: epoch seconds; `now` and all others: monotonic."""
        self.asked_at = asked_at
        self.roster: frozenset[str] | None = None
        self._began = now
        self._progress = now
        self._told: dict[str, set[str]] = {part: set() for part in parts}
        self._waiting = set(self._told)

    def acknowledged(self, part: str, now: float) -> None:
        """The server took the request for it, or refused it."""
        self._waiting.discard(part)
        self._progress = max(self._progress, now)

    def refused(self, part: str, now: float) -> None:
        self._told.pop(part, None)
        self.acknowledged(part, now)

    def saw(self, part: str, login: str, now: float) -> None:
        told = self._told.get(part)
        if told is not None and login not in told:
            told.add(login)
            self._progress = now

    def is_in(self, now: float) -> bool:
        if self._waiting:
            return False
        if self.roster is not None and all(self.roster <= told for told in self._told.values()):
            return True
        told = sum(len(part) for part in self._told.values())
        if not told and self._told:
            return now - self._began > NOBODY_SECONDS
        quiet = QUIET_SECONDS if self.roster is None else QUIET_OF_ROSTER_SECONDS
        return now - self._progress > quiet
