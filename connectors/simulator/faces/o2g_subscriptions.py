"""Subscriptions and the events that wait in them for a channel."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from connectors.simulator.faces.o2g_selectors import Selector
from connectors.simulator.faces.o2g_sessions import Session, token_for
from connectors.simulator.faces.o2g_told import Answered, Told

if TYPE_CHECKING:
    from connectors.simulator.faces.o2g_channel import Channel

REPLAYABLE = 200
_MONITORED = "pilot"


@dataclass(frozen=True, slots=True)
class Line:
    """An event as it goes out, line feed included."""

    event: str
    key: str | None
    data: bytes
    answered: tuple[Answered, ...] = ()


def line_of(told: Told) -> Line:
    text = json.dumps(told.event, ensure_ascii=False, separators=(",", ":"))
    return Line(str(told.event.get("eventName")), told.key, text.encode() + b"\n", told.answered)


@dataclass(slots=True, eq=False)
class Subscription:
    """`timeout_minutes` 0 = as long as the session, with keepalives."""

    session: Session
    selectors: list[Selector]
    timeout_minutes: int
    depth: int
    id: str = ""
    closed: bool = False
    waiting: deque[Line] = field(default_factory=deque)
    written: deque[Line] = field(default_factory=lambda: deque(maxlen=REPLAYABLE))
    channels: list[Channel] = field(default_factory=list)
    max_channels: int = 0
    channels_opened: int = 0
    sent: int = 0
    dropped: int = 0

    def __post_init__(self) -> None:
        self.id = token_for(self.session.login)

    @property
    def packages(self) -> list[str]:
        return sorted({selector.package for selector in self.selectors})

    def wants(self, told: Told) -> bool:
        name = str(told.event.get("eventName"))
        if not any(selector.takes(name, told.key) for selector in self.selectors):
            return False
        return told.package != _MONITORED or told.key in self.session.monitored

    def push(self, line: Line) -> None:
        """Queue it, at the cost of the oldest if the queue is full; from any thread."""
        if self.closed:
            return
        if len(self.waiting) >= self.depth:
            self.waiting.popleft()
            self.dropped += 1
        self.waiting.append(line)
        self.wake()

    def wake(self) -> None:
        for channel in list(self.channels):
            channel.wake()

    def close(self) -> None:
        """Queued events are deleted, channels end."""
        self.closed = True
        self.waiting.clear()
        self.wake()

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.id[-12:], "login": self.session.login, "host": self.session.host,
            "packages": self.packages, "open": not self.closed,
            "channels_open": len(self.channels), "max_channels_open": self.max_channels,
            "channels_opened": self.channels_opened, "queued": len(self.waiting),
            "sent": self.sent, "dropped": self.dropped,
        }  # fmt: skip


class Alarm:
    """An event that any thread may set for a waiter in one loop."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._event = asyncio.Event()

    def set(self) -> None:
        try:
            here: asyncio.AbstractEventLoop | None = asyncio.get_running_loop()
        except RuntimeError:
            here = None
        if here is self._loop:
            self._event.set()
        elif not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._event.set)

    async def wait(self, seconds: float) -> None:
        """Until it is set or the time is over; clears it."""
        try:
            await asyncio.wait_for(self._event.wait(), max(0.0, seconds))
        except TimeoutError:
            return
        finally:
            self._event.clear()
