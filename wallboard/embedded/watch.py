"""Notices a worker that runs but does nothing, by the age of its outcomes.

`python -m wallboard.embedded.watch [tick|history]` ends with 0 while outcomes come and with 1 when
they do not: the health check of containers.

Workers have stalled silently after the broker broke: the process lives, its log is quiet, and every
board ages. So what counts is when a tick was last carried out, not whether a process is there; of
the worker of history, when it last kept what there was to keep.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from wallboard.state import ticks
from wallboard.state.redis import StateUnavailable, sync_client_at

GRACE_SECONDS = 30.0  # after a start, and between two restarts
# A busy machine needs long to start a worker; one that is started anew meanwhile never gets there.
START_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """`what` was done, `last_at` when (epoch seconds). After `stalled_seconds` without it in so
    many `looks` in a row it has stopped: right after Redis was emptied there is none yet."""

    what: str
    last_at: Callable[[Any], float | None]  # of a client
    stalled_seconds: float
    looks: int

    def last(self) -> float | None:
        """0 when it never came; None when nobody can say (Redis is away)."""
        try:
            return self.last_at(sync_client_at(settings.WALLBOARD_REDIS_URL)) or 0.0
        except StateUnavailable:
            return None


OUTCOMES = {
    "tick": Outcome("polled", ticks.last_at, stalled_seconds=20.0, looks=2),
    # It looks every five seconds, and computes for seconds where sites are large.
    "history": Outcome("kept for history", ticks.last_kept_at, stalled_seconds=60.0, looks=4),
}


class OutcomeWatch:
    """`last_outcome_at` gives what `Outcome.last` does: an outcome's, or another clock's."""

    def __init__(
        self,
        outcome: Outcome,
        last_outcome_at: Callable[[], float | None] | None = None,
        wall_clock: Callable[[], float] = time.time,
        grace_seconds: float = GRACE_SECONDS,
        start_seconds: float = START_SECONDS,
    ) -> None:
        self.what = outcome.what
        self._outcome = outcome
        self._last_outcome_at = last_outcome_at or outcome.last
        self._wall_clock = wall_clock
        self._grace_seconds = grace_seconds
        self._start_seconds = start_seconds
        self._quiet_until_at = 0.0
        self._looks = 0  # in a row that found it late

    def is_stalled(self, ages_seconds: tuple[float, ...]) -> bool:
        """Whether the children, so old, should be started anew. Says so once per grace period."""
        now_at, age_seconds = self._wall_clock(), min(ages_seconds)
        if now_at < self._quiet_until_at or age_seconds < self._grace_seconds:
            return False
        last_at = self._last_outcome_at()
        late = last_at is not None and now_at - last_at >= self._outcome.stalled_seconds
        if last_at is not None and last_at < now_at - age_seconds:  # none since the start
            late = late and age_seconds >= self._start_seconds
        self._looks = self._looks + 1 if late else 0
        if self._looks < self._outcome.looks:
            return False
        self._looks = 0
        self._quiet_until_at = now_at + self._grace_seconds
        return True


def main(words: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wallboard.settings")
    outcome = OUTCOMES[words[0] if words else "tick"]
    last_at = outcome.last()
    if last_at is None:
        sys.stderr.write("Redis does not answer\n")
        return 1
    age_seconds = time.time() - last_at
    ago = f"{age_seconds:.1f} s ago" if last_at else "never"
    sys.stdout.write(f"last {outcome.what}: {ago}\n")
    return 0 if age_seconds < outcome.stalled_seconds else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
