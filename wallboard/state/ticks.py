"""When workers last carried out what they are there for: the outcomes that prove beat, broker and
worker.

`connectors.tick` records a tick, every second; `history.keep_intervals` that it kept what there was
to keep, every five seconds. The supervisor and the health checks of containers read them.
"""

from __future__ import annotations

import redis

from wallboard.state import keys


def record(client: redis.Redis, now_at: float) -> None:
    """A tick was carried out at this instant (epoch seconds)."""
    client.set(keys.LAST_TICK, repr(now_at))


def last_at(client: redis.Redis) -> float | None:
    """Epoch seconds; None when none was recorded since Redis was last empty."""
    return _instant(client, keys.LAST_TICK)


def record_kept(client: redis.Redis, now_at: float) -> None:
    """A look for what history has to keep was carried out at this instant (epoch seconds)."""
    client.set(keys.LAST_KEPT, repr(now_at))


def last_kept_at(client: redis.Redis) -> float | None:
    """Epoch seconds; None when none was recorded since Redis was last empty."""
    return _instant(client, keys.LAST_KEPT)


def _instant(client: redis.Redis, key: str) -> float | None:
    stored = client.get(key)
    return float(stored) if isinstance(stored, bytes) else None
