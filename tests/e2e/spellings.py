"""Every way in which a secret could stand in a dump, and what is packed inside a dump."""

from __future__ import annotations

import base64
import binascii
import json
import re
from html import escape
from urllib.parse import quote, quote_plus

ENCODINGS = ("utf-8", "iso-8859-1")
_PACKED = re.compile(rb"[A-Za-z0-9+/_-]{24,}={0,2}")
DEPTH = 3  # a result inside a message inside a log line


def of(secret: str) -> set[bytes]:
    """Plain, Base64, quoted for addresses, escaped for JSON, HTML, Python and Redis' MONITOR."""
    texts = {
        secret,
        json.dumps(secret)[1:-1],
        json.dumps(secret, ensure_ascii=False)[1:-1],
        escape(secret),
        repr(secret)[1:-1],
    }
    found: set[bytes] = set()
    for encoding in ENCODINGS:
        try:
            raw = secret.encode(encoding)
        except UnicodeEncodeError:
            continue
        packed = base64.b64encode(raw).decode()
        texts |= {packed, packed.rstrip("="), base64.urlsafe_b64encode(raw).decode(), raw.hex()}
        texts |= {quote(secret, safe="", encoding=encoding), quote(secret, encoding=encoding)}
        texts |= {quote_plus(secret, encoding=encoding), repr(raw)[2:-1]}
        found.add(raw)
    for text in texts:
        found |= {text.encode(encoding) for encoding in ENCODINGS if _fits(text, encoding)}
    return found


def _fits(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def unpacked(dump: bytes) -> bytes:
    """The dump and, after it, what lies in it as Base64: bodies of Celery's messages for one."""
    whole, layer = dump, dump
    for _ in range(DEPTH):
        layer = b"\n".join(filter(None, map(_decoded, set(_PACKED.findall(layer)))))
        whole += b"\n" + layer
    return whole


def _decoded(packed: bytes) -> bytes:
    packed = packed.rstrip(b"=").translate(bytes.maketrans(b"-_", b"+/"))
    try:
        return base64.b64decode(packed + b"=" * (-len(packed) % 4))
    except binascii.Error:
        return b""
