"""Faults: what can go wrong between a vendor and a connector, switched on by rule."""

import asyncio
import json
import random
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from connectors.simulator.http import Receive, Request, Response, Send, head_of, send_response

KINDS = (
    "latency", "truncated_json", "dropped", "html", "wrong_content_type", "wrong_types",
    "giant_body", "slow_drip", "hang", "foreign_redirect", "failover",
)  # fmt: skip
STREAM_KINDS = (
    "cut", "end", "stall", "split", "drip", "duplicate", "replay", "lose", "unknown_event",
    "unknown_word", "junk", "giant_line",
)  # fmt: skip
"""They hit the lines of a running channel, never a request."""
NEEDS_TRUE_ANSWER = ("truncated_json", "dropped", "wrong_content_type", "wrong_types", "slow_drip")
GIANT = 50_000_000
CHUNK = b"x" * 65_536


@dataclass(slots=True)
class Fault:
    """A rule: which requests it hits, what it does to them, how often (None = until removed)."""

    id: int
    kind: str
    face: str | None = None
    listener: str | None = None
    path: str = ""
    method: str | None = None
    count: int | None = None
    params: dict[str, Any] = field(default_factory=dict)

    def hits(self, face: str, listener: str, request: Request) -> bool:
        return (
            self.count != 0
            and self.kind not in STREAM_KINDS
            and self.face in (None, face)
            and self.listener in (None, listener)
            and (self.method is None or self.method.upper() == request.method)
            and request.path.lower().startswith(self.path.lower())
        )

    def strikes(self, face: str, listener: str, login: str, event: str | None) -> bool:
        """Whether a line of a channel is hit; `event` None asks for the channel itself."""
        return (
            self.count != 0
            and self.face in (None, face)
            and self.listener in (None, listener)
            and self.params.get("login") in (None, login)
            and (event is None or self.params.get("event") in (None, event))
        )


class Faults:
    """The rules in force; thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rules: list[Fault] = []
        self._number = 0
        self._dice = random.Random(7)
        self.streaming = False  # whether there is any stream fault: asked for each line
        self.on_change: list[Callable[[], None]] = []

    def add(
        self,
        kind: str,
        face: str | None = None,
        path: str = "",
        count: int | None = None,
        listener: str | None = None,
        method: str | None = None,
        **params: Any,
    ) -> int:
        """Add a rule and return its id. Kinds and parameters: README.md."""
        if kind not in (*KINDS, *STREAM_KINDS) and not (kind.isdigit() and 100 <= int(kind) <= 599):
            raise ValueError(f"unknown fault {kind!r}")
        with self._lock:
            self._number += 1
            rule = Fault(self._number, kind, face, listener, path, method, count, params)
            self._rules.append(rule)
        self._changed()
        return rule.id

    def _changed(self) -> None:
        with self._lock:
            self.streaming = any(rule.kind in STREAM_KINDS for rule in self._rules)
        for tell in self.on_change:
            tell()

    def remove(self, rule: int) -> bool:
        with self._lock:
            before = len(self._rules)
            self._rules = [known for known in self._rules if known.id != rule]
            found = len(self._rules) < before
        self._changed()
        return found

    def clear(self) -> None:
        with self._lock:
            self._rules.clear()
        self._changed()

    def as_json(self) -> list[dict[str, Any]]:
        with self._lock:
            return [asdict(rule) for rule in self._rules]

    def strike(
        self, kind: str, where: tuple[str, str, str], event: str | None = None, now: bool = True
    ) -> Fault | None:
        """The stream fault of this kind for a line (or channel) at (face, listener, login), counted
        down; with `now` false only rules that ask for no `bytes` of a line."""
        if not self.streaming:
            return None
        with self._lock:
            for rule in self._rules:
                if rule.kind != kind or not rule.strikes(*where, event):
                    continue
                if not now and rule.params.get("bytes"):
                    continue
                if self._dice.random() >= float(rule.params.get("share", 1.0)):
                    continue
                if rule.count is not None:
                    rule.count -= 1
                return rule
        return None

    def take(self, face: str, listener: str, request: Request) -> tuple[float, Fault | None]:
        """Seconds of latency and the fault for this request; counts it down."""
        latency, chosen = 0.0, None
        with self._lock:
            for rule in self._rules:
                if not rule.hits(face, listener, request):
                    continue
                if rule.kind == "latency":
                    latency += float(rule.params.get("seconds", 1.0))
                elif chosen is None:
                    chosen = rule
                else:
                    continue
                if rule.count is not None:
                    rule.count -= 1
            self._rules = [rule for rule in self._rules if rule.count != 0]
        return latency, chosen


def canned(fault: Fault) -> Response | None:
    """The answer of a fault that needs no true answer, or None."""
    if fault.kind == "html":
        return Response.of_html("Service under maintenance")
    if fault.kind == "foreign_redirect":
        location = str(fault.params.get("location", "http://elsewhere.invalid/te/api"))
        return Response(307, b"", headers={"location": location})
    if not fault.kind.isdigit():
        return None
    status = int(fault.kind)
    response = Response.of_json({"message": f"simulated {status}"}, status)
    retry_after = fault.params.get("retry_after", 2 if status == 429 else None)
    if retry_after is not None:
        response.headers["retry-after"] = str(retry_after)
    return response


def wrong_types(value: Any, depth: int = 0) -> Any:
    """The same shape with leaves of other types; the envelope keeps its lists and objects."""
    if isinstance(value, dict):
        return {
            key: child if key == "links" else wrong_types(child, depth + 1)
            for key, child in value.items()
        }
    if isinstance(value, list):
        return [wrong_types(child, depth + 1) for child in value]
    if value is None or isinstance(value, bool):
        return None
    return f"~{value}" if isinstance(value, int | float) else len(value)


async def spoil(fault: Fault, answer: Response, send: Send, receive: Receive) -> int:
    """Send the true answer the wrong way; returns the status that went out."""
    body = answer.body
    if fault.kind == "truncated_json":
        answer.body = body[: len(body) // 2]
        await send_response(send, answer)
    elif fault.kind == "dropped":
        await send(head_of(answer, len(body) + 1))
        half = {"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True}
        await send(half)  # returning now makes the server cut the connection
    elif fault.kind == "wrong_content_type":
        answer.content_type = str(fault.params.get("content_type", "text/plain"))
        await send_response(send, answer)
    elif fault.kind == "wrong_types":
        try:
            changed = json.dumps(wrong_types(json.loads(body)), ensure_ascii=False).encode()
        except ValueError:
            changed = body
        answer.body = changed
        await send_response(send, answer)
    else:
        await _drip(answer, float(fault.params.get("seconds", 0.2)), send, receive)
    return answer.status


async def _drip(answer: Response, seconds: float, send: Send, receive: Receive) -> None:
    """One byte at a time until the client has gone."""
    await send(head_of(answer, len(answer.body)))
    gone = asyncio.ensure_future(receive())
    try:
        for byte in answer.body:
            if gone.done():
                return
            await _more(send, bytes([byte]))
            await asyncio.sleep(seconds)
        await send({"type": "http.response.body", "body": b""})
    finally:
        gone.cancel()


async def giant(fault: Fault, send: Send) -> int:
    """Valid JSON padded to a size, in chunks; ends early when the client has gone."""
    size = int(fault.params.get("bytes", GIANT))
    answer = Response()
    await send(head_of(answer, None))
    await _more(send, b'{"links":[],"data":[],"padding":"')
    for _ in range(max(0, size) // len(CHUNK) + 1):
        await _more(send, CHUNK)
        await asyncio.sleep(0)
    await send({"type": "http.response.body", "body": b'"}'})
    return answer.status


async def _more(send: Send, body: bytes) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": True})


async def hang(fault: Fault, send: Send, receive: Receive) -> int | None:
    """Say nothing until the client leaves or `seconds` have passed."""
    seconds = fault.params.get("seconds")
    try:
        async with asyncio.timeout(None if seconds is None else float(seconds)):
            while (await receive())["type"] != "http.disconnect":
                pass
        return None
    except TimeoutError:
        await send_response(send, Response.of_json({"message": "gave up"}, 503))
        return 503
