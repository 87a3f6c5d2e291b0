"""Answers that are odd and mean the same: what HTTP, JSON and the vendors' documents leave open."""

from __future__ import annotations

import codecs
import gzip
import json
import zlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tests.connectors.vendor_server import REASONS, Answer

Odd = Callable[[Answer], Answer]


def raw_deflate(body: bytes) -> bytes:
    """As IIS and others understand "deflate": without zlib's frame."""
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(body) + packer.flush()


def members(body: bytes) -> bytes:
    """gzip in two members, as servers that pack what they stream send it (RFC 1952, 2.2)."""
    half = len(body) // 2
    return gzip.compress(body[:half]) + gzip.compress(body[half:])


def _packed(encoding: str, pack: Callable[[bytes], bytes]) -> Odd:
    return lambda plain: Answer(
        plain.status, pack(plain.body), {**plain.headers, "content-encoding": encoding}
    )


def _body(change: Callable[[bytes], bytes], content_type: str = "application/json") -> Odd:
    return lambda plain: Answer(
        plain.status, change(plain.body), {**plain.headers, "content-type": content_type}
    )


def _raw(send: Callable[[bytes, bytes], Iterator[bytes]], version: str = "1.1") -> Odd:
    """Head (without its last line) and body as `send` puts them on the wire; then it hangs up."""

    def odd(plain: Answer) -> Answer:
        lines = [f"HTTP/{version} {plain.status} {REASONS.get(plain.status, 'Reason')}"]
        lines += [f"{name.upper()}:{value}" for name, value in plain.headers.items()]
        head = "\r\n".join(lines).encode("iso-8859-1") + b"\r\n"
        return Answer(pieces=lambda: ((0.0, piece) for piece in send(head, plain.body)))

    return odd


def _byte_by_byte(head: bytes, body: bytes) -> Iterator[bytes]:
    yield head + b"Transfer-Encoding: Chunked\r\n\r\n"
    chunks = b"".join(b"1;x=y\r\n%c\r\n" % byte for byte in body)
    yield from (chunks[at : at + 7] for at in range(0, min(len(chunks), 700), 7))
    yield chunks[700:] + b"0\r\nTrailer: told\r\n\r\n"


def _until_the_end(head: bytes, body: bytes) -> Iterator[bytes]:
    yield head + b"\r\n" + body


def _hangs_up(head: bytes, body: bytes) -> Iterator[bytes]:
    yield head + b"Content-Length: %d\r\n\r\n" % len(body) + body


def json_of(change: Callable[[Any], Any]) -> Odd:
    """Every value inside the body changed, the innermost first."""

    def walk(value: Any) -> Any:
        if isinstance(value, dict):
            value = {key: walk(inner) for key, inner in value.items()}
        elif isinstance(value, list):
            value = [walk(inner) for inner in value]
        return change(value)

    return _body(lambda body: json.dumps(walk(json.loads(body)), ensure_ascii=False).encode())


def _number_as_text(value: Any) -> Any:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return str(value) if is_number else value


def _flag_as(words: Mapping[bool, Any]) -> Callable[[Any], Any]:
    return lambda value: words[value] if isinstance(value, bool) else value


BOM = codecs.BOM_UTF8
ODDITIES: dict[str, Odd] = {
    "comes byte by byte": _raw(_byte_by_byte),
    "is of HTTP/1.0 and ends with the connection": _raw(_until_the_end, "1.0"),
    "hangs up without a word": _raw(_hangs_up),
    "is gzip": _packed("GZip", gzip.compress),
    "is gzip of two members": _packed("gzip", members),
    "is deflate": _packed("deflate", zlib.compress),
    "is deflate without a frame": _packed("deflate", raw_deflate),
    "begins with a mark": _body(lambda body: BOM + body),
    "begins with a mark, and says Latin-1": _body(
        lambda body: BOM + body, "application/json; charset=iso-8859-1"
    ),
    "is Latin-1": _body(
        lambda body: body.decode().encode("iso-8859-1"), "text/plain;Charset=ISO-8859-1"
    ),
    "is UTF-16": _body(lambda body: body.decode().encode("utf-16"), "application/json"),
    "has blank lines around": _body(lambda body: b"\r\n \t" + body + b"\r\n\r\n"),
    "writes numbers as texts": json_of(_number_as_text),
    "writes flags as numbers": json_of(_flag_as({True: 1, False: 0})),
    "writes flags as words": json_of(_flag_as({True: "True", False: "False"})),
}
