"""How often somebody may ask: counted in Redis, so that all web processes count together."""

from __future__ import annotations

import redis

from wallboard.state import keys


def seconds_to_wait(
    client: redis.Redis, subject: str, limit: int, window_seconds: int, now_at: float
) -> int:
    """Count one request of `subject`. 0: go ahead; else the seconds until the next window.

    At most `limit` in each window of the clock. Raises StateUnavailable.
    """
    window = int(now_at // window_seconds)
    key = keys.rate(subject, window)
    pipeline = client.pipeline(transaction=True)
    pipeline.incr(key)
    pipeline.expire(key, 2 * window_seconds)
    count, _ = pipeline.execute()
    if count <= limit:
        return 0
    return max(1, round((window + 1) * window_seconds - now_at))
