"""The websocket `/ws/board/`: one socket, one visitor, one board."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Any

import structlog
from channels.generic.websocket import (  # type: ignore[import-untyped]
    AsyncWebsocketConsumer,
)

from wallboard.live import protocol
from wallboard.live.build import build_id
from wallboard.live.hub import Hub, current_hub
from wallboard.live.protocol import Ack, Close, Join, Message, Ping, ProtocolError
from wallboard.live.rights import DISPLAY_COOKIE, Visitor
from wallboard.live.viewer import Viewer

log = structlog.get_logger(__name__)


class BoardConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]
    """Frames in, frames out; all else is the hub's."""

    hub: Hub
    viewer: Viewer
    _tasks: list[asyncio.Task[None]]

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """However it ends (a disconnect, a server that stops, an error), the hub hears of it."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._leave()

    async def connect(self) -> None:
        self.hub = current_hub()
        self._tasks = []
        self._heard: deque[float] = deque(maxlen=self.hub.limits.messages_per_second)
        self._joined = False
        visitor = self._visitor()
        self.viewer = Viewer(self, visitor or Visitor(), self.hub.limits, self.hub.monotonic)
        await self.accept()
        await self.send_text(protocol.hello(build_id(), self.hub.wall()))
        self._tasks.append(asyncio.create_task(self.viewer.run()))
        if visitor is None:
            self.viewer.dismiss(Close.NOT_SIGNED_IN)
        else:
            self._tasks.append(asyncio.create_task(self._expect_join()))

    async def disconnect(self, code: int) -> None:
        self._leave()

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if self.viewer.dismissed:
            return
        try:
            self._count_message()
            await self._obey(protocol.decode(text_data))
        except ProtocolError as error:
            self.hub.dismiss(self.viewer, error.close)
        except Exception:
            log.exception("a message could not be obeyed")
            self.hub.dismiss(self.viewer, Close.UNAVAILABLE)

    # -- as a Socket ----------------------------------------------------------------------------

    async def send_text(self, text: str) -> None:
        await self.send(text_data=text)

    async def close_with(self, code: int) -> None:
        await self.close(code=code)

    # -------------------------------------------------------------------------------------------

    async def _obey(self, message: Message) -> None:
        match message:
            case Join(board=board):
                if self._joined:
                    raise ProtocolError(Close.ALREADY_JOINED)
                self._joined = True
                await self.hub.join(self.viewer, board)
            case Ack(frame=frame):
                self.hub.acknowledge(self.viewer, frame)
            case Ping(echo=echo):
                self.viewer.say(protocol.pong(self.hub.wall(), echo))

    def _leave(self) -> None:
        if hasattr(self, "viewer"):
            self.hub.leave(self.viewer)
            for task in self._tasks:
                task.cancel()

    def _visitor(self) -> Visitor | None:
        """None for somebody with neither a sign-in nor a display's credential."""
        user: Any = self.scope.get("user")
        session: Any = self.scope.get("session")
        signed_in = user is not None and user.is_authenticated and session is not None
        key = session.session_key if signed_in else ""
        secret = self.scope.get("cookies", {}).get(DISPLAY_COOKIE, "")
        return Visitor(key or "", secret) if key or secret else None

    def _count_message(self) -> None:
        """A page has no reason to send more; one that does is broken or hostile."""
        now = self.hub.monotonic()
        full = len(self._heard) == self._heard.maxlen
        if full and now - self._heard[0] < 1.0:
            raise ProtocolError(Close.TOO_MANY)
        self._heard.append(now)

    async def _expect_join(self) -> None:
        await asyncio.sleep(self.hub.limits.join_seconds)
        if not self._joined:
            self.hub.dismiss(self.viewer, Close.JOIN_LATE)
