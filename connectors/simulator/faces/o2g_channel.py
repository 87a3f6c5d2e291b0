"""A channel: the events of one subscription as lines of one endless chunked body."""

from __future__ import annotations

import asyncio
import random
import time

from connectors.simulator.faces.o2g_books import Books
from connectors.simulator.faces.o2g_mangle import GIANT, JUNK, UNKNOWN_EVENT, giant_line, unworded
from connectors.simulator.faces.o2g_subscriptions import Alarm, Line, Subscription
from connectors.simulator.faults import Faults
from connectors.simulator.http import Receive, Response, Send, head_of

STARTED = b'{"eventName":"OnChannelInformation","text":"Chunk started"}\n'
KEEPALIVE = b'{"eventName":"OnChannelInformation","text":"keepalive"}\n'
BATCH_BYTES = 65_536
STALLED_SECONDS = 0.05
REPLAYED = 20
CLOSING_SECONDS = 0.05
MINUTE = 60.0


class Channel:
    """Serves one connection; `cut` and `end` may be called from any thread."""

    def __init__(
        self, subscription: Subscription, listener: str, faults: Faults, books: Books, every: float
    ) -> None:
        self.subscription, self.faults, self.books = subscription, faults, books
        self.every = every
        self._where = ("o2g", listener, subscription.session.login)
        self._alarm = Alarm()
        self._gone = self._cut = self._end = False
        self._dice = random.Random(len(subscription.id) + subscription.channels_opened)

    def wake(self) -> None:
        self._alarm.set()

    def cut(self) -> None:
        """Break the connection."""
        self._cut = True
        self.wake()

    def end(self) -> None:
        """End the body."""
        self._end = True
        self.wake()

    async def serve(self, send: Send, receive: Receive) -> None:
        """Until the client goes, the body ends or the connection is broken. Returning without the
        end of the body makes the server break the connection."""
        own = self.subscription.channels
        await send(head_of(Response(content_type="application/json"), None))
        own.append(self)
        self.books.opened(self.subscription)
        watching = asyncio.create_task(self._watch(receive))
        try:
            await self._send(send, STARTED)
            await self._replay(send)
            if await self._stream(send):
                await send({"type": "http.response.body", "body": b""})
        finally:
            watching.cancel()
            own.remove(self)
            self.books.closed(self.subscription)

    async def _watch(self, receive: Receive) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        self._gone = True
        self.wake()

    async def _stream(self, send: Send) -> bool:
        """True if the body ends cleanly, false if it just stops."""
        keepalive_at = time.monotonic() + self.every
        quiet_since = time.monotonic()
        minutes, waiting = self.subscription.timeout_minutes, self.subscription.waiting
        while not self._gone and not self._cut:
            if self._end or self.subscription.closed or self.faults.strike("end", self._where):
                return True
            if await self._struck(send):
                return False
            if self.faults.strike("stall", self._where):
                await self._alarm.wait(STALLED_SECONDS)
                continue
            now = time.monotonic()
            if not minutes and now >= keepalive_at:
                await self._send(send, KEEPALIVE)
                keepalive_at = now + self.every
            elif waiting:
                await self._drain(send)
                quiet_since = time.monotonic()
            elif minutes and now >= quiet_since + minutes * MINUTE:
                return True
            else:
                until = keepalive_at if not minutes else quiet_since + minutes * MINUTE
                await self._alarm.wait(until - now)
        return False

    async def _struck(self, send: Send) -> bool:
        """Cut, perhaps within a line; that line stays in the queue."""
        waiting = self.subscription.waiting
        fault = self.faults.strike("cut", self._where, now=bool(waiting))
        if fault is None:
            return False
        if waiting and fault.params.get("bytes"):
            await self._send(send, waiting[0].data[: int(fault.params["bytes"])])
        return True

    async def _replay(self, send: Send) -> None:
        fault = self.faults.strike("replay", self._where)
        written = list(self.subscription.written)
        for line in written[-int(fault.params.get("lines", REPLAYED)) :] if fault else ():
            await self._send(send, line.data)

    # lines

    async def _drain(self, send: Send) -> None:
        if self.faults.streaming:
            await self._spoilt(send, self.subscription.waiting.popleft())
        else:
            await self._batch(send)

    async def _batch(self, send: Send) -> None:
        waiting, lines, size = self.subscription.waiting, list[Line](), 0
        while waiting and size < BATCH_BYTES:
            lines.append(waiting.popleft())
            size += len(lines[-1].data)
        for line in lines:
            self.books.wrote(self.subscription, line)
        await self._send(send, b"".join(line.data for line in lines))
        self._done(lines)

    def _done(self, lines: list[Line]) -> None:
        """They have arrived, or wait again for the next channel if nobody was there."""
        if self._gone:
            self.subscription.waiting.extendleft(reversed(lines))
            return
        for line in lines:
            self.books.delivered_to(self.subscription, line)
        self.subscription.written.extend(lines)

    async def _spoilt(self, send: Send, line: Line) -> None:
        def hit(kind: str) -> bool:
            return self.faults.strike(kind, self._where, line.event) is not None

        if hit("lose"):
            return
        if hit("unknown_event"):
            await self._send(send, UNKNOWN_EVENT)
        if hit("junk"):
            await self._send(send, JUNK)
        if fault := self.faults.strike("giant_line", self._where, line.event):
            await self._send(send, giant_line(int(fault.params.get("bytes", GIANT))))
        data = unworded(line.data) if hit("unknown_word") else line.data
        self.books.wrote(self.subscription, line)
        for _ in range(2 if hit("duplicate") else 1):
            await self._pieces(send, data, line.event)
        self._done([line])

    async def _pieces(self, send: Send, data: bytes, event: str) -> None:
        if drip := self.faults.strike("drip", self._where, event):
            for byte in data:
                await self._send(send, bytes([byte]))
                await asyncio.sleep(float(drip.params.get("seconds", 0.02)))
        elif self.faults.strike("split", self._where, event):
            at = 0
            while at < len(data):
                size = self._dice.randint(1, 7)
                await self._send(send, data[at : at + size])
                at += size
        else:
            await self._send(send, data)

    async def _send(self, send: Send, data: bytes) -> None:
        await send({"type": "http.response.body", "body": data, "more_body": True})
        await asyncio.sleep(0)  # so that a client that has gone is noticed


async def others_gone(subscription: Subscription) -> bool:
    """Whether no channel is left; one whose client has closed it gets a moment to be noticed."""
    for _ in range(10):
        if not subscription.channels:
            return True
        await asyncio.sleep(CLOSING_SECONDS / 10)
    return not subscription.channels
