"""When are the snapshots in? O2G acknowledges at once, tells one by one and marks no end. Pure.

They are in when everybody whom O2G lists was told; or when nobody new was told for a while. The
documents warn that a server with many users may take long: the longer the list, the longer the
patience.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

QUIET_SECONDS = 1.0  # where it is not known who is to come
QUIET_OF_ABSENT_SECONDS = 3.0  # where only those are missing who did not come the last time either
QUIET_PER_LISTED_SECONDS, LONGEST_QUIET_SECONDS = 0.1, 15.0  # where others who are listed are
NOBODY_SECONDS = 10.0
NOBODY_PER_LISTED_SECONDS, LONGEST_NOBODY_SECONDS = 0.5, 120.0  # where some are, and none has come


class Snapshot:
    """`parts`: names of the events that are expected, one of each per login. `absent`: part →
    who is listed and did not come the last time."""

    def __init__(
        self,
        parts: Iterable[str],
        asked_at: float,
        now: float,
        absent: Mapping[str, frozenset[str]] | None = None,
    ) -> None:
        """`asked_at`: epoch seconds; `now` and all others: monotonic."""
        self.asked_at = asked_at
        self.roster: frozenset[str] | None = None
        self._began = self._taken = self._progress = now
        self._told: dict[str, set[str]] = {part: set() for part in parts}
        self._waiting = set(self._told)
        self._absent = absent or {}
        self._refused: set[str] = set()

    def age_seconds(self, now: float) -> float:
        return now - self._began

    def acknowledged(self, part: str, now: float) -> None:
        """The server took the request for it."""
        self._waiting.discard(part)
        self._taken = self._progress = max(self._progress, now)

    def refused(self, part: str, now: float) -> None:
        """It will not be told."""
        self._told.pop(part, None)
        self._refused.add(part)
        self.acknowledged(part, now)

    def is_refused(self, part: str) -> bool:
        return part in self._refused

    def saw(self, part: str, login: str, now: float) -> None:
        told = self._told.get(part)
        if told is not None and login not in told:
            told.add(login)
            self._progress = now

    def is_in(self, now: float) -> bool:
        if self._waiting:
            return False
        if self.roster is None:
            return self._is_quiet(now, QUIET_SECONDS, NOBODY_SECONDS)
        return all(self._part_is_in(part, now) for part in self._told)

    def is_over(self, now: float) -> bool:
        """So quiet that it may be asked for again, whether it is in or not."""
        return not self._waiting and self._is_quiet(now, QUIET_OF_ABSENT_SECONDS, NOBODY_SECONDS)

    def absent(self) -> dict[str, frozenset[str]]:
        """Part → who is listed and has not come; of a part of which nobody came nothing is learnt,
        as then it was the server that failed."""
        roster = self.roster or frozenset()
        return {part: roster - told for part, told in self._told.items() if told}

    def _is_quiet(self, now: float, some_seconds: float, nobody_seconds: float) -> bool:
        if any(self._told.values()) or not self._told:
            return now - self._progress > some_seconds
        return now - self._taken > nobody_seconds

    def _part_is_in(self, part: str, now: float) -> bool:
        told = self._told[part]
        roster = self.roster or frozenset()
        missing = roster - told
        if not missing:
            return True
        if not told:
            patience = NOBODY_SECONDS + NOBODY_PER_LISTED_SECONDS * len(roster)
            return now - self._taken > min(patience, LONGEST_NOBODY_SECONDS)
        used = missing <= self._absent.get(part, frozenset())
        more = 0.0 if used else QUIET_PER_LISTED_SECONDS * len(roster)
        return now - self._progress > min(QUIET_OF_ABSENT_SECONDS + more, LONGEST_QUIET_SECONDS)
