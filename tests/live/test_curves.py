"""Curves on their way to a page: with the snapshot, then point by point, read per board."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from django.db import OperationalError

from tests.live.conftest import QUICK
from tests.live.one_site import SITE, WALL, MakeHub, batch
from tests.live.pages import Held, Page, board, until, widget
from wallboard.history.series import Drawn
from wallboard.live.hub import Hub
from wallboard.projections.curves import Curve, Span
from wallboard.state.store import FactStore

CURVE = Curve("site", "contacts_waiting", Span.HOUR)


class Reading(Held):
    """Counts what is asked of history; `broken` it cannot be read."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[list[Curve]] = []
        self.broken = False

    async def curves(
        self, site: str, timezone: str, known: Mapping[Curve, Drawn | None], now_at: float
    ) -> Mapping[Curve, Drawn]:
        self.asked.append(list(known))
        if self.broken:
            raise OperationalError("gone")
        return await super().curves(site, timezone, known, now_at)


@pytest.fixture
def held() -> Reading:
    reading = Reading()
    reading.sites["1"] = SITE
    reading.boards["7"] = WALL
    reading.history[CURVE] = Drawn(1.0, points={"1": 4.0, "2": 5.0})
    return reading


async def test_the_first_snapshot_brings_the_curve(hub: Hub, held: Reading) -> None:
    page = await Page(hub).join()
    await page.until(lambda p: p.views)
    assert page.views["31"]["rows"] == {"1": 4.0, "2": 5.0}
    assert held.asked == [[CURVE]]


async def test_a_new_minute_is_one_point_of_a_delta(
    make_hub: MakeHub, held: Reading, store: FactStore
) -> None:
    clock = [1_760_000_000.0]
    hub = make_hub(wall=lambda: clock[0])
    store.apply("1", batch(queue_1={"contacts_waiting": 3}, at=clock[0]))
    page = await Page(hub).join()
    await page.until(lambda p: p.views)
    held.history[CURVE] = Drawn(2.0, points={"2": 5.0, "3": 6.0})
    clock[0] += 60
    await page.until(lambda p: "3" in p.views["31"]["rows"])
    assert page.views["31"]["rows"] == {"2": 5.0, "3": 6.0}
    rows = [m["patches"].get("31", {}).get("rows") for m in page.heard if m["type"] == "delta"]
    assert {"1": None, "3": 6.0} in rows


async def test_many_viewers_are_one_question(hub: Hub, held: Reading) -> None:
    await asyncio.gather(*(Page(hub).join() for _ in range(30)))
    assert held.asked[0] == [CURVE]
    assert len(held.asked) <= 2  # and the first turn of the minute


async def test_a_board_without_curves_asks_nothing(hub: Hub, held: Reading) -> None:
    held.boards["7"] = board(widget("32", "queue_table"))
    await Page(hub).join()
    await asyncio.sleep(0.2)
    assert held.asked == []


async def test_history_that_cannot_be_read_costs_a_trend_and_no_board(
    hub: Hub, held: Reading
) -> None:
    held.broken = True
    page = await Page(hub).join()
    await page.until(lambda p: p.views)
    assert page.views["31"]["rows"] == {}
    asked = len(held.asked)
    await asyncio.sleep(0.3)
    assert len(held.asked) == asked  # not again at once


async def test_a_database_that_hangs_holds_up_no_snapshot(make_hub: MakeHub, held: Reading) -> None:
    async def hang(*_: Any) -> Any:
        await asyncio.sleep(60)

    held.curves = hang  # type: ignore[method-assign, assignment]
    hub = make_hub(limits=replace(QUICK, curves_first_seconds=0.1))
    page = await Page(hub).join()
    await page.until(lambda p: p.views)
    assert page.views["31"]["rows"] == {}


async def test_what_nobody_draws_is_forgotten(hub: Hub, held: Reading) -> None:
    held.boards["8"] = board(widget("1", "queue_table"), id_="8")
    page = await Page(hub).join()
    other = await Page(hub).join("8")
    watch = hub.watches["1"]
    assert CURVE in watch.drawn
    page.leave()
    await until(lambda: not watch.drawn)
    other.leave()
