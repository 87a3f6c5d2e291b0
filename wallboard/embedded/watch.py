"""Notices a worker that runs but does nothing, by the age of its outcomes.

`python -m wallboard.embedded.watch` ends with 0 while outcomes come and with 1 when they do not:
the health check of containers.

Workers have stalled silently after the broker broke: the process lives, its log is quiet, and every
board ages. So what counts is when a tick was last carried out, not whether a process is there.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable

from django.conf import settings

from wallboard.state import ticks
from wallboard.state.redis import StateUnavailable, sync_client_at

STALLED_SECONDS = 20.0
GRACE_SECONDS = 30.0  # after a start, and between two restarts
# A busy machine needs long to start a worker; one that is started anew meanwhile never gets there.
START_SECONDS = 120.0


class OutcomeWatch:
    """`last_outcome_at` gives epoch seconds (0: none yet), or None when nobody can say (Redis is
    away). Two looks in a row must agree: right after Redis was emptied there is none yet."""

    def __init__(
        self,
        last_outcome_at: Callable[[], float | None],
        wall_clock: Callable[[], float] = time.time,
        stalled_seconds: float = STALLED_SECONDS,
        grace_seconds: float = GRACE_SECONDS,
        start_seconds: float = START_SECONDS,
    ) -> None:
        self._last_outcome_at = last_outcome_at
        self._wall_clock = wall_clock
        self._stalled_seconds = stalled_seconds
        self._grace_seconds = grace_seconds
        self._start_seconds = start_seconds
        self._quiet_until_at = 0.0
        self._suspected = False

    def is_stalled(self, ages_seconds: tuple[float, ...]) -> bool:
        """Whether the children, so old, should be started anew. Says so once per grace period."""
        now_at, age_seconds = self._wall_clock(), min(ages_seconds)
        if now_at < self._quiet_until_at or age_seconds < self._grace_seconds:
            return False
        last_at = self._last_outcome_at()
        late = last_at is not None and now_at - last_at >= self._stalled_seconds
        if last_at is not None and last_at < now_at - age_seconds:  # none since the start
            late = late and age_seconds >= self._start_seconds
        self._suspected, again = late, self._suspected
        if not (late and again):
            return False
        self._suspected = False
        self._quiet_until_at = now_at + self._grace_seconds
        return True


def last_tick_at() -> float | None:
    """When the worker last carried out a tick; 0 when it never did."""
    try:
        return ticks.last_at(sync_client_at(settings.WALLBOARD_REDIS_URL)) or 0.0
    except StateUnavailable:
        return None


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wallboard.settings")
    last_at = last_tick_at()
    if last_at is None:
        sys.stderr.write("Redis does not answer\n")
        return 1
    age_seconds = time.time() - last_at
    sys.stdout.write(f"last tick {age_seconds:.1f} s ago\n" if last_at else "no tick yet\n")
    return 0 if age_seconds < STALLED_SECONDS else 1


if __name__ == "__main__":
    sys.exit(main())
