"""The hub through every kind of break: lost deltas, a dead and an emptied Redis, silence."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
import redis

from tests.live.one_site import SITE, SLOW_SOURCE, WALL, MakeHub, batch
from tests.live.pages import Held, Page
from tests.projections import scenes
from tests.services.valkey import TestValkey
from wallboard.domain.observation import Kind
from wallboard.live.hub import Hub
from wallboard.state.store import FactStore


@pytest.fixture(autouse=True)
def _configured(held: Held) -> None:
    held.sites["1"] = replace(SITE, sources={"trio": SLOW_SOURCE})
    held.boards["7"] = WALL


async def test_a_lost_delta_is_noticed_and_healed_by_a_snapshot(
    hub: Hub, store: FactStore, redis_client: redis.Redis
) -> None:
    store.apply("1", batch(queue_1={"contacts_waiting": 1}))
    page = await Page(hub).join()
    redis_client.hset("wb:meta:1", "number", "40")  # thirty-nine deltas that nobody heard
    await page.until(lambda p: p.count("snapshot") == 2)
    assert hub.counts.gaps == 1
    store.apply("1", batch(queue_1={"contacts_waiting": 2}))
    await page.until(lambda p: p.views["31"]["figure"]["v"] == 2)


async def test_a_broken_subscription_is_healed_by_a_snapshot(
    hub: Hub, store: FactStore, redis_client: redis.Redis
) -> None:
    page = await Page(hub).join()
    redis_client.client_kill_filter(_type="pubsub")
    await page.until(lambda p: p.count("snapshot") == 2)
    store.apply("1", batch(queue_1={"contacts_waiting": 2}))
    await page.until(lambda p: p.views["31"]["figure"]["v"] == 2)


async def test_an_emptied_redis_is_told_as_waiting_and_refilled_by_the_next_poll(
    hub: Hub, store: FactStore, redis_client: redis.Redis
) -> None:
    store.apply("1", batch(queue_1={"contacts_waiting": 1}, queue_2={"contacts_waiting": 1}))
    page = await Page(hub).join()
    emptied_at = time.time()
    redis_client.flushall()
    await page.until(lambda p: p.views["31"]["figure"].get("s") == "unknown")
    assert abs(page.views["31"]["figure"]["since"] - emptied_at) < 1.0
    assert page.sources["trio"]["trust"] == "unknown"
    store.apply("1", batch(queue_1={"contacts_waiting": 3}, queue_2={"contacts_waiting": 1}))
    await page.until(lambda p: p.views["31"]["figure"] == {"v": 4})
    assert page.sources["trio"]["trust"] == "fresh"


async def test_an_emptied_redis_that_was_refilled_at_once_is_another_epoch(
    hub: Hub, store: FactStore, redis_client: redis.Redis
) -> None:
    store.apply("1", batch(queue_1={"contacts_waiting": 1}))
    page = await Page(hub).join()
    redis_client.flushall()
    store.apply("1", batch(queue_1={"contacts_waiting": 8}))
    await page.until(lambda p: p.views["32"]["rows"]["1"]["cells"]["contacts_waiting"]["v"] == 8)


async def test_silence_is_pushed_when_nothing_else_arrives(
    hub: Hub, store: FactStore, held: Held
) -> None:
    held.sites["1"] = replace(
        SITE, sources={"trio": scenes.source("trio", cadences={"state": 0.2})}
    )
    store.apply("1", batch(queue_1={"contacts_waiting": 1}, queue_2={"contacts_waiting": 1}))
    page = await Page(hub).join()
    await page.until(lambda p: p.views["31"]["figure"].get("s") == "late", 3)
    assert page.views["31"]["figure"]["v"] == 2
    await page.until(lambda p: p.views["31"]["figure"].get("s") == "lost", 3)
    assert page.views["31"]["figure"]["v"] is None
    assert page.sources["trio"]["trust"] == "lost"
    store.apply("1", batch(queue_1={"contacts_waiting": 1}, queue_2={"contacts_waiting": 1}))
    await page.until(lambda p: p.views["31"]["figure"] == {"v": 2})


async def test_figures_age_on_their_own_when_redis_dies_and_recover_when_it_is_back(
    make_hub: MakeHub, held: Held, valkey: TestValkey, store: FactStore
) -> None:
    held.sites["1"] = replace(
        SITE, sources={"trio": scenes.source("trio", cadences={"state": 0.4})}
    )
    store.apply("1", batch(queue_1={"contacts_waiting": 1}, queue_2={"contacts_waiting": 1}))
    page = await Page(make_hub()).join()
    valkey.kill()
    try:
        await page.until(lambda p: p.views["31"]["figure"].get("s") == "late", 8)
        await page.until(lambda p: p.views["31"]["figure"].get("s") == "lost", 8)
    finally:
        valkey.start()  # not in a thread: the server would die with it
    await page.until(lambda p: p.views["31"]["figure"].get("s") == "unknown", 8)
    store.apply("1", batch(queue_1={"contacts_waiting": 5}, queue_2={"contacts_waiting": 1}))
    await page.until(lambda p: p.views["31"]["figure"] == {"v": 6}, 8)


async def test_a_join_while_redis_is_dead_is_answered_with_unknown_figures(
    make_hub: MakeHub, valkey: TestValkey
) -> None:
    hub = make_hub()
    valkey.kill()
    try:
        page = await Page(hub).join()
        await page.until(lambda p: p.views)
        assert page.views["31"]["figure"]["s"] == "unknown"
    finally:
        valkey.start()  # not in a thread: the server would die with it


async def test_a_schedule_moves_on_without_any_news(
    make_hub: MakeHub, store: FactStore, held: Held
) -> None:
    now = {"at": 1_000_000.0}
    hub = make_hub(wall=lambda: now["at"])
    schedule = '[["in_service","Service",999000,1000060],["lunch","Lunch",1000060,1003600]]'
    who = batch(
        kind=Kind.AGENT,
        at=now["at"],
        agent_a={"state": "available", "state_since": 999500.0, "schedule": schedule},
    )
    store.apply("1", who)
    page = await Page(hub).join()
    row = page.views["33"]["rows"]["a"]
    assert (row["activity"]["v"], row["next"]["v"]) == ("Service", "Lunch")
    assert row["in_adherence"] == {"v": True}
    now["at"] += 61
    await page.until(lambda p: p.views["33"]["rows"]["a"]["activity"]["v"] == "Lunch")
    assert page.views["33"]["rows"]["a"]["in_adherence"] == {"v": False}
    assert page.views["33"]["rows"]["a"]["out_since"]["v"] == 1000060
