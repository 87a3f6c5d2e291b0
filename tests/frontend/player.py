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
from functools import partial
from html import escape
from http import HTTPStatus
from pathlib import Path
from typing import Any

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.datastructures import Headers
from websockets.http11 import Request, Response

from wallboard.words.languages import BOARD_WORDS

ROOT = Path(__file__).resolve().parents[2]
DIST = ROOT / "static" / "dist"
FIXTURES = Path(__file__).parent / "fixtures"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; "
    "img-src 'self' data:; connect-src 'self'"
)
SHELL = """<!doctype html><html lang="{lang}" data-theme="{theme}" data-screen="{screen}">
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{board}</title><link rel="icon" href="/static/icon.svg">
<link rel="stylesheet" href="/static/board-style.css">
{words}<script src="/static/board.js" defer></script>{why}<body>{header}
<div id="board" data-board="{board}" data-build="test" data-screen="{screen}"{program}{asks}
data-chart="/static/chart.js"></div>
</body></html>"""
WORDS = """<script src="/static/{0}.js" defer></script>
<script src="/static/words-{0}.js" defer></script>
"""
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


def program_of(*boards: str, seconds: int = 30, **more: Any) -> dict[str, Any]:
    """What a screen is to show, as the product says it: one board, or several in turns."""
    now_at = time.time()
    turns = [{"board": board, "seconds": seconds} for board in boards]
    return {
        "name": "Room 4",
        "site": "Malmö",
        "now_at": now_at,
        "phases": [{"from_at": now_at - 600, "until_at": now_at + 86_400, "turns": turns}],
        "alarm": None,
        "theme": "board",
        "light": [],
        "dim": {"now": False, "share": 0.6, "spans": []},
        "shift": False,
        "stagger_seconds": 1,
        **more,
    }


def _page(path: str, program: dict[str, Any] | None, language: str) -> str:
    """`/desk/NAME`, `/tv/NAME`; with `?light` or `?dark` for a chosen theme."""
    place, _, query = path.partition("?")
    _, kind, board = place.split("/", 2)
    chosen: dict[str, Any] = {"theme": query} if query else {}
    hung = json.dumps(program or program_of(board, **chosen))
    return SHELL.format(
        lang=language,
        words="" if language == "en" else WORDS.format(language),
        program=f' data-program="{escape(hung)}"' if kind == "tv" else "",
        board=board,
        theme=(query or "dark") + ('" data-chosen="yes' if query else ""),
        screen="tv" if kind == "tv" else "desk",
        header="" if kind == "tv" else HEADER,
        why="" if kind == "tv" else WHY,
        asks="" if kind == "tv" else f' data-why="/why/{board}/"',
    )


def answer(player: Player, connection: ServerConnection, request: Request) -> Response | None:
    """Pages and files; None lets the websocket go on."""
    path = request.path
    if path.startswith("/ws/"):
        return None
    status = HTTPStatus.OK
    if path.startswith("/static/"):
        name = path.removeprefix("/static/")
        file = next((one for one in (DIST / name, BOARD_WORDS / name) if one.is_file()), None)
        if file is None:
            return connection.respond(HTTPStatus.NOT_FOUND, "")
        body, kind = file.read_bytes(), mimetypes.guess_type(file.name)[0] or "font/woff2"
    elif path == "/tv/program":
        player.programs += 1
        status = HTTPStatus.UNAUTHORIZED if player.revoked else HTTPStatus.OK
        hung = player.program or program_of(player.hung)
        body, kind = json.dumps(hung).encode(), "application/json"
    elif path.count("/") == 2:
        player.hung = path.partition("?")[0].rpartition("/")[2]
        page = _page(path, player.program, player.language)
        body, kind = page.encode(), "text/html; charset=utf-8"
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
    return Response(status, status.phrase, headers, body)


class Player:
    """What a test may do to the page: send frames, fall silent, refuse."""

    def __init__(self) -> None:
        self.received: list[dict[str, Any]] = []
        self.connections: set[ServerConnection] = set()
        self.joins = 0
        self.language = "en"  # of its pages
        self.silent = False
        self.refuse: int | None = None
        self.refused_boards: set[str] = set()
        self.build = "test"
        self.program: dict[str, Any] | None = None  # of a screen; None: the board of its address
        self.hung = ""  # the board of the page that was fetched last
        self.programs = 0  # how often it was fetched
        self.revoked = False
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
            if message["board"] in self.refused_boards:
                await connection.close(4403, "refused")
                return
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
    return await serve(player.play, "127.0.0.1", port, process_request=partial(answer, player))


async def _main(port: int) -> None:
    server = await listen(Player(), port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_main(int(sys.argv[1]) if len(sys.argv) > 1 else 8990))
