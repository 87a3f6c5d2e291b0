"""Leases with owner tokens: one run per job, one sign-in per account, whatever the workers.

A lease that is not renewed ends by itself, so a worker that was killed is replaced.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

import redis

from wallboard.state import keys
from wallboard.state.redis import StateUnavailable

POLL_LEASE_SECONDS = 8.0
OVER_TOTAL_TIMEOUT_SECONDS = 2.0

# Taking again what one holds succeeds, so that a retry after a lost answer does no harm.
_ACQUIRE = """
local owner = redis.call('GET', KEYS[1])
if owner and owner ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
"""
_RENEW = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])
"""
_RELEASE = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])
"""


def poll_lease_seconds(timeout_seconds: float) -> float:
    """Of a poll: at most its total timeout + 2 s."""
    return min(POLL_LEASE_SECONDS, timeout_seconds + OVER_TOTAL_TIMEOUT_SECONDS)


class Lease:
    """One owner's hold on `name`. Make one per run: its token is its own."""

    def __init__(self, client: redis.Redis, name: str, ttl_seconds: float) -> None:
        self.name = name
        self.ttl_seconds = ttl_seconds
        self._client = client
        self._key = keys.lease(name)
        self._token = secrets.token_hex(16)

    def acquire(self) -> bool:
        """False when somebody else holds it. Raises StateUnavailable."""
        return self._run(_ACQUIRE, max(1, round(self.ttl_seconds * 1000)))

    def renew(self, at_most_seconds: float = float("inf")) -> bool:
        """Full time again; False when it is no longer ours. Raises StateUnavailable."""
        seconds = min(self.ttl_seconds, at_most_seconds)
        return self._run(_RENEW, max(1, round(seconds * 1000)))

    def release(self) -> bool:
        """False when it was no longer ours. Raises StateUnavailable."""
        return self._run(_RELEASE)

    def _run(self, script: str, *arguments: int) -> bool:
        return bool(self._client.eval(script, 1, self._key, self._token, *arguments))


def which_are_held(client: redis.Redis, names: Sequence[str]) -> list[bool]:
    """Whether each lease has an owner now; one round trip. Raises StateUnavailable."""
    pipeline = client.pipeline(transaction=False)
    for name in names:
        pipeline.exists(keys.lease(name))
    return [bool(answer) for answer in pipeline.execute()]


class Keeper:
    """Renews an acquired lease every quarter of its time until stopped, lost or over its limit."""

    def __init__(self, lease: Lease, asked_at: float, limit_seconds: float) -> None:
        self._lease = lease
        self._limit_at = asked_at + limit_seconds
        self._held_until = asked_at + lease.ttl_seconds
        self._stopped = threading.Event()
        self._lost = threading.Event()
        self._thread = threading.Thread(target=self._renew, name=f"lease {lease.name}", daemon=True)

    @property
    def lost(self) -> bool:
        """True once somebody else may hold the lease: stop writing."""
        return self._lost.is_set() or time.monotonic() >= self._held_until

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        self._thread.join(timeout=self._lease.ttl_seconds)

    def _renew(self) -> None:
        while not self._stopped.wait(self._lease.ttl_seconds / 4):
            asked_at = time.monotonic()
            # A run that hangs must not hold its job for ever.
            rest = self._limit_at - asked_at
            if rest <= 0:
                return
            try:
                if not self._lease.renew(rest):
                    self._lost.set()
                    return
            except StateUnavailable:
                continue  # it lapses by itself if this lasts
            self._held_until = asked_at + min(self._lease.ttl_seconds, rest)


@contextmanager
def held(lease: Lease, limit_seconds: float = float("inf")) -> Iterator[Keeper | None]:
    """Acquire, renew in the background, release. Yields None when somebody else holds it.

    A lease is never held longer than `limit_seconds`: after it, `lost` is true. Raises
    StateUnavailable when it cannot be acquired; on release a dead Redis is ignored.
    """
    asked_at = time.monotonic()
    if not lease.acquire():
        yield None
        return
    keeper = Keeper(lease, asked_at, limit_seconds)
    keeper.start()
    try:
        yield keeper
    finally:
        keeper.stop()
        with suppress(StateUnavailable):  # then it ends by itself
            lease.release()
