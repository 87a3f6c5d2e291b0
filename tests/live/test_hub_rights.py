"""Changes of configuration and of rights reach open boards, told or not."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
import redis

from tests.live.conftest import QUICK
from tests.live.one_site import SITE, SLOW_SOURCE, WALL, MakeHub, batch
from tests.live.pages import Held, Page
from wallboard.live.hub import Hub
from wallboard.live.protocol import Close, ProtocolError
from wallboard.live.rights import Visitor
from wallboard.state.control import Control, publish
from wallboard.state.store import FactStore


@pytest.fixture(autouse=True)
def _configured(held: Held) -> None:
    held.sites["1"] = replace(SITE, sources={"trio": SLOW_SOURCE})
    held.boards["7"] = WALL


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


async def test_a_site_that_is_gone_takes_only_its_own_boards_along(
    hub: Hub, held: Held, redis_client: redis.Redis, store: FactStore
) -> None:
    """While its facts go on changing: what comes between must find no board to project."""
    for site in ("1", "2"):
        store.apply(site, batch(queue_1={"contacts_waiting": 0}))
    held.seconds = 0.2  # that reading a board takes: some changes arrive meanwhile
    held.sites["2"] = replace(held.sites["1"], id="2")
    held.boards["8"] = replace(WALL, id="8", site="2")
    goes, stays = await Page(hub).join(), await Page(hub).join("8")
    del held.sites["1"]
    publish(Control("configuration"), redis_client)
    for number in range(60):
        for site in ("1", "2"):
            store.apply(site, batch(queue_1={"contacts_waiting": number}))
        await asyncio.sleep(0.01)
    assert goes.closed == Close.WITHDRAWN
    await stays.until(lambda p: p.views["32"]["rows"]["1"]["cells"]["contacts_waiting"]["v"] == 59)
    assert list(hub.watches) == ["2"], "nothing more is kept of it"
    assert (stays.closed, hub.counts.reloads) == (None, 2), "one load each, at the start"


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
