"""When the worker last carried out a tick: the one outcome that proves beat, broker and worker.

`connectors.tick` records it; the supervisor and the health endpoint read it.
"""

from __future__ import annotations

import redis

from wallboard.state import keys


def record(client: redis.Redis, now_at: float) -> None:
    """A tick was carried out at this instant (epoch seconds)."""
    client.set(keys.LAST_TICK, repr(now_at))


def last_at(client: redis.Redis) -> float | None:
    """Epoch seconds; None when none was recorded since Redis was last empty."""
    stored = client.get(keys.LAST_TICK)
    return float(stored) if isinstance(stored, bytes) else None
