"""`/api/v1/boards/ID/events`: what a board's viewers are told, as server-sent events for a program.

A plain ASGI application beside Django, as the board's socket is. A stream is a viewer of the hub
like any other: it shares the frames that were encoded once, and it closes when its token is revoked
or withdrawn. What was written is taken as acknowledged, for there is no way back in this protocol.

daphne gives no back-pressure and so keeps what a slow reader leaves: a stream ends after so many
bytes or so much time, and an EventSource comes again by itself and begins with a snapshot.
"""

from __future__ import annotations

import asyncio
import re
from collections import Counter, OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog
from django.db import Error

from wallboard.api.guard import admitted
from wallboard.api.problems import CONTENT_TYPE, Problem, not_found, unauthorized, unavailable
from wallboard.boards.models.api_token import Scope
from wallboard.live.database import in_thread
from wallboard.live.hub import Hub, current_hub
from wallboard.live.protocol import Close, Event, ProtocolError
from wallboard.live.rights import Visitor
from wallboard.live.viewer import Viewer

log = structlog.get_logger(__name__)
Send = Callable[[Event], Awaitable[None]]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]

PATH = re.compile(r"/api/v1/boards/([0-9]{1,18})/events")
MOST_BYTES = 4 * 1024 * 1024
LONGEST_SECONDS = 600.0
STREAMS_OF_ONE_TOKEN = 20  # in this process
KEPT_CHUNKS = 64
HEAD = (b"retry: 2000\n\n", b": a board of Wallboard; docs/protocol.md explains its frames\n\n")
PROBLEMS: Mapping[Close, Callable[[], Problem]] = {
    Close.NOT_SIGNED_IN: unauthorized,
    Close.NOT_ALLOWED: lambda: not_found("board"),
    Close.TOO_MANY: lambda: Problem(
        429, "Too many streams are open; close one.", {"Retry-After": "30"}
    ),
}
_open: Counter[int] = Counter()
_chunks: OrderedDict[int, tuple[Event, bytes]] = OrderedDict()


async def board_events(scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
    found = PATH.fullmatch(scope["path"])
    try:
        if found is None or scope["method"] != "GET":
            raise Problem(405, "This is read-only.", {"Allow": "GET"})
        text = _authorization(scope)
        token = await _admitted(text)
        if _open[token] >= STREAMS_OF_ONE_TOKEN:
            raise PROBLEMS[Close.TOO_MANY]()
        _open[token] += 1
        try:
            visitor = Visitor(token=text.partition(" ")[2].strip())
            await Stream(current_hub(), send, visitor).follow(found[1], receive)
        finally:
            _open[token] -= 1
            if not _open[token]:
                del _open[token]
    except Problem as problem:
        await _tell(problem, send)


def _authorization(scope: Mapping[str, Any]) -> str:
    given = [value for name, value in scope["headers"] if name == b"authorization"]
    return given[0].decode("latin-1") if len(given) == 1 else ""


async def _admitted(text: str) -> int:
    try:
        token = await in_thread(admitted, text, Scope.BOARDS)
    except Error as error:
        raise unavailable() from error
    return int(token.pk)


async def _tell(problem: Problem, send: Send) -> None:
    headers = {"Content-Type": CONTENT_TYPE, "Cache-Control": "no-store", **problem.headers}
    listed = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": problem.status, "headers": listed})
    await send({"type": "http.response.body", "body": problem.body()})


class Stream:
    """One program that follows one board."""

    def __init__(self, hub: Hub, send: Send, visitor: Visitor) -> None:
        self._hub = hub
        self._send = send
        self._viewer = Viewer(self._write, visitor, hub.limits, hub.monotonic)
        self._begun = False
        self._bytes = 0
        self._over = asyncio.Event()

    async def follow(self, board: str, receive: Receive) -> None:
        """Until the program leaves, the token is withdrawn, or it has been told enough."""
        try:
            await self._hub.join(self._viewer, board)
            await self._until_over(receive)
        except ProtocolError as error:
            raise PROBLEMS.get(error.close, unavailable)() from error
        finally:
            self._hub.leave(self._viewer)
            self._viewer.abandon()
        if self._begun and not self._over.is_set():
            await self._send({"type": "http.response.body", "body": b""})

    async def _until_over(self, receive: Receive) -> None:
        leaving = asyncio.ensure_future(_disconnected(receive))
        ending = asyncio.ensure_future(self._over.wait())
        try:
            await asyncio.wait(
                (leaving, ending), timeout=LONGEST_SECONDS, return_when=asyncio.FIRST_COMPLETED
            )
        finally:
            leaving.cancel()
            ending.cancel()

    async def _write(self, event: Event) -> None:
        """What the hub sends into a socket, in the form of this protocol."""
        if not self._begun:
            self._begun = True
            await self._send(_START)
            await self._body(b"".join(HEAD))
        if event["type"] == "websocket.close":
            await self._end()
            return
        chunk = chunk_of(event)
        await self._body(chunk)
        self._bytes += len(chunk)
        if _is_frame(event) and self._viewer.outstanding:
            self._hub.acknowledge(self._viewer, self._viewer.outstanding[0])
        if self._bytes > MOST_BYTES:
            self._hub.leave(self._viewer)
            await self._end()

    async def _body(self, chunk: bytes) -> None:
        await self._send({"type": "http.response.body", "body": chunk, "more_body": True})

    async def _end(self) -> None:
        if not self._over.is_set():
            self._over.set()
            await self._send({"type": "http.response.body", "body": b""})


_START: Event = {
    "type": "http.response.start",
    "status": 200,
    "headers": [
        (b"content-type", b"text/event-stream; charset=utf-8"),
        (b"cache-control", b"no-store"),
        (b"x-accel-buffering", b"no"),  # nginx would gather events into blocks
        (b"vary", b"Authorization"),
    ],
}


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _is_frame(event: Event) -> bool:
    return _type_of(event["text"]) in ("snapshot", "delta")


def _type_of(text: str) -> str:
    """Of a message of ours, whose first member it is."""
    return text[: len('{"type":"') + 12].split('"')[3]


def chunk_of(event: Event) -> bytes:
    """Made once for all streams of a board: the event is the same object for each of them."""
    known = _chunks.get(id(event))
    if known is not None and known[0] is event:
        return known[1]
    text, type_ = event["text"], _type_of(event["text"])
    if type_ == "heartbeat":
        chunk = f": {text}\n\n".encode()  # keeps proxies from closing what seems idle
    else:
        chunk = f"event: {type_}\ndata: {text}\n\n".encode()
    _chunks[id(event)] = (event, chunk)
    while len(_chunks) > KEPT_CHUNKS:
        _chunks.popitem(last=False)
    return chunk
