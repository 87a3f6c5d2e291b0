"""The little of HTTP that the faces need: a request that was read, a response to send."""

import json
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote_to_bytes

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
MAX_BODY = 5_000_000


def unquote(text: str) -> str:
    """Percent-decoding as Trio documents it: UTF-8, or else ISO-8859-1."""
    raw = unquote_to_bytes(text.replace("+", " "))
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("iso-8859-1")


@dataclass(frozen=True, slots=True)
class Request:
    """Header names and query names are lower case; `path` is decoded, `query` is as sent."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes = b""

    @property
    def params(self) -> dict[str, str]:
        pairs = (part.partition("=") for part in self.query.split("&") if part)
        return {unquote(name).lower(): unquote(value) for name, _, value in pairs}

    @property
    def form(self) -> dict[str, str]:
        text = self.body.decode("iso-8859-1")
        return dict(parse_qsl(text, keep_blank_values=True, encoding="iso-8859-1"))

    def json(self) -> Any:
        """The body as JSON; raises ValueError if it is none."""
        return json.loads(self.body.decode("utf-8"))


@dataclass(slots=True)
class Response:
    """`user` is who the request was authenticated as, for the log."""

    status: int = 200
    body: bytes = b""
    content_type: str = "application/json; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)
    user: str | None = None

    @classmethod
    def of_json(cls, value: Any, status: int = 200, user: str | None = None) -> "Response":
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        return cls(status, text.encode(), user=user)

    @classmethod
    def of_html(cls, title: str, status: int = 200) -> "Response":
        page = f"<!DOCTYPE html><html><title>{title}</title><body><h1>{title}</h1></body></html>"
        return cls(status, page.encode(), "text/html; charset=utf-8")


async def read_request(scope: Scope, receive: Receive) -> Request:
    """Read the whole request; a body beyond 5 MB is cut."""
    chunks: list[bytes] = []
    size, more = 0, True
    while more and size <= MAX_BODY:
        message = await receive()
        if message["type"] != "http.request":
            break
        chunks.append(message.get("body", b""))
        size += len(chunks[-1])
        more = message.get("more_body", False)
    headers = {
        name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]
    }
    path = unquote((scope.get("raw_path") or scope["path"].encode()).decode("latin-1"))
    return Request(
        scope["method"],
        path.replace("//", "/"),
        scope["query_string"].decode("latin-1"),
        headers,
        b"".join(chunks),
    )


def head_of(response: Response, length: int | None) -> Message:
    """The ASGI start message; without a length the body goes out in chunks."""
    headers = {"content-type": response.content_type, **response.headers}
    if length is not None:
        headers["content-length"] = str(length)
    return {
        "type": "http.response.start",
        "status": response.status,
        "headers": [
            (name.lower().encode("latin-1"), value.encode("latin-1"))
            for name, value in headers.items()
        ],
    }


async def send_response(send: Send, response: Response) -> None:
    length = None if response.status == 204 else len(response.body)
    await send(head_of(response, length))
    await send({"type": "http.response.body", "body": response.body})
