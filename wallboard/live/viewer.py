"""One viewer's end of a board: a bounded number of frames on the way, and never a queue.

An ASGI server may give no back-pressure, so the only sign of a slow viewer is what it has not
acknowledged. Beyond the bound it is held back; when it has acknowledged all that it was sent, it
is told the newest state as one snapshot. It never slows another viewer.

A socket that takes a message at once costs one call: no task, no queue. Only one that makes us
wait gets a task, for as long as it does.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

import structlog

from wallboard.live import protocol
from wallboard.live.counters import CLOSED
from wallboard.live.limits import Limits
from wallboard.live.protocol import Close, Event, ProtocolError
from wallboard.live.rights import Visitor
from wallboard.live.stepping import Sending, rest_of

log = structlog.get_logger(__name__)
Clock = Callable[[], float]
Send = Callable[[Event], Sending]


class Viewer:
    """`send` is that of the ASGI server; nobody else may call it once there is a viewer."""

    def __init__(self, send: Send, visitor: Visitor, limits: Limits, monotonic: Clock) -> None:
        self.visitor = visitor
        self.by = ""  # whom the access log names
        self.held_back = False
        self.outstanding: deque[int] = deque()
        self._send = send
        self._limits = limits
        self._monotonic = monotonic
        self._progress_at = 0.0
        self._newest = -1
        self._waiting: deque[Event] = deque()
        self._draining: asyncio.Task[None] | None = None
        self._closing: Close | None = None
        self._gone = False

    @property
    def dismissed(self) -> bool:
        return self._closing is not None

    def offer(self, frame: int, event: Event) -> bool:
        """A frame of the board. False when this viewer is held back by it from now on."""
        if self.held_back or self._closing is not None:
            return True
        if len(self.outstanding) >= self._limits.unacknowledged_frames:
            self.held_back = True
            return False
        if not self.outstanding:
            self._progress_at = self._monotonic()
        self.outstanding.append(frame)
        self._newest = frame
        self._put(event)
        return True

    def turn_to(self, frame: int, event: Event) -> None:
        """Another picture of the same board takes the place of this one, at once: what waits of the
        old one is not sent any more. `frame` is beyond all frames of the old one."""
        self._waiting.clear()
        self.held_back = False
        self.outstanding.clear()
        self.offer(frame, event)

    def say(self, event: Event) -> None:
        """A message that is no frame of the board; left out when too much is waiting already."""
        if self._closing is None and len(self._waiting) < self._limits.waiting_frames:
            self._put(event)

    def acknowledge(self, frame: int) -> bool:
        """True when a held-back viewer has caught up and is due the newest state.

        Raises ProtocolError for a frame that it was never sent.
        """
        if frame > self._newest:
            raise ProtocolError(Close.MALFORMED)
        while self.outstanding and self.outstanding[0] <= frame:
            self.outstanding.popleft()
            self._progress_at = self._monotonic()
        if self.held_back and not self.outstanding:
            self.held_back = False
            return True
        return False

    def stalled(self) -> bool:
        """Nothing was acknowledged for too long while frames are outstanding."""
        silence = self._monotonic() - self._progress_at
        return bool(self.outstanding) and silence > self._limits.stalled_seconds

    def dismiss(self, close: Close) -> None:
        """Say why, then close; what was waiting is dropped."""
        if self._closing is not None:
            return
        self._closing = close
        CLOSED.labels(str(int(close))).inc()
        self._waiting.clear()
        self._put(protocol.event(protocol.bye(close)))
        self._put(protocol.closing(close))

    def abandon(self) -> None:
        """The socket has ended: nothing is sent any more."""
        self._gone = True
        self._waiting.clear()
        if self._draining is not None:
            self._draining.cancel()

    # -- into the socket ------------------------------------------------------------------------

    def _put(self, event: Event) -> None:
        """Into the socket now where it takes it, else behind what is waiting already."""
        if self._gone:
            return
        if self._draining is not None:
            self._waiting.append(event)
            return
        sending = self._send(event)
        try:
            blocked = sending.send(None)
        except StopIteration:
            return
        except Exception as error:
            self._lose(error)
        else:
            rest = rest_of(sending, blocked)
            self._draining = asyncio.get_running_loop().create_task(self._drain(rest))

    async def _drain(self, sending: Awaitable[None]) -> None:
        """Until the socket has taken all that waits, or lets us wait for too long."""
        try:
            await self._within_bound(sending)
            while self._waiting:
                await self._within_bound(self._send(self._waiting.popleft()))
        except TimeoutError:
            self._closing = self._closing or Close.STALLED
            self._waiting.clear()
            await self._say_farewell(self._closing)
        except Exception as error:
            self._lose(error)
        finally:
            self._draining = None

    async def _within_bound(self, sending: Awaitable[None]) -> None:
        async with asyncio.timeout(self._limits.send_seconds):
            await sending

    async def _say_farewell(self, close: Close) -> None:
        try:
            await self._within_bound(self._send(protocol.closing(close)))
        except Exception as error:  # TimeoutError too: not even that was taken
            self._lose(error)

    def _lose(self, error: Exception) -> None:
        """Each server has its own exception for a socket that is gone; the socket's receiving
        side hears of it and leaves the hub."""
        log.debug("a socket took no more", reason=type(error).__name__)
        self._gone = True
        self._waiting.clear()
