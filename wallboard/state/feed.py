"""What the hub reads: a site's facts, its pulse, and deltas as they are published.

Everything here raises `StateUnavailable` within two seconds of a dead Redis, and nothing heals by
itself: after a break messages may have been missed, so the hub subscribes and loads anew.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

import redis.asyncio
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

from wallboard.domain.facts import SiteFacts, SourceKey, Version
from wallboard.state import encoding, keys
from wallboard.state.alerts import Published, published_of
from wallboard.state.store import sources_of
from wallboard.state.subscription import Subscription

LOAD_SECONDS = 5.0
PULSE_SECONDS = 1.5


@dataclass(frozen=True, slots=True)
class Pulse:
    """Of one site. `version` and `epoch_at` are None when Redis holds nothing of it."""

    version: Version | None
    epoch_at: float | None
    confirmed: Mapping[SourceKey, float]
    alerts: int = 0  # number of what is published of its alerts


class SiteFeed:
    """Reads for the hub, on its event loop's client (`redis.async_client()`)."""

    def __init__(self, client: redis.asyncio.Redis) -> None:
        self._client = client

    async def load(self, site: str) -> SiteFacts:
        """All facts of a site with the version at which they were true."""
        pipeline = self._client.pipeline(transaction=True)
        pipeline.hmget(keys.meta(site), ["epoch", "number"])
        pipeline.hgetall(keys.facts(site))
        (epoch, number), stored = await _answer(pipeline, LOAD_SECONDS)
        return SiteFacts.of(encoding.version_of(epoch, number), encoding.facts_of(stored))

    async def pulse(self, site: str) -> Pulse:
        return (await self.pulses((site,)))[site]

    async def pulses(self, sites: Iterable[str]) -> Mapping[str, Pulse]:
        """The pulses of many sites in one round trip."""
        wanted = tuple(sites)
        if not wanted:
            return {}
        pipeline = self._client.pipeline(transaction=False)
        for site in wanted:
            pipeline.hmget(keys.meta(site), ["epoch", "number", "epoch_at"])
            pipeline.hgetall(keys.confirmed(site))
            pipeline.hget(keys.alerts(site), "number")
        answers = await _answer(pipeline, PULSE_SECONDS)
        return {
            site: _pulse_of(*answers[3 * place : 3 * place + 3])
            for place, site in enumerate(wanted)
        }

    async def alerts(self, site: str) -> Published:
        """What boards of the site show of its alerts."""
        pipeline = self._client.pipeline(transaction=False)
        pipeline.hmget(keys.alerts(site), ["number", "rows"])
        (found,) = await _answer(pipeline, PULSE_SECONDS)
        return published_of(found)

    async def subscribe(self) -> Subscription:
        """One connection for control messages and for the deltas of any number of sites."""
        subscription = Subscription(self._client)
        await subscription.open()
        return subscription


def _pulse_of(
    meta: list[bytes | None], confirmed: Mapping[bytes, bytes], alerts: bytes | None
) -> Pulse:
    epoch, number, epoch_at = meta
    return Pulse(
        encoding.version_of(epoch, number),
        None if epoch_at is None else float(epoch_at),
        sources_of(confirmed),
        int(alerts or 0),
    )


async def _answer(pipeline: Any, seconds: float) -> list[Any]:
    try:
        async with asyncio.timeout(seconds):
            return cast("list[Any]", await pipeline.execute())
    except TimeoutError as error:
        raise RedisTimeoutError("Redis did not answer in time") from error
    except OSError as error:
        raise RedisConnectionError("Redis cannot be reached") from error
