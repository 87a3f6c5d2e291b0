"""Connections to Redis or Valkey, with limits, so that a dead one shows within seconds.

`StateUnavailable` is what every call of this room raises when Redis cannot be reached or does not
answer in time; callers need no other name of redis-py.
"""

from __future__ import annotations

import asyncio
from functools import cache
from weakref import WeakKeyDictionary

import redis
import redis.asyncio
from django.conf import settings
from redis.asyncio.retry import Retry as AsyncRetry
from redis.backoff import ExponentialBackoff, NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

StateUnavailable = RedisError

CONNECT_SECONDS = 1.0
ANSWER_SECONDS = 3.0  # of a worker's call: a whole site's facts are applied well within it
HUB_ANSWER_SECONDS = 1.5  # of the hub's calls: viewers wait for the truth about a dead Redis
IDLE_CHECK_SECONDS = 15

_async_clients: WeakKeyDictionary[asyncio.AbstractEventLoop, redis.asyncio.Redis] = (
    WeakKeyDictionary()
)


def sync_client() -> redis.Redis:
    """The process's client; threads share its pool, each call borrows one connection."""
    return sync_client_at(settings.WALLBOARD_REDIS_URL)


@cache
def sync_client_at(url: str) -> redis.Redis:
    # Two short retries carry a call over a restart of Redis; every script here may run twice.
    return redis.Redis.from_url(
        url,
        socket_connect_timeout=CONNECT_SECONDS,
        socket_timeout=ANSWER_SECONDS,
        health_check_interval=IDLE_CHECK_SECONDS,
        retry=Retry(ExponentialBackoff(cap=0.2, base=0.05), 2),
    )


def async_client() -> redis.asyncio.Redis:
    """The running event loop's client: redis-py's connections cannot cross loops."""
    loop = asyncio.get_running_loop()
    client = _async_clients.get(loop)
    if client is None:
        client = _async_clients[loop] = async_client_at(settings.WALLBOARD_REDIS_URL)
    return client


def async_client_at(url: str) -> redis.asyncio.Redis:
    """A client without retries: a break must reach the hub, which reloads, and never be healed
    unseen by a re-subscription that has missed messages."""
    return redis.asyncio.Redis.from_url(
        url,
        socket_connect_timeout=CONNECT_SECONDS,
        socket_timeout=HUB_ANSWER_SECONDS,
        health_check_interval=IDLE_CHECK_SECONDS,
        retry=AsyncRetry(NoBackoff(), 0),
    )
