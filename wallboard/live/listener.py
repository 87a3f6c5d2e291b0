"""The hub's one subscription: opened when needed, noticed when it breaks, never trusted after."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import structlog

from wallboard.state.feed import SiteFeed
from wallboard.state.redis import StateUnavailable
from wallboard.state.subscription import Item, Subscription

log = structlog.get_logger(__name__)


class Listener:
    """`on_item` gets deltas and control messages; `on_break`: some may have been missed."""

    def __init__(
        self,
        feed: Callable[[], SiteFeed],
        on_item: Callable[[Item], None],
        on_break: Callable[[], None],
    ) -> None:
        self._feed = feed
        self._on_item = on_item
        self._on_break = on_break
        self._subscription: Subscription | None = None
        self._sites: set[str] = set()
        self._task: asyncio.Task[None] | None = None
        self._background: set[asyncio.Task[Any]] = set()

    @property
    def sites(self) -> frozenset[str]:
        """Those whose deltas are being received."""
        return frozenset(self._sites)

    async def open(self) -> Subscription:
        """Returns when control messages are being received. Raises StateUnavailable."""
        if self._subscription is None:
            self._subscription = await self._feed().subscribe()
            self._task = asyncio.create_task(self._listen(self._subscription))
        return self._subscription

    async def add(self, site: str) -> None:
        """Returns when the deltas of the site are being received. Raises StateUnavailable."""
        subscription = await self.open()
        if site not in self._sites:
            await subscription.add(site)
            self._sites.add(site)

    def remove(self, site: str) -> None:
        if self._subscription is not None and site in self._sites:
            self._sites.discard(site)
            self._in_background(self._subscription.remove(site))

    def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None
        self._forget(self._subscription)

    async def _listen(self, subscription: Subscription) -> None:
        try:
            async for item in subscription:
                self._take(item)
        except StateUnavailable as error:
            log.warning("the subscription broke", reason=str(error))
        except Exception:
            log.exception("the subscription could not be read")
        self._forget(subscription)
        self._on_break()

    def _take(self, item: Item) -> None:
        """A defect in what one item leads to costs a load, not the subscription of all sites."""
        try:
            self._on_item(item)
        except Exception:
            log.exception("what was published could not be shown")
            self._on_break()

    def _forget(self, subscription: Subscription | None) -> None:
        if subscription is None or subscription is not self._subscription:
            return
        self._subscription = None
        self._sites.clear()
        self._in_background(subscription.close())

    def _in_background(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(_quietly(work))
        self._background.add(task)
        task.add_done_callback(self._background.discard)


async def _quietly(work: Coroutine[Any, Any, None]) -> None:
    try:
        await work
    except StateUnavailable as error:
        log.debug("a farewell was not heard", reason=str(error))
