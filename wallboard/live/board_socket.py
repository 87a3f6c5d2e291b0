"""The websocket `/ws/board/`: one socket, one visitor, one board. A plain ASGI application.

Who knocks is only read from its cookies here; who that is, is decided when it joins a board, off
the event loop (door.py, rights.py). What is sent goes from the hub into the server's `send`, see
viewer.py.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog
from django.conf import settings
from django.http import parse_cookie

from wallboard.live import protocol
from wallboard.live.build import build_id
from wallboard.live.hub import Hub, current_hub
from wallboard.live.protocol import Ack, Close, Join, Message, Ping, ProtocolError, Report
from wallboard.live.rights import DISPLAY_COOKIE, Visitor
from wallboard.live.viewer import Send, Viewer

log = structlog.get_logger(__name__)
Scope = Mapping[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]


async def board_socket(scope: Scope, receive: Receive, send: Send) -> None:
    """However it ends (a disconnect, a server that stops, an error), the hub hears of it."""
    if (await receive())["type"] != "websocket.connect":
        return
    await send({"type": "websocket.accept"})
    visit = Visit(current_hub(), visitor_of(scope), send)
    try:
        while (event := await receive())["type"] != "websocket.disconnect":
            await visit.hear(event.get("text"))
    finally:
        visit.leave()


def visitor_of(scope: Scope) -> Visitor | None:
    """None for somebody with neither a sign-in nor a display's credential."""
    header = b"; ".join(value for name, value in scope["headers"] if name == b"cookie")
    cookies = parse_cookie(header.decode("latin-1"))
    key = cookies.get(settings.SESSION_COOKIE_NAME, "")
    secret = cookies.get(DISPLAY_COOKIE, "")
    return Visitor(key, secret) if key or secret else None


class Visit:
    """From hello to the end of the socket."""

    def __init__(self, hub: Hub, visitor: Visitor | None, send: Send) -> None:
        self._hub = hub
        self._heard: deque[float] = deque(maxlen=hub.limits.messages_per_second)
        self._joined = False
        self._viewer = Viewer(send, visitor or Visitor(), hub.limits, hub.monotonic)
        self._viewer.say(protocol.event(protocol.hello(build_id(), hub.wall())))
        loop = asyncio.get_running_loop()
        self._deadline = loop.call_later(hub.limits.join_seconds, self._be_late)
        if visitor is None:
            self._viewer.dismiss(Close.NOT_SIGNED_IN)

    async def hear(self, text: str | None) -> None:
        """One message of the page; None when it was binary."""
        if self._viewer.dismissed:
            return
        try:
            self._count_message()
            await self._obey(protocol.decode(text))
        except ProtocolError as error:
            self._hub.dismiss(self._viewer, error.close)
        except Exception:
            log.exception("a message could not be obeyed")
            self._hub.dismiss(self._viewer, Close.UNAVAILABLE)

    def leave(self) -> None:
        self._deadline.cancel()
        self._hub.leave(self._viewer)
        self._viewer.abandon()

    async def _obey(self, message: Message) -> None:
        match message:
            case Ack(frame=frame):
                self._hub.acknowledge(self._viewer, frame)
            case Ping(echo=echo):
                self._viewer.say(protocol.event(protocol.pong(self._hub.wall(), echo)))
            case Report(told=told):
                self._hub.screens.report(self._viewer, told)
            case Join(board=board, as_display=as_display):
                if self._joined:
                    raise ProtocolError(Close.ALREADY_JOINED)
                if as_display:
                    self._viewer.visitor = self._viewer.visitor.as_display
                self._joined = True
                self._deadline.cancel()
                await self._hub.join(self._viewer, board)

    def _count_message(self) -> None:
        """A page has no reason to send more; one that does is broken or hostile."""
        now = self._hub.monotonic()
        full = len(self._heard) == self._heard.maxlen
        if full and now - self._heard[0] < 1.0:
            raise ProtocolError(Close.TOO_MANY)
        self._heard.append(now)

    def _be_late(self) -> None:
        self._hub.dismiss(self._viewer, Close.JOIN_LATE)
