"""The hub's one subscription outlives what goes wrong with one item of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from wallboard.live.listener import Listener


class Published:
    """Two items, and then silence."""

    closed = False

    async def __aiter__(self) -> AsyncIterator[Any]:
        for number in (1, 2):
            yield number
        await asyncio.sleep(60)

    async def close(self) -> None:
        self.closed = True


class Feed:
    def __init__(self) -> None:
        self.published = Published()

    async def subscribe(self) -> Any:
        return self.published


async def test_a_defect_of_one_item_costs_a_load_and_not_the_subscription() -> None:
    feed, taken, broken = Feed(), [], []

    def take(item: Any) -> None:
        taken.append(item)
        assert item != 1, "a defect"

    listener = Listener(lambda: feed, take, lambda: broken.append(True))  # type: ignore[arg-type,return-value]
    await listener.open()
    await asyncio.sleep(0.05)
    assert taken == [1, 2]
    assert broken == [True], "what the first led to is loaded again"
    assert not feed.published.closed
    listener.stop()
