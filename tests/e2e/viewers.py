"""Many websocket viewers that behave as the page does: they paint, acknowledge and come back.

One thread with one event loop carries them all, so that tests stay ordinary functions. The waits
between attempts are those of `static/src/live/reconnect.ts`.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import threading
import time
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

import websockets
from websockets.asyncio.client import ClientConnection, connect

from tests.services.stack import Stack

FIRST_SECONDS = (0.2, 1.5)
SOON_SECONDS = (1.5, 3.0)
SILENCE_SECONDS = 12.0
OPENING_SECONDS = 8.0
PING_SECONDS = 15.0
BROKEN = (OSError, TimeoutError, websockets.WebSocketException)

Views = dict[str, dict[str, Any]]


@dataclass
class Viewer:
    """What one page would show. Instants are `time.monotonic()`; read by the test at any time."""

    board: str
    headers: dict[str, str]
    url: str
    views: Views = field(default_factory=dict)
    sources: dict[str, Any] = field(default_factory=dict)
    widgets: list[dict[str, Any]] = field(default_factory=list)
    frame: int = -1
    live: bool = False  # a snapshot came on the present socket
    snapshots: int = 0
    deltas: int = 0
    last_snapshot_at: float = 0.0
    last_change_at: float = 0.0
    closed_with: list[int] = field(default_factory=list)  # codes, oldest first
    attempts: int = 0

    # -- looking ----------------------------------------------------------------------------
    def widget(self, title: str) -> dict[str, Any]:
        """The view of a widget by its title."""
        for widget in self.widgets:
            if widget["title"] == title:
                return self.views[widget["id"]]
        raise AssertionError(f"no widget {title!r} among {[w['title'] for w in self.widgets]}")

    def source(self, vendor: str) -> dict[str, Any]:
        """The account of a vendor, as the board tells it."""
        for source in list(self.sources.values()):
            if source["vendor"] == vendor:
                found: dict[str, Any] = source
                return found
        return {}

    # -- living -----------------------------------------------------------------------------
    async def run(self) -> None:
        """For ever: connect, follow, come back by the schedule."""
        attempt = 0
        while True:
            before = self.snapshots
            try:
                self.attempts += 1
                await self._follow()
            except BROKEN as error:
                self._note(error)
            self.live = False
            attempt = 0 if self.snapshots > before else attempt + 1
            await asyncio.sleep(random.uniform(*(SOON_SECONDS if attempt else FIRST_SECONDS)))

    def _note(self, error: Exception) -> None:
        closing = getattr(error, "rcvd", None)
        if closing is not None:
            self.closed_with.append(closing.code)

    async def _follow(self) -> None:
        opening = connect(
            self.url,
            additional_headers=self.headers,
            open_timeout=OPENING_SECONDS,
            close_timeout=1,
            ping_interval=None,  # the page cannot ping at this level either
            proxy=None,
            compression=None,
        )
        async with opening as socket:
            pinging = asyncio.create_task(self._ping(socket))
            try:
                while True:
                    text = await asyncio.wait_for(socket.recv(), SILENCE_SECONDS)
                    await self._obey(socket, json.loads(text))
            finally:
                pinging.cancel()

    async def _obey(self, socket: ClientConnection, frame: dict[str, Any]) -> None:
        match frame["type"]:
            case "hello":
                await _say(socket, {"type": "join", "protocol": 1, "board": self.board})
            case "snapshot":
                self._take_snapshot(frame)
                await _say(socket, {"type": "ack", "frame": self.frame})
            case "delta":
                assert frame["frame"] == self.frame + 1, "a delta that does not follow"
                self._take_delta(frame)
                await _say(socket, {"type": "ack", "frame": self.frame})

    def _take_snapshot(self, frame: dict[str, Any]) -> None:
        self.widgets = frame["board"]["widgets"]
        self.views, self.sources = frame["views"], frame["sources"]
        self.frame = frame["frame"]
        self.snapshots += 1
        self.last_snapshot_at = self.last_change_at = time.monotonic()
        self.live = True

    def _take_delta(self, frame: dict[str, Any]) -> None:
        views = dict(self.views)
        for widget, patch in frame["patches"].items():
            view = {**views.get(widget, {}), **patch.get("set", {})}
            if "rows" in patch:
                view["rows"] = _merged(view.get("rows", {}), patch["rows"])
            views[widget] = view
        self.views = views
        self.sources = _merged(self.sources, frame.get("sources", {}))
        self.frame = frame["frame"]
        self.deltas += 1
        self.last_change_at = time.monotonic()

    @staticmethod
    async def _ping(socket: ClientConnection) -> None:
        with contextlib.suppress(*BROKEN):
            while True:
                await asyncio.sleep(PING_SECONDS)
                await _say(socket, {"type": "ping", "echo": time.time()})


async def _say(socket: ClientConnection, message: dict[str, Any]) -> None:
    await socket.send(json.dumps(message))


def _merged(old: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in {**old, **change}.items() if value is not None}


class Viewers:
    """So many viewers of a board, signed in as one user, from `with` to its end."""

    def __init__(self, stack: Stack, board: str, count: int = 1) -> None:
        with contextlib.closing(stack.sign_in()) as client:
            cookies = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
        headers = {"Cookie": cookies, "Origin": stack.url}
        address = f"{stack.ws_url}/ws/board/"
        self.all = [Viewer(board, headers, address) for _ in range(count)]
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._tasks: list[asyncio.Task[None]] = []

    def __enter__(self) -> Self:
        self._thread.start()
        self._loop.call_soon_threadsafe(self._begin)
        return self

    def _begin(self) -> None:
        self._tasks = [self._loop.create_task(viewer.run()) for viewer in self.all]

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(30)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()
        if kind is None:
            self.raise_defects()

    async def _end(self) -> None:
        """Asked again until they end: before Python 3.12 `wait_for` may swallow a cancellation."""
        running = set(self._tasks)
        while running:
            for task in running:
                task.cancel()
            _, running = await asyncio.wait(running, timeout=1.0)

    def raise_defects(self) -> None:
        """A viewer never ends by itself; one that did says why."""
        for task in self._tasks:
            if task.done() and not task.cancelled():
                task.result()

    @property
    def first(self) -> Viewer:
        return self.all[0]

    def live(self) -> list[Viewer]:
        """Those that hold a snapshot on an open socket."""
        self.raise_defects()
        return [viewer for viewer in self.all if viewer.live]

    def all_live(self) -> bool:
        return len(self.live()) == len(self.all)


def board_ids(stack: Stack) -> dict[str, str]:
    """Slug → id, as the socket wants it."""
    code = "from wallboard.boards.models import Board\n"
    found: dict[str, str] = stack.evaluate(
        code + "result = {b.slug: str(b.pk) for b in Board.objects.all()}"
    )
    return found
