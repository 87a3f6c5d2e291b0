"""One viewer's end of a board: a bounded number of frames on the way, and never a queue.

An ASGI server may give no back-pressure, so the only sign of a slow viewer is what it has not
acknowledged. Beyond the bound it is held back; when it has acknowledged all that it was sent, it
is told the newest state as one snapshot. It never slows another viewer.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Protocol

import structlog

from wallboard.live import protocol
from wallboard.live.counters import CLOSED, SENT
from wallboard.live.limits import Limits
from wallboard.live.protocol import Close, ProtocolError
from wallboard.live.rights import Visitor

log = structlog.get_logger(__name__)
Clock = Callable[[], float]


class Socket(Protocol):
    """What a viewer needs of its consumer."""

    def send_text(self, text: str) -> Awaitable[None]: ...

    def close_with(self, code: int) -> Awaitable[None]: ...


class Viewer:
    """`run` carries what is waiting into the socket; everything else only puts it there."""

    def __init__(self, socket: Socket, visitor: Visitor, limits: Limits, monotonic: Clock) -> None:
        self.visitor = visitor
        self.held_back = False
        self.outstanding: deque[int] = deque()
        self._socket = socket
        self._limits = limits
        self._monotonic = monotonic
        self._progress_at = 0.0
        self._newest = -1
        self._waiting: deque[str] = deque()
        self._closing: Close | None = None
        self._news = asyncio.Event()

    @property
    def dismissed(self) -> bool:
        return self._closing is not None

    def offer(self, frame: int, text: str) -> bool:
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
        self._put(text)
        return True

    def say(self, text: str) -> None:
        """A message that is no frame of the board; left out when too much is waiting already."""
        if self._closing is None and len(self._waiting) < self._limits.waiting_frames:
            self._put(text)

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
        self._put(protocol.bye(close))

    async def run(self) -> None:
        """Until dismissed or cancelled, or the socket is gone; its consumer hears that too."""
        while True:
            await self._news.wait()
            self._news.clear()
            try:
                while self._waiting:
                    await self._send(self._waiting.popleft())
                if self._closing is not None:
                    await self._socket.close_with(int(self._closing))
                    return
            except Exception as error:  # each server has its own for a socket that is gone
                log.debug("a socket took no more", reason=type(error).__name__)
                return

    def _put(self, text: str) -> None:
        self._waiting.append(text)
        self._news.set()

    async def _send(self, text: str) -> None:
        SENT.inc()
        try:
            async with asyncio.timeout(self._limits.send_seconds):
                await self._socket.send_text(text)
        except TimeoutError:
            self._waiting.clear()
            self._closing = self._closing or Close.STALLED
