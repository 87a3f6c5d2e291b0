"""Answers that no vendor should give, and what may come of each."""

from __future__ import annotations

import functools
import gzip
from collections.abc import Callable, Iterator
from typing import Any

from connectors.errors import (
    ConnectorError,
    CredentialsRejected,
    Malformed,
    Refused,
    Throttled,
    Unreachable,
)
from tests.connectors.vendor_server import Answer


def _chunked(pieces: Callable[[], Iterator[bytes]], pause: float = 0.0) -> Answer:
    def send() -> Iterator[tuple[float, bytes]]:
        yield 0.0, b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
        for piece in pieces():
            yield pause, b"%x\r\n%s\r\n" % (len(piece), piece)

    return Answer(pieces=send)


def _drip() -> Answer:
    return _chunked(lambda: iter([b" "] * 100), 0.1)


def _drip_headers() -> Answer:
    return Answer(pieces=lambda: ((0.1, b"x") for _ in range(100)))


def _flood() -> Answer:
    return _chunked(lambda: iter([b"[" + b" " * 1_000_000] * 60))


@functools.cache
def _bomb() -> Answer:
    packed = gzip.compress(b" " * 100_000_000, 1)
    return Answer(200, packed, {"content-encoding": "gzip", "content-type": "application/json"})


def _boast() -> Answer:
    head = b"HTTP/1.1 200 OK\r\ncontent-length: 50000000\r\n\r\n{"
    return Answer(pieces=lambda: iter([(0.0, head), (60.0, b"")]))


def _dropped() -> Answer:
    head = b'HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{"data": [{"id": 1'
    return Answer(pieces=lambda: iter([(0.0, head)]))


def _cut_at_once() -> Answer:
    return Answer(pieces=lambda: iter([]))


HTML = Answer(200, b"<!DOCTYPE html><html><title>Sign on</title></html>")
RETRY = {"retry-after": "7"}

# name → (answer to each reading, errors that may come of it)
Row = tuple[Callable[[], Answer], tuple[type[ConnectorError], ...]]
FAULTS: dict[str, Row] = {
    "hangs": (lambda: Answer(hang=True), (Unreachable,)),
    "drips its body": (_drip, (Unreachable,)),
    "drips its headers": (_drip_headers, (Unreachable,)),
    "closes at once": (_cut_at_once, (Unreachable,)),
    "cuts its body off": (_dropped, (Malformed, Unreachable)),
    "says 403": (lambda: Answer.of({"message": "no"}, 403), (Refused,)),
    "says 404": (lambda: Answer(404), (Refused,)),
    "says 401 for ever": (lambda: Answer(401), (Refused, CredentialsRejected)),
    "says 500": (lambda: Answer(500, b"oops"), (Unreachable,)),
    "says 503": (lambda: Answer(503), (Unreachable,)),
    "says 503 and when to return": (lambda: Answer(503, b"", RETRY), (Throttled,)),
    "says 429": (lambda: Answer(429, b"", RETRY), (Throttled,)),
    "sends half a JSON": (lambda: Answer(200, b'{"data": [{"id": 1'), (Malformed,)),
    "sends HTML": (lambda: HTML, (Malformed,)),
    "sends a scalar": (lambda: Answer(200, b"42"), (Malformed,)),
    "sends an error object": (lambda: Answer.of({"message": "An error"}), (Malformed,)),
    "sends nothing": (lambda: Answer(200), (Malformed,)),
    "sends deep JSON": (lambda: Answer(200, b'{"data":' * 5000), (Malformed,)),
    "sends closed deep JSON": (
        lambda: Answer(200, b'{"data":' + b"[" * 500 + b"]" * 500 + b"}"),
        (Malformed,),
    ),
    "boasts a giant body": (_boast, (Malformed,)),
    "floods": (_flood, (Malformed,)),
    "sends a bomb": (_bomb, (Malformed,)),
    "redirects elsewhere": (
        lambda: Answer(307, b"", {"location": "http://elsewhere.invalid/te/api"}),
        (Refused,),
    ),
    "redirects to no web": (lambda: Answer(307, b"", {"location": "file:///x"}), (Refused,)),
}


def mangled(value: Any) -> Any:
    """With every value of another type."""
    if isinstance(value, dict):
        return {key: mangled(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [mangled(inner) for inner in value]
    if isinstance(value, bool) or value is None:
        return ["neither"]
    return "not a number" if isinstance(value, int | float) else -17.5
