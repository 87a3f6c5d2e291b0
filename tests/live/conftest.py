"""A hub of real parts: a real Valkey, the real store, the real subscription."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
import pytest_asyncio
import redis

from tests.live.pages import Held
from wallboard.live.hub import Hub
from wallboard.live.limits import Limits
from wallboard.state.feed import SiteFeed
from wallboard.state.redis import async_client_at
from wallboard.state.store import FactStore

QUICK = Limits(sweep_seconds=0.05, resubscribe_seconds=0.05, heartbeat_seconds=0.2)


@pytest.fixture
def store(redis_client: redis.Redis) -> FactStore:
    return FactStore(redis_client)


@pytest.fixture
def held() -> Held:
    return Held()


@pytest_asyncio.fixture
async def make_hub(redis_client: redis.Redis, valkey_url: str, held: Held) -> AsyncIterator[Any]:
    """Hubs of one process each; all of them are left behind clean."""
    hubs: list[Hub] = []
    clients = []

    def make(**choices: Any) -> Hub:
        client = async_client_at(valkey_url)
        clients.append(client)
        parts: dict[str, Any] = {"limits": QUICK, "configuration": held, **choices}
        hubs.append(Hub(SiteFeed(client), **parts))
        return hubs[-1]

    yield make
    for hub in hubs:
        for viewer in list(hub._channel_of):
            hub.leave(viewer)
        assert not hub.running
    for client in clients:
        await client.aclose()


@pytest.fixture
def hub(make_hub: Callable[..., Hub]) -> Hub:
    return make_hub()
