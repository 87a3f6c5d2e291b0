"""Displays among a hub's viewers: told at once, heard now and then, and nobody else is either."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import orjson
import pytest
import redis

from tests.live.one_site import SITE, WALL
from tests.live.pages import Held, Page
from wallboard.live.hub import Hub
from wallboard.live.rights import Admission, Visitor
from wallboard.state import keys
from wallboard.state.control import Control, publish

SCREEN = Visitor("", "secret of 5")


class HeldDisplays(Held):
    """Who has a display's secret is the display that the secret names."""

    def admission(self, visitor: Visitor, board: str) -> Any:
        answer = super().admission(visitor, board)
        if isinstance(answer, Admission) and visitor.display_secret:
            return replace(answer, display=visitor.display_secret[-1])
        return answer


@pytest.fixture
def displays() -> HeldDisplays:
    return HeldDisplays({SITE.id: SITE}, {WALL.id: WALL})


@pytest.fixture
def screens_hub(make_hub: Callable[..., Hub], displays: HeldDisplays) -> Hub:
    return make_hub(configuration=displays)


def commands(page: Page) -> list[str]:
    return [message["command"] for message in page.heard if message["type"] == "command"]


def tell(client: redis.Redis, word: str, subject: str = "", site: str = SITE.id) -> None:
    publish(Control("display", site, subject, word, "1"), client)


async def test_a_display_is_told_over_its_socket_and_others_are_not(
    screens_hub: Hub, redis_client: redis.Redis
) -> None:
    five = await Page(screens_hub, SCREEN).join()
    six = await Page(screens_hub, Visitor("", "secret of 6")).join()
    person = await Page(screens_hub).join()
    tell(redis_client, "identify", "5")
    await five.until(lambda page: commands(page) == ["identify"])
    tell(redis_client, "program")
    await six.until(lambda page: commands(page) == ["program"])
    await five.until(lambda page: commands(page) == ["identify", "program"])
    assert commands(person) == []


async def test_a_display_of_another_site_hears_nothing(
    screens_hub: Hub, redis_client: redis.Redis
) -> None:
    five = await Page(screens_hub, SCREEN).join()
    tell(redis_client, "reload", site="99")
    tell(redis_client, "identify")
    await five.until(lambda page: commands(page) == ["identify"])


async def test_what_a_display_tells_is_kept_and_of_anybody_else_is_not(
    screens_hub: Hub, redis_client: redis.Redis
) -> None:
    five = await Page(screens_hub, SCREEN).join()
    person = await Page(screens_hub).join()
    screens_hub.screens.report(person.viewer, {"frame": 1.0})
    for frame in (7.0, 8.0):  # the second comes too soon
        screens_hub.screens.report(five.viewer, {"frame": frame})
    await five.until(lambda _: redis_client.hlen(keys.REPORTS) == 1)
    kept = orjson.loads(redis_client.hget(keys.REPORTS, "5") or b"")  # type: ignore[arg-type]
    assert kept["frame"] == 7.0
    assert kept["at"] == pytest.approx(screens_hub.wall(), abs=5)


async def test_a_display_that_left_is_told_nothing_more(
    screens_hub: Hub, redis_client: redis.Redis
) -> None:
    five = await Page(screens_hub, SCREEN).join()
    other = await Page(screens_hub, Visitor("", "secret of 6")).join()
    five.leave()
    tell(redis_client, "identify")
    await other.until(lambda page: commands(page) == ["identify"])
    assert commands(five) == []
