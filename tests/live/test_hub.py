"""The hub over a real Valkey: from a batch to a page."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from typing import Any

import pytest
import redis

from tests.live.conftest import QUICK
from tests.live.one_site import SITE, SLOW_SOURCE, WALL, MakeHub, batch, shows
from tests.live.pages import Held, Page, board, until, widget
from wallboard.domain.observation import Kind
from wallboard.live.hub import Hub
from wallboard.live.rights import Visitor
from wallboard.state.store import FactStore


@pytest.fixture(autouse=True)
def _configured(held: Held) -> None:
    held.sites["1"] = replace(SITE, sources={"trio": SLOW_SOURCE})
    held.boards["7"] = WALL


async def test_a_join_is_answered_by_exactly_one_snapshot(hub: Hub, store: FactStore) -> None:
    store.apply("1", batch(queue_1={"contacts_waiting": 3}, queue_2={"contacts_waiting": 4}))
    page = await Page(hub).join()
    await page.until(lambda p: p.views)
    await asyncio.sleep(0.2)
    assert page.count("snapshot") == 1
    assert page.count("delta") == 0
    assert page.views["31"]["figure"] == {"v": 7}
    assert page.layout["widgets"][0]["metrics"]["contacts_waiting"]["label"] == "Waiting"


async def test_a_batch_becomes_a_delta_of_what_it_changed(hub: Hub, store: FactStore) -> None:
    store.apply("1", batch(queue_1={"contacts_waiting": 3}, queue_2={"contacts_waiting": 4}))
    page = await Page(hub).join()
    store.apply("1", batch(queue_1={"contacts_waiting": 5}, queue_2={"contacts_waiting": 4}))
    await page.until(lambda p: p.count("delta") == 1)
    delta = page.heard[-1]
    assert delta["patches"]["31"] == {"set": {"figure": {"v": 9}}}
    assert list(delta["patches"]["32"]["rows"]) == ["1"]
    assert "33" not in delta["patches"]
    assert delta["version"] == 2


async def test_a_batch_that_changes_nothing_sends_nothing(hub: Hub, store: FactStore) -> None:
    store.apply("1", batch(queue_1={"contacts_waiting": 3}))
    page = await Page(hub).join()
    store.apply("1", batch(queue_1={"contacts_waiting": 3}))
    await asyncio.sleep(0.3)
    assert page.count("delta") == 0


async def test_the_same_text_is_handed_to_every_viewer(hub: Hub, store: FactStore) -> None:
    store.apply("1", batch(queue_1={"contacts_waiting": 3}))
    pages = [await Page(hub).join() for _ in range(5)]
    store.apply("1", batch(queue_1={"contacts_waiting": 4}))
    for page in pages:
        await page.until(lambda p: p.count("delta"))
    assert len({id(page.texts[-1]) for page in pages}) == 1
    assert hub.counts.frames["delta"] == 1


async def test_things_that_nobody_shows_cost_no_projection_and_no_byte(
    hub: Hub, store: FactStore, held: Held
) -> None:
    held.boards["7"] = board(widget("31", "figure", metric="contacts_waiting", queues=["1"]))
    page = await Page(hub).join()

    told = iter(range(1, 1000))

    async def cost(others: int) -> tuple[int, list[str]]:
        """Of one batch; time alone may add a projection, and a busy machine gives it time."""
        costs = []
        for waiting in (next(told) for _ in range(5)):
            before = hub.counts.projections
            hidden = {f"queue_h{n}": {"contacts_waiting": waiting} for n in range(others)}
            store.apply("1", batch(queue_1={"contacts_waiting": waiting}, **hidden))
            await page.until(shows(waiting))
            costs.append(hub.counts.projections - before)
        return min(costs), sorted(page.heard[-1]["patches"])

    assert await cost(200) == await cost(400) == (1, ["31"])


async def test_a_board_sends_at_most_its_frames_per_second(
    make_hub: MakeHub, store: FactStore
) -> None:
    hub = make_hub(limits=replace(QUICK, frames_per_second=5))
    page = await Page(hub).join()
    began = time.monotonic()
    for number in range(60):
        store.apply("1", batch(queue_1={"contacts_waiting": number}))
        await asyncio.sleep(0.01)
    await page.until(lambda p: p.views["31"]["figure"]["v"] == 59)
    elapsed = time.monotonic() - began
    assert page.count("delta") <= elapsed * 5 + 1
    assert page.count("delta") >= 2


async def test_the_first_change_of_an_idle_board_is_sent_at_once(
    make_hub: MakeHub, store: FactStore
) -> None:
    hub = make_hub(limits=replace(QUICK, frames_per_second=1))
    page = await Page(hub).join()
    await asyncio.sleep(1.05)
    store.apply("1", batch(queue_1={"contacts_waiting": 1}))
    await page.until(lambda p: p.count("snapshot") + p.count("delta") > 1, seconds=0.9)


async def test_the_hub_unsubscribes_with_the_last_viewer(
    hub: Hub, store: FactStore, redis_client: redis.Redis
) -> None:
    first, second = await Page(hub).join(), await Page(hub).join()
    assert redis_client.pubsub_channels("wb:deltas*") == [b"wb:deltas:1"]
    first.leave()
    assert hub.running
    second.leave()
    assert not hub.running
    assert not hub.watches
    await until(lambda: not redis_client.pubsub_channels("wb:*"))


async def test_a_hub_that_stopped_starts_again(hub: Hub, store: FactStore) -> None:
    (await Page(hub).join()).leave()
    page = await Page(hub).join()
    store.apply("1", batch(queue_1={"contacts_waiting": 1}))
    await page.until(lambda p: p.views["31"]["figure"]["v"] == 1)


async def test_a_site_that_nobody_looks_at_any_more_is_left(
    hub: Hub, held: Held, redis_client: redis.Redis
) -> None:
    held.sites["2"] = replace(SITE, id="2")
    held.boards["8"] = replace(WALL, id="8", site="2")
    stays, goes = await Page(hub).join("7"), await Page(hub).join("8")
    goes.leave()
    await until(lambda: redis_client.pubsub_channels("wb:deltas*") == [b"wb:deltas:1"])
    assert stays.closed is None


async def test_every_viewer_gets_heartbeats_encoded_once(hub: Hub) -> None:
    pages = [await Page(hub).join() for _ in range(3)]
    for page in pages:
        await page.until(lambda p: p.count("heartbeat") >= 2)
    assert pages[0].heard[-1]["frame"] == pages[0].frame
    assert len({id(page.texts[-1]) for page in pages}) == 1


async def test_a_widget_that_cannot_be_projected_takes_no_other_one_with_it(
    hub: Hub, store: FactStore
) -> None:
    """A fact of a kind that nobody expected: a text where a number belongs."""
    store.apply("1", batch(queue_1={"contacts_waiting": 3, "saturated": True}))
    page = await Page(hub).join()
    store.apply("1", batch(queue_1={"contacts_waiting": "many"}, queue_2={"contacts_waiting": 1}))
    store.apply("1", batch(kind=Kind.AGENT, agent_a={"state": "available"}))
    await page.until(lambda p: p.views["33"]["rows"]["a"]["state"].get("v") == "available")
    assert hub.counts.failures >= 1
    assert page.views["31"]["figure"]["v"] == 3


async def test_a_board_that_nobody_looked_at_for_a_moment_is_projected_anew(
    hub: Hub, store: FactStore, held: Held
) -> None:
    """The last viewer leaves while the next one is being admitted."""
    first = await Page(hub).join()
    admitted = asyncio.Event()
    admissions = held.admissions

    async def slow(wanted: Any) -> Any:
        found = await admissions(wanted)
        await admitted.wait()
        return found

    setattr(held, "admissions", slow)  # noqa: B010 - of this test only
    task = asyncio.create_task(Page(hub, Visitor("somebody else")).join())
    await asyncio.sleep(0.05)
    first.leave()
    store.apply("1", batch(queue_1={"contacts_waiting": 5}, queue_2={"contacts_waiting": 1}))
    await asyncio.sleep(0.05)
    admitted.set()
    second = await task
    await second.until(lambda p: p.views["31"]["figure"] == {"v": 6})
