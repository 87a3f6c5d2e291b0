"""Plays a recorded board to a browser: shell, static files and socket on one port.

For pictures and for browser tests of the page alone. A string such as ``"@-34"`` in a fixture is an
instant, in seconds from when it is played. By hand: ``python -m tests.frontend.player 8990``.
"""

from __future__ import annotations

import asyncio
import json
import mimetypes
import sys
import time
from http import HTTPStatus
from pathlib import Path
from typing import Any

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.datastructures import Headers
from websockets.http11 import Request, Response

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = Path(__file__).parent / "fixtures"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; "
    "img-src 'self' data:; connect-src 'self'"
)
SHELL = """<!doctype html><html lang="en" data-theme="{theme}" data-screen="{screen}">
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{board}</title><link rel="icon" href="/static/icon.svg">
<link rel="stylesheet" href="/static/board-style.css">
<script src="/static/board.js" defer></script>{why}<body>{header}
<div id="board" data-board="{board}" data-build="test" data-screen="{screen}"{asks}
data-chart="/static/chart.js"></div>
</body></html>"""
WHY = """<link rel="stylesheet" href="/static/why-style.css">
<script src="/static/why.js" defer></script>"""
HEADER = """<header class="top"><strong class="top-name">Wallboard</strong>
<span class="top-space"></span><span id="board-state"></span></header>"""


def resolved(value: Any, now_at: float) -> Any:
    """The fixture with its "@" instants made absolute; as a key it is a minute of a curve."""
    if isinstance(value, str) and value[:1] == "@":
        return now_at + float(value[1:])
    if isinstance(value, dict):
        return {_minute(key, now_at): resolved(item, now_at) for key, item in value.items()}
    if isinstance(value, list):
        return [resolved(item, now_at) for item in value]
    return value


def _minute(key: str, now_at: float) -> str:
    return str(int(now_at) // 60 + int(key[1:])) if key[:1] == "@" else key


def fixture(name: str) -> dict[str, Any]:
    """A recorded snapshot with instants around now."""
    text = (FIXTURES / f"{name}.json").read_text(encoding="utf-8")
    snapshot: dict[str, Any] = resolved(json.loads(text), time.time())
    return snapshot


def _page(path: str) -> str:
    """`/desk/NAME`, `/tv/NAME`; with `?light` or `?dark` for a chosen theme."""
    place, _, query = path.partition("?")
    _, kind, board = place.split("/", 2)
    return SHELL.format(
        board=board,
        theme=(query or "dark") + ('" data-chosen="yes' if query else ""),
        screen="tv" if kind == "tv" else "desk",
        header="" if kind == "tv" else HEADER,
        why="" if kind == "tv" else WHY,
        asks="" if kind == "tv" else f' data-why="/why/{board}/"',
    )


def answer(connection: ServerConnection, request: Request) -> Response | None:
    """Pages and files; None lets the websocket go on."""
    path = request.path
    if path.startswith("/ws/"):
        return None
    if path.startswith("/static/"):
        file = ROOT / "static" / "dist" / path.removeprefix("/static/")
        if not file.is_file():
            return connection.respond(HTTPStatus.NOT_FOUND, "")
        body, kind = file.read_bytes(), mimetypes.guess_type(file.name)[0] or "font/woff2"
    elif path.count("/") == 2:
        body, kind = _page(path).encode(), "text/html; charset=utf-8"
    else:
        return connection.respond(HTTPStatus.NOT_FOUND, "")
    headers = Headers(
        {
            "Content-Type": kind,
            "Content-Length": str(len(body)),
            "Content-Security-Policy": POLICY,
            "Connection": "close",
        }
    )
    return Response(HTTPStatus.OK, "OK", headers, body)


class Player:
    """What a test may do to the page: send frames, fall silent, refuse."""

    def __init__(self) -> None:
        self.received: list[dict[str, Any]] = []
        self.connections: set[ServerConnection] = set()
        self.joins = 0
        self.silent = False
        self.refuse: int | None = None
        self.build = "test"
        self.boards: dict[str, dict[str, Any]] = {}  # snapshots that are no fixtures, by board

    async def play(self, connection: ServerConnection) -> None:
        self.connections.add(connection)
        try:
            if self.refuse is not None:
                await connection.close(self.refuse, "refused")
                return
            await self.send(connection, type="hello", protocol=1, build=self.build)
            beat = asyncio.create_task(self._beat(connection))
            try:
                async for text in connection:
                    await self._hear(connection, json.loads(text))
            finally:
                beat.cancel()
        finally:
            self.connections.discard(connection)

    async def _hear(self, connection: ServerConnection, message: dict[str, Any]) -> None:
        self.received.append(message)
        if message["type"] == "join":
            self.joins += 1
            board = message["board"]
            await self.send(connection, **(self.boards.get(board) or fixture(board)))
        elif message["type"] == "ping":
            await self.send(connection, type="heartbeat", echo=message["echo"])

    async def _beat(self, connection: ServerConnection) -> None:
        while True:
            await asyncio.sleep(5)
            await self.send(connection, type="heartbeat", frame=1)

    async def send(self, connection: ServerConnection, **frame: Any) -> None:
        if not self.silent:
            await connection.send(json.dumps({"server_at": time.time(), **frame}))

    async def broadcast(self, **frame: Any) -> None:
        for connection in list(self.connections):
            await self.send(connection, **frame)


async def listen(player: Player, port: int) -> Server:
    """A listening player; port 0 chooses one."""
    return await serve(player.play, "127.0.0.1", port, process_request=answer)


async def _main(port: int) -> None:
    server = await listen(Player(), port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_main(int(sys.argv[1]) if len(sys.argv) > 1 else 8990))
