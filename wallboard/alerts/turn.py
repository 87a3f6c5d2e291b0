"""Whose turn it is to evaluate: one process at a time, replaced within seconds when it is gone.

Unlike a reader's lease this one is not renewed in the background: who hangs loses it.
"""

from __future__ import annotations

import time

from wallboard.state.leases import Lease, which_are_held
from wallboard.state.redis import StateUnavailable, sync_client

NAME = "alerts-evaluator"
LEASE_SECONDS = 8.0  # renewed every second: events flow again within 15 s of a kill


class Turn:
    """`take` it, `renew` it at every tick, ask whether it is `over`."""

    def __init__(self, run_seconds: float) -> None:
        self._lease = Lease(sync_client(), NAME, LEASE_SECONDS)
        self._over_at = time.monotonic() + run_seconds
        self._held_until = float("-inf")

    def take(self) -> bool:
        """False when somebody else has it. Raises StateUnavailable."""
        asked_at = time.monotonic()
        if not self._lease.acquire():
            return False
        self._held_until = asked_at + LEASE_SECONDS
        return True

    def renew(self) -> None:
        """Without Redis it lapses by itself, if that lasts."""
        asked_at = time.monotonic()
        try:
            kept = self._lease.renew()
        except StateUnavailable:
            return
        self._held_until = asked_at + LEASE_SECONDS if kept else float("-inf")

    @property
    def lost(self) -> bool:
        """Somebody else may have it."""
        return time.monotonic() >= self._held_until

    def over(self) -> bool:
        """Stop writing: the run is at its end, or somebody else may have the turn."""
        return self.lost or time.monotonic() >= self._over_at

    def give_up(self) -> None:
        """Raises StateUnavailable."""
        self._lease.release()


def is_taken() -> bool:
    """Raises StateUnavailable."""
    return which_are_held(sync_client(), [NAME])[0]
