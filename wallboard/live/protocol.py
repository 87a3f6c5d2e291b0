"""The messages between a page and the hub, version 1. docs/protocol.md is the reference.

Six from the server, four from the page, and nothing else. Every message is one JSON object in
one text frame with a member `type`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import orjson

from wallboard.live.reports import Scalar, told_of

PROTOCOL = 1
MAX_FRAME_BYTES = 1024  # from a page
MAX_ECHO_CHARACTERS = 64


class Close(IntEnum):
    """Why the server closes a socket."""

    GOING_AWAY = 1001
    MALFORMED = 4400
    NOT_SIGNED_IN = 4401
    NOT_ALLOWED = 4403
    JOIN_LATE = 4408
    ALREADY_JOINED = 4409
    WITHDRAWN = 4410
    OVERSIZED = 4413
    UNKNOWN_TYPE = 4415
    STALLED = 4420
    OTHER_PROTOCOL = 4426
    TOO_MANY = 4429
    UNAVAILABLE = 4503


REASONS: Mapping[Close, str] = {
    Close.GOING_AWAY: "the server is stopping; connect again",
    Close.MALFORMED: "the frame is not a message of this protocol",
    Close.NOT_SIGNED_IN: "sign in, or pair this display",
    Close.NOT_ALLOWED: "there is no such board, or you may not see it",
    Close.JOIN_LATE: "no board was joined in time",
    Close.ALREADY_JOINED: "one socket joins one board, once",
    Close.WITHDRAWN: "you may no longer see this board",
    Close.OVERSIZED: "a frame from a page holds at most 1024 bytes",
    Close.UNKNOWN_TYPE: "messages from a page are join, ack, ping and report",
    Close.STALLED: "frames were sent and none acknowledged for 30 s",
    Close.OTHER_PROTOCOL: "this server speaks protocol 1",
    Close.TOO_MANY: "too many viewers, or too many messages",
    Close.UNAVAILABLE: "the configuration cannot be read now; connect again later",
}


class ProtocolError(Exception):
    """A frame from a page that ends the socket. `close` is the code."""

    def __init__(self, close: Close) -> None:
        super().__init__(REASONS[close])
        self.close = close


@dataclass(frozen=True, slots=True)
class Join:
    """Show me this board; `board` is the id of a board, as the page's shell holds it."""

    board: str
    protocol: int
    as_display: bool = False  # by the display's credential alone, whoever is signed in beside it


@dataclass(frozen=True, slots=True)
class Ack:
    """The newest frame that the page has painted."""

    frame: int


@dataclass(frozen=True, slots=True)
class Ping:
    """Answered at once by a heartbeat with the same `echo`: for clock offset and round trip."""

    echo: int | float | str | None


@dataclass(frozen=True, slots=True)
class Report:
    """How a display is, by itself: see reports.py. Of anybody else it is passed over."""

    told: Mapping[str, Scalar]


Message = Join | Ack | Ping | Report


def decode(text: str | bytes | None) -> Message:
    """A frame from a page. Raises ProtocolError with the code to close with."""
    if text is None:
        raise ProtocolError(Close.MALFORMED)
    raw = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    if len(raw) > MAX_FRAME_BYTES:
        raise ProtocolError(Close.OVERSIZED)
    try:
        message = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise ProtocolError(Close.MALFORMED) from error
    if not isinstance(message, dict) or not isinstance(message.get("type"), str):
        raise ProtocolError(Close.MALFORMED)
    reader = _READERS.get(message["type"])
    if reader is None:
        raise ProtocolError(Close.UNKNOWN_TYPE)
    return reader(message)


def _join(message: dict[str, Any]) -> Join:
    board, protocol = message.get("board"), message.get("protocol")
    if not isinstance(board, str) or not 0 < len(board) <= MAX_ECHO_CHARACTERS:
        raise ProtocolError(Close.MALFORMED)
    if protocol != PROTOCOL or isinstance(protocol, bool):
        raise ProtocolError(Close.OTHER_PROTOCOL)
    return Join(board, protocol, message.get("as") == "display")


def _ack(message: dict[str, Any]) -> Ack:
    frame = message.get("frame")
    if not isinstance(frame, int) or isinstance(frame, bool) or frame < 0:
        raise ProtocolError(Close.MALFORMED)
    return Ack(frame)


def _ping(message: dict[str, Any]) -> Ping:
    echo = message.get("echo")
    if isinstance(echo, bool) or not isinstance(echo, int | float | str | None):
        raise ProtocolError(Close.MALFORMED)
    if isinstance(echo, str) and len(echo) > MAX_ECHO_CHARACTERS:
        raise ProtocolError(Close.MALFORMED)
    return Ping(echo)


def _report(message: dict[str, Any]) -> Report:
    return Report(told_of(message))


_READERS: Mapping[str, Callable[[dict[str, Any]], Message]] = {
    "join": _join,
    "ack": _ack,
    "ping": _ping,
    "report": _report,
}


Event = Mapping[str, Any]
"""What an ASGI server's `send` takes. One is built per frame and shared by all viewers."""


def encode(message: Mapping[str, Any]) -> str:
    """One text frame."""
    return orjson.dumps(message).decode()


def event(text: str) -> Event:
    return {"type": "websocket.send", "text": text}


def closing(close: Close) -> Event:
    return {"type": "websocket.close", "code": int(close)}


def hello(build: str, server_at: float) -> str:
    return encode(
        {"type": "hello", "protocol": PROTOCOL, "build": build, "server_at": _instant(server_at)}
    )


def heartbeat(server_at: float, frame: int | None = None) -> str:
    """To all viewers of a board, encoded once; `frame` is the newest one."""
    return encode({"type": "heartbeat", "server_at": _instant(server_at), "frame": frame})


def pong(server_at: float, echo: int | float | str | None) -> str:
    return encode({"type": "heartbeat", "server_at": _instant(server_at), "echo": echo})


def command(word: str, number: str) -> str:
    """To the screens of a display. One that is told twice, over two sockets, obeys once."""
    return encode({"type": "command", "command": word, "number": number})


def bye(close: Close) -> str:
    return encode({"type": "bye", "code": int(close), "reason": REASONS[close]})


def snapshot(
    *,
    frame: int,
    version: tuple[str, int] | None,
    server_at: float,
    board: Mapping[str, Any],
    views: Mapping[str, Any],
    sources: Mapping[str, Any],
    alerts: Mapping[str, Any],
) -> str:
    epoch, number = version or (None, None)
    return encode(
        {
            "type": "snapshot",
            "frame": frame,
            "epoch": epoch,
            "version": number,
            "server_at": _instant(server_at),
            "board": board,
            "views": views,
            "sources": sources,
            "alerts": alerts,
        }
    )


def delta(
    *,
    frame: int,
    version: tuple[str, int] | None,
    server_at: float,
    patches: Mapping[str, Any],
    sources: Mapping[str, Any],
    alerts: Mapping[str, Any],
) -> str:
    """Applies to frame − 1. `sources` and `alerts` hold those that changed, null when gone."""
    message: dict[str, Any] = {
        "type": "delta",
        "frame": frame,
        "version": version[1] if version else None,
        "server_at": _instant(server_at),
        "patches": patches,
    }
    if sources:
        message["sources"] = sources
    if alerts:
        message["alerts"] = alerts
    return encode(message)


def _instant(at: float) -> float:
    return round(at, 3)
