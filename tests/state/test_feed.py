"""What the hub reads: pulses, deltas in order, control messages, and breaks that show."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

import pytest
import redis
import redis.asyncio

from tests.services import waiting
from tests.services.valkey import TestValkey
from tests.state.batches import SITE, T0, batch, key, observed, raws
from wallboard.domain.facts import Delta, SourceKey
from wallboard.domain.observation import Kind
from wallboard.state import control, keys
from wallboard.state.control import Control
from wallboard.state.feed import SiteFeed
from wallboard.state.redis import StateUnavailable, async_client, async_client_at, sync_client_at
from wallboard.state.store import FactStore
from wallboard.state.subscription import Item, Subscription

SOON = 5.0
UNAVAILABLE_WITHIN = 2.5


@pytest.fixture
def store(redis_client: redis.Redis) -> FactStore:
    return FactStore(redis_client)


@pytest.fixture
async def feed(valkey_url: str) -> AsyncIterator[SiteFeed]:
    client = async_client_at(valkey_url)
    yield SiteFeed(client)
    await client.aclose()


@pytest.fixture
async def subscription(feed: SiteFeed, store: FactStore) -> AsyncIterator[Subscription]:
    subscription = await feed.subscribe()
    yield subscription
    await subscription.close()


async def take(subscription: Subscription, count: int) -> list[Item]:
    items: list[Item] = []
    async with asyncio.timeout(SOON):
        async for item in subscription:
            items.append(item)
            if len(items) == count:
                break
    return items


async def test_an_unknown_site_has_a_pulse_without_version(
    store: FactStore, feed: SiteFeed
) -> None:
    pulse = await feed.pulse(SITE)
    assert (pulse.version, pulse.epoch_at, pulse.confirmed) == (None, None, {})
    assert (await feed.load(SITE)).version is None


async def test_a_pulse_tells_version_epoch_and_confirmations(
    store: FactStore, feed: SiteFeed
) -> None:
    store.apply(SITE, batch(observed("1", x=1), at=T0))
    applied = store.apply(SITE, batch(observed("1", x=2), at=T0 + 5))
    pulses = await feed.pulses([SITE, "south"])
    assert pulses[SITE].version == applied.version
    assert pulses[SITE].epoch_at == T0
    assert pulses[SITE].confirmed == {SourceKey("trio", "state", Kind.QUEUE): T0 + 5}
    assert pulses["south"].version is None
    assert await feed.pulses([]) == {}


async def test_what_the_hub_loads_is_what_the_store_loads(store: FactStore, feed: SiteFeed) -> None:
    store.apply(SITE, batch(observed("1", x=1, y="ö"), observed("2", x=True)))
    assert await feed.load(SITE) == store.load(SITE)


async def test_deltas_of_watched_sites_arrive_in_order(
    store: FactStore, subscription: Subscription
) -> None:
    await subscription.add(SITE)
    await subscription.add("south")
    for number in range(3):
        store.apply(SITE, batch(observed("1", x=number)))
    store.apply("south", batch(observed("1", x=9)))
    store.apply("nobody watches", batch(observed("1", x=9)))
    items = await take(subscription, 4)
    seen = [(site, delta.version.number) for site, delta in items if isinstance(delta, Delta)]  # type: ignore[misc]
    assert seen == [(SITE, 1), (SITE, 2), (SITE, 3), ("south", 1)]


async def test_facts_loaded_after_adding_a_site_miss_no_delta(
    store: FactStore, feed: SiteFeed, subscription: Subscription
) -> None:
    async def write() -> None:
        for number in range(60):
            await asyncio.to_thread(store.apply, SITE, batch(observed("1", x=number)))

    writing = asyncio.create_task(write())
    await asyncio.sleep(0.01)
    await subscription.add(SITE)
    site = await feed.load(SITE)
    async with asyncio.timeout(SOON):
        async for item in subscription:
            assert not isinstance(item, Control)
            _, delta = item
            have = site.version.number if site.version else 0
            if delta.version.number > have:
                assert delta.version.number == have + 1
                site.apply(delta)
            if delta.version.number == 60:
                break
    await writing
    assert raws(site) == {key("x"): 59}


async def test_a_site_that_is_no_longer_watched_is_silent(
    store: FactStore, subscription: Subscription, redis_client: redis.Redis
) -> None:
    await subscription.add(SITE)
    await subscription.add(SITE)
    await subscription.remove(SITE)
    await subscription.remove(SITE)

    def nobody_listens() -> bool:
        ((_, listeners),) = redis_client.pubsub_numsub(keys.deltas(SITE))  # type: ignore[misc]
        return bool(listeners == 0)

    await asyncio.to_thread(waiting.until, nobody_listens, "the unsubscription")
    store.apply(SITE, batch(observed("1", x=1)))
    control.publish(Control("access", "last"), redis_client)
    assert await take(subscription, 1) == [Control("access", "last")]


async def test_a_site_can_be_added_while_iterating(
    store: FactStore, subscription: Subscription, redis_client: redis.Redis
) -> None:
    control.publish(Control("configuration", SITE), redis_client)
    async with asyncio.timeout(SOON):
        async for item in subscription:
            if isinstance(item, Control):
                await subscription.add(item.site)
                store.apply(SITE, batch(observed("1", x=1)))
            else:
                assert item[0] == SITE
                break


async def test_control_messages_arrive_whole_and_unknown_ones_are_passed_over(
    subscription: Subscription, redis_client: redis.Redis
) -> None:
    redis_client.publish(keys.CONTROL, b'{"kind": "of a later release"}')
    for message in (Control("configuration", "å"), Control("display", "", "7")):
        control.publish(message, redis_client)
    assert await take(subscription, 2) == [
        Control("configuration", "å"),
        Control("display", "", "7"),
    ]


@pytest.mark.parametrize(
    "payload", [b"no json", b"[1]", b"[1,2,3,4]", b'["e",1,[["x"]],[]]', b'"text"']
)
async def test_a_payload_that_is_not_ours_breaks_the_subscription(
    subscription: Subscription, redis_client: redis.Redis, payload: bytes
) -> None:
    await subscription.add(SITE)
    redis_client.publish(keys.deltas(SITE), payload)
    with pytest.raises(StateUnavailable):
        await take(subscription, 1)


async def test_a_killed_connection_raises_out_of_the_iterator_and_of_add(
    store: FactStore, subscription: Subscription, redis_client: redis.Redis
) -> None:
    await subscription.add(SITE)
    store.apply(SITE, batch(observed("1", x=1)))
    await take(subscription, 1)
    redis_client.client_kill_filter(_type="pubsub")
    with pytest.raises(StateUnavailable):
        await take(subscription, 1)
    with pytest.raises(StateUnavailable):
        await subscription.add("south")


async def test_a_closed_subscription_ends_its_iterator(subscription: Subscription) -> None:
    taking = asyncio.create_task(take(subscription, 1))
    await asyncio.sleep(0.01)
    await subscription.close()
    with pytest.raises(StateUnavailable):
        await taking


async def test_a_dead_redis_shows_at_once_and_a_new_one_is_a_new_epoch(
    own_valkey: TestValkey,
) -> None:
    client = async_client_at(own_valkey.url)
    feed, store = SiteFeed(client), FactStore(sync_client_at(own_valkey.url))
    before = store.apply(SITE, batch(observed("1", x=1))).version
    assert (await feed.pulse(SITE)).version == before
    subscription = await feed.subscribe()
    own_valkey.kill()
    for call in (feed.pulse(SITE), feed.load(SITE), take(subscription, 1), feed.subscribe()):
        began = time.monotonic()
        with pytest.raises(StateUnavailable):
            await call
        assert time.monotonic() - began < UNAVAILABLE_WITHIN
    await subscription.close()
    own_valkey.start()
    assert (await feed.pulse(SITE)).version is None
    after = store.apply(SITE, batch(observed("1", x=1))).version
    assert (await feed.pulse(SITE)).version == after
    assert after.epoch != before.epoch
    await client.aclose()


async def test_a_redis_that_hangs_shows_within_two_seconds() -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    client = async_client_at(f"redis://127.0.0.1:{port}/0")
    feed = SiteFeed(client)
    for call in (feed.pulse(SITE), feed.subscribe()):
        began = time.monotonic()
        with pytest.raises(StateUnavailable):
            await call
        assert time.monotonic() - began < UNAVAILABLE_WITHIN
    await client.aclose()
    server.close()


async def test_an_event_loop_has_one_client(valkey_url: str) -> None:
    client = async_client()
    assert async_client() is client
    assert await client.get("nothing") is None
    await client.aclose()
