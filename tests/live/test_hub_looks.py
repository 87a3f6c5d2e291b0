"""Who was shown people: noted on the live path, written off it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import DatabaseError

from tests.live.conftest import QUICK
from tests.live.one_site import SITE, SLOW_SOURCE, MakeHub
from tests.live.pages import Held, Page, board, until, widget
from wallboard.domain.policy import OPEN, People, Policy
from wallboard.live.hub import Hub
from wallboard.live.rights import Visitor

ANNA, BEN = Visitor("1"), Visitor("2")


@pytest.fixture(autouse=True)
def _configured(held: Held) -> None:
    held.sites["1"] = replace(SITE, sources={"trio": SLOW_SOURCE})
    held.boards["7"] = board(widget("33", "agent_grid"))
    held.boards["8"] = board(widget("31", "figure"), id_="8")


@pytest.fixture
def hub(make_hub: MakeHub) -> Hub:
    return make_hub(limits=replace(QUICK, looks_seconds=0.05))


async def test_a_look_at_names_is_written_once_and_extended(hub: Hub, held: Held) -> None:
    page = await Page(hub, ANNA).join()
    await until(lambda: held.looks)
    page.leave()
    await until(lambda: held.looks[-1].until_at > held.looks[0].until_at)
    assert {(look.token, look.looking.by) for look in held.looks} == {
        (held.looks[0].token, "user:1")
    }
    assert len(held.looks) == 2, "the beginning and the end, not each frame"


async def test_who_comes_back_at_once_is_still_looking(hub: Hub, held: Held) -> None:
    for _ in range(3):
        (await Page(hub, ANNA).join()).leave()
    await until(lambda: held.looks)
    assert len({look.token for look in held.looks}) == 1


async def test_where_nobody_is_named_nothing_is_noted(hub: Hub, held: Held) -> None:
    held.policies[BEN] = Policy(People.ALIAS)
    pages = [await Page(hub, BEN).join("7"), await Page(hub, ANNA).join("8")]
    for page in pages:
        page.leave()
    stays = await Page(hub, Visitor("3")).join("7")
    await until(lambda: held.looks)
    assert {look.looking.by for look in held.looks} == {"user:3"}
    stays.leave()


async def test_a_policy_that_becomes_laxer_begins_a_look(hub: Hub, held: Held) -> None:
    held.policies[ANNA] = Policy(People.COUNTS)
    page = await Page(hub, ANNA).join()
    held.policies[ANNA] = OPEN
    await hub.recheck("1")
    await until(lambda: [look for look in held.looks if look.looking.people == "names"])
    page.leave()


async def test_a_database_that_is_away_costs_no_look_and_no_board(hub: Hub, held: Held) -> None:
    held.looks_fail = DatabaseError("away")
    page = await Page(hub, ANNA).join()
    page.leave()
    (await Page(hub, BEN).join()).leave()
    assert held.looks == []
    held.looks_fail = None
    stays = await Page(hub, Visitor("3")).join()
    await until(lambda: len({look.looking.by for look in held.looks}) == 3)
    stays.leave()
