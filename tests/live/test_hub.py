"""The hub over a real Valkey: from a batch to a page, and back from every kind of break."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import redis

from tests.live.conftest import QUICK
from tests.live.pages import Held, Page, board, until, widget
from tests.projections import scenes
from tests.services.valkey import TestValkey
from wallboard.domain.observation import Batch, Kind, Observation, Value
from wallboard.live.hub import Hub
from wallboard.live.protocol import Close, ProtocolError
from wallboard.live.rights import Visitor
from wallboard.state.control import Control, publish
from wallboard.state.store import FactStore

MakeHub = Callable[..., Hub]
SITE = scenes.site(scenes.queue("1", "trio"), scenes.queue("2", "trio"), scenes.agent("a", "trio"))
WALL = board(
    widget("31", "figure", metric="contacts_waiting"),
    widget("32", "queue_table", columns=["contacts_waiting"]),
    widget("33", "agent_grid"),
    widget("34", "source_health"),
)
SLOW_SOURCE = scenes.source("trio", cadences={"state": 1000.0})


def batch(
    account: Any = "trio",
    kind: Any = Kind.QUEUE,
    at: Any = None,
    complete: Any = True,
    **entities: Any,
) -> Any:
    """queue_1={"contacts_waiting": 3} names the entity "1"."""
    at = time.time() if at is None else at
    observations = tuple(
        Observation(kind, name.rpartition("_")[2], {f: Value(v) for f, v in values.items()}, at, at)
        for name, values in entities.items()
    )
    return Batch(account, "state", frozenset({kind}), observations, at, complete)


def shows(number: int) -> Callable[[Page], bool]:
    return lambda page: page.views["31"]["figure"]["v"] == number


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

    async def cost(others: Any) -> Any:
        before = hub.counts.projections, hub.counts.encoded_bytes
        for number in (1, 2):
            hidden = {f"queue_h{n}": {"contacts_waiting": number} for n in range(others)}
            waiting = {"contacts_waiting": number + others}
            store.apply("1", batch(queue_1=waiting, **hidden))
            await page.until(shows(number + others))
        return hub.counts.projections - before[0], len(page.texts[-1])

    assert await cost(200) == await cost(400)


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


# -- breaks -----------------------------------------------------------------------------------


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


# -- age --------------------------------------------------------------------------------------


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


# -- configuration and rights -----------------------------------------------------------------


async def test_a_configuration_change_reaches_open_boards(
    hub: Hub, held: Held, redis_client: redis.Redis
) -> None:
    page = await Page(hub).join()
    held.boards["7"] = replace(WALL, name="Another name")
    publish(Control("configuration", site="1"), redis_client)
    await page.until(lambda p: p.layout["title"] == "Another name", 2)
    assert page.count("snapshot") == 2


async def test_a_change_that_was_not_told_is_found_by_looking(
    make_hub: MakeHub, held: Held
) -> None:
    page = await Page(make_hub(limits=replace(QUICK, recheck_seconds=0.2))).join()
    held.change(replace(held.sites["1"], name="Lund"))
    await page.until(lambda p: p.layout["site"] == "Lund", 2)
    snapshots = page.count("snapshot")
    await asyncio.sleep(0.6)
    assert page.count("snapshot") == snapshots, "nothing changed, so nothing is sent"


async def test_a_board_that_is_gone_closes(hub: Hub, held: Held, redis_client: redis.Redis) -> None:
    page = await Page(hub).join()
    del held.boards["7"]
    publish(Control("configuration", site="1"), redis_client)
    await page.until(lambda p: p.closed == Close.WITHDRAWN, 2)
    assert page.heard[-1]["type"] == "bye"


async def test_a_withdrawn_right_closes_only_who_lost_it(
    hub: Hub, held: Held, redis_client: redis.Redis
) -> None:
    stays = await Page(hub, Visitor("teammate")).join()
    goes = await Page(hub, Visitor("stranger")).join()
    held.refused.add(Visitor("stranger"))
    publish(Control("access", site="1"), redis_client)
    await goes.until(lambda p: p.closed == Close.WITHDRAWN, 2)
    assert stays.closed is None
    assert hub.viewers == 1


async def test_a_withdrawal_that_was_not_told_is_found_by_looking(
    make_hub: MakeHub, held: Held
) -> None:
    page = await Page(make_hub(limits=replace(QUICK, recheck_seconds=0.2)), Visitor("x")).join()
    held.refused.add(Visitor("x"))
    await page.until(lambda p: p.closed == Close.WITHDRAWN, 2)


async def test_nobody_joins_what_he_may_not_see(hub: Hub, held: Held) -> None:
    held.refused.add(Visitor("stranger"))
    with pytest.raises(ProtocolError) as refusal:
        await Page(hub, Visitor("stranger")).join()
    assert refusal.value.close is Close.NOT_ALLOWED
    with pytest.raises(ProtocolError):
        await Page(hub).join("no such board")
    assert not hub.running


async def test_a_process_takes_only_so_many_viewers(make_hub: MakeHub) -> None:
    hub = make_hub(limits=replace(QUICK, viewers=2))
    for _ in range(2):
        await Page(hub).join()
    with pytest.raises(ProtocolError) as refusal:
        await Page(hub).join()
    assert refusal.value.close is Close.TOO_MANY


# -- slow viewers -----------------------------------------------------------------------------


async def test_a_slow_viewer_is_held_back_and_then_told_the_newest_state_once(
    hub: Hub, store: FactStore
) -> None:
    quick, slow = await Page(hub).join(), await Page(hub).join()
    await quick.until(lambda p: p.views)
    await slow.until(lambda p: p.views)
    slow.attentive = False
    for number in range(1, 21):
        store.apply(
            "1", batch(queue_1={"contacts_waiting": number}, queue_2={"contacts_waiting": 0})
        )
        await quick.until(shows(number))
    assert slow.viewer.held_back
    assert len(slow.viewer.outstanding) == QUICK.unacknowledged_frames
    assert slow.count("snapshot") + slow.count("delta") <= 1 + QUICK.unacknowledged_frames
    assert hub.counts.held_back == 1
    slow.attentive = True
    before = slow.count("snapshot")
    slow.acknowledge()
    await slow.until(lambda p: p.views["31"]["figure"]["v"] == 20)
    assert slow.count("snapshot") == before + 1
    store.apply("1", batch(queue_1={"contacts_waiting": 99}, queue_2={"contacts_waiting": 0}))
    await slow.until(lambda p: p.views["31"]["figure"]["v"] == 99)


async def test_a_viewer_that_acknowledges_nothing_is_closed(make_hub: MakeHub) -> None:
    hub = make_hub(limits=replace(QUICK, stalled_seconds=0.3))
    page = Page(hub)
    page.attentive = False
    await page.join()
    await page.until(lambda p: p.closed == Close.STALLED, 3)


async def test_a_viewer_with_nothing_outstanding_may_be_silent(make_hub: MakeHub) -> None:
    hub = make_hub(limits=replace(QUICK, stalled_seconds=0.2))
    page = await Page(hub).join()
    await asyncio.sleep(0.8)
    assert page.closed is None


async def test_a_socket_that_takes_nothing_holds_up_nobody(
    make_hub: MakeHub, store: FactStore
) -> None:
    """uvicorn gives back-pressure: a send into a dead socket does not return."""
    hub = make_hub(limits=replace(QUICK, send_seconds=0.3))
    stuck, well = Page(hub), Page(hub)

    async def never(text: Any) -> Any:
        await asyncio.Event().wait()

    setattr(stuck, "send_text", never)  # noqa: B010 - one page of this test only
    await stuck.join()
    await well.join()
    store.apply("1", batch(queue_1={"contacts_waiting": 1}))
    await well.until(
        lambda p: p.views["32"]["rows"]["1"]["cells"]["contacts_waiting"].get("v") == 1, 1
    )
    await until(lambda: stuck.closed == Close.STALLED)


async def test_an_acknowledgement_of_what_was_never_sent_is_refused(hub: Hub) -> None:
    page = await Page(hub).join()
    page.attentive = False
    hub.watches["1"].channels["7"].touch_all()
    with pytest.raises(ProtocolError):
        hub.acknowledge(page.viewer, 10_000)


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
    joining, admitted = asyncio.Event(), asyncio.Event()
    admission = held.admission

    async def slow(visitor: Visitor, board: str) -> Any:
        found = await admission(visitor, board)
        if joining.is_set():
            await admitted.wait()
        return found

    setattr(held, "admission", slow)  # noqa: B010 - of this test only
    joining.set()
    hub.access_generation += 1
    task = asyncio.create_task(Page(hub).join())
    await asyncio.sleep(0.05)
    first.leave()
    store.apply("1", batch(queue_1={"contacts_waiting": 5}, queue_2={"contacts_waiting": 1}))
    await asyncio.sleep(0.05)
    admitted.set()
    second = await task
    await second.until(lambda p: p.views["31"]["figure"] == {"v": 6})
