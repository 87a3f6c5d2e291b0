"""What the broker of tasks holds: a queue of Celery is a Redis list of the queue's name."""

from __future__ import annotations

from typing import cast

import redis


def waiting(client: redis.Redis, queue: str) -> int:
    """Messages that no worker has taken. Raises StateUnavailable."""
    return cast("int", client.llen(queue))
