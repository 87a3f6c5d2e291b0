"""Deltas of the watched sites and control messages, over one pub/sub connection."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

import redis.asyncio
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError

from wallboard.domain.facts import Delta
from wallboard.state import encoding, keys
from wallboard.state.control import Control, control_of

Item = tuple[str, Delta] | Control

CONFIRM_SECONDS = 1.5
SILENCE_SECONDS = 4.0  # then a ping; as long again without any answer is a dead connection
WAITING_ITEMS = 10_000  # a hub that is so far behind reloads sooner than it catches up


class Subscription:
    """Iterate to receive `(site, Delta)` and `Control`; raises StateUnavailable when it breaks.

    A task of its own reads the connection, so `add` may be awaited anywhere, also while iterating.
    Once it raised, a subscription is of no more use: close it and make another.
    """

    def __init__(self, client: redis.asyncio.Redis) -> None:
        self._pubsub: Any = client.pubsub()
        self._items: asyncio.Queue[Item] = asyncio.Queue(WAITING_ITEMS)
        self._confirmed: dict[str, asyncio.Event] = {}
        self._broken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._reader: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Connect; returns when control messages are being received."""
        try:
            await self._send("subscribe", keys.CONTROL)
            self._reader = asyncio.create_task(self._read(), name="wallboard-subscription")
            await self._confirmation(keys.CONTROL)
        except BaseException:
            await self.close()
            raise

    async def add(self, site: str) -> None:
        """Returns when Redis has confirmed: facts loaded from now on miss no delta."""
        channel = keys.deltas(site)
        if channel not in self._confirmed:
            await self._send("subscribe", channel)
        await self._confirmation(channel)

    async def remove(self, site: str) -> None:
        """Deltas of the site that are still on the way may arrive after it."""
        channel = keys.deltas(site)
        if self._confirmed.pop(channel, None) is not None:
            await self._send("unsubscribe", channel)

    async def close(self) -> None:
        if self._reader is not None:
            self._reader.cancel()
            await asyncio.gather(self._reader, return_exceptions=True)
        if not self._broken.done():
            self._broken.set_exception(RedisConnectionError("the subscription was closed"))
        self._broken.exception()  # seen: nobody need be iterating
        with contextlib.suppress(RedisError, OSError):
            await self._pubsub.aclose()

    async def __aiter__(self) -> AsyncIterator[Item]:
        while True:
            if self._items.empty():
                getting = asyncio.ensure_future(self._items.get())
                try:
                    await asyncio.wait((getting, self._broken), return_when=asyncio.FIRST_COMPLETED)
                    if not getting.done():
                        self._broken.result()
                    yield getting.result()
                finally:
                    getting.cancel()
            else:
                yield self._items.get_nowait()

    async def _send(self, command: str, channel: str) -> None:
        if self._broken.done():
            self._broken.result()
        if command == "subscribe":
            self._confirmed[channel] = asyncio.Event()
        try:
            async with asyncio.timeout(CONFIRM_SECONDS):
                await getattr(self._pubsub, command)(channel)
        except (TimeoutError, OSError) as error:
            raise RedisConnectionError("Redis cannot be reached") from error

    async def _confirmation(self, channel: str) -> None:
        event = self._confirmed.get(channel)
        if event is None:  # removed again meanwhile
            return
        waiting = asyncio.ensure_future(event.wait())
        try:
            await asyncio.wait(
                (waiting, self._broken),
                timeout=CONFIRM_SECONDS,
                return_when=asyncio.FIRST_COMPLETED,
            )
        finally:
            waiting.cancel()
        if event.is_set():
            return
        if self._broken.done():
            self._broken.result()
        raise RedisConnectionError("Redis did not confirm a subscription in time")

    async def _read(self) -> None:
        try:
            silent = False
            while True:
                message = await self._pubsub.get_message(timeout=SILENCE_SECONDS)
                if message is not None:
                    silent = False
                    self._receive(message)
                elif silent:
                    raise RedisConnectionError("the subscription is silent")
                else:
                    silent = True
                    await self._pubsub.ping()
        except Exception as error:
            # Whatever it is, a broken connection, a payload that is not ours, a full queue: the hub
            # must hear of it, and to load anew is right.
            lost = RedisConnectionError(f"the subscription broke: {type(error).__name__}")
            lost.__cause__ = error
            if not self._broken.done():
                self._broken.set_exception(lost)

    def _receive(self, message: dict[str, Any]) -> None:
        if message["type"] not in {"message", "subscribe"}:
            return
        channel = encoding.text(message["channel"])
        if message["type"] == "subscribe":
            if (event := self._confirmed.get(channel)) is not None:
                event.set()
        elif channel == keys.CONTROL:
            if (control := control_of(message["data"])) is not None:
                self._items.put_nowait(control)
        elif channel in self._confirmed:
            site = keys.site_of_deltas(channel)
            self._items.put_nowait((site, encoding.delta_of(message["data"])))
