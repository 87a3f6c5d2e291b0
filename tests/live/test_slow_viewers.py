"""A slow viewer skips; it slows nobody and grows no queue."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from tests.live.conftest import QUICK
from tests.live.one_site import SITE, SLOW_SOURCE, WALL, MakeHub, batch, shows
from tests.live.pages import Held, Page, until
from wallboard.domain.policy import OPEN
from wallboard.live.hub import Hub
from wallboard.live.protocol import Close, ProtocolError
from wallboard.state.store import FactStore


@pytest.fixture(autouse=True)
def _configured(held: Held) -> None:
    held.sites["1"] = replace(SITE, sources={"trio": SLOW_SOURCE})
    held.boards["7"] = WALL


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
    hub.watches["1"].channels["7", OPEN].touch_all()
    with pytest.raises(ProtocolError):
        hub.acknowledge(page.viewer, 10_000)
