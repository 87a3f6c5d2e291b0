"""A small real HTTP server for tests: it can also hang, drip, cut off and lie about lengths."""

from __future__ import annotations

import contextlib
import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

REASONS = {200: "OK", 204: "No Content", 307: "Temporary Redirect", 401: "Unauthorized"}


@dataclass(frozen=True)
class Asked:
    """One request. Header and query names are in lower case."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, str]:
        return {key: values[0] for key, values in parse_qs(self.body.decode()).items()}


@dataclass(frozen=True)
class Answer:
    """What to send. `pieces` replaces status, headers and body by (pause in seconds, bytes)."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    pieces: Callable[[], Iterator[tuple[float, bytes]]] | None = None
    hang: bool = False

    @classmethod
    def of(cls, value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
        content = {"content-type": "application/json", **(headers or {})}
        return cls(status, json.dumps(value, ensure_ascii=False).encode(), content)

    def bytes(self) -> bytes:
        lines = [f"HTTP/1.1 {self.status} {REASONS.get(self.status, 'Reason')}"]
        headers = {"content-length": str(len(self.body)), **self.headers}
        if self.status == 204:
            headers.pop("content-length")
        lines += [f"{name}: {text}" for name, text in headers.items()]
        return "\r\n".join(lines).encode("iso-8859-1") + b"\r\n\r\n" + self.body


class VendorServer:
    """Answers with `answer(asked)` and keeps what it was asked in `asked`."""

    def __init__(
        self, answer: Callable[[Asked], Answer], tls: ssl.SSLContext | None = None
    ) -> None:
        self.answer = answer
        self.asked: list[Asked] = []
        self.connections = 0
        self._tls = tls
        self._stop = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._open: set[socket.socket] = set()
        self._thread = threading.Thread(target=self._accept, daemon=True)

    @property
    def url(self) -> str:
        return f"{'https' if self._tls else 'http'}://localhost:{self.port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for connection in [self._listener, *self._open]:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()
        self._thread.join(5)

    def _accept(self) -> None:
        while not self._stop.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, plain: socket.socket) -> None:
        connection = plain
        try:
            if self._tls:
                connection = self._tls.wrap_socket(plain, server_side=True)
            self._open.add(connection)
            with connection.makefile("rb") as stream:
                while (asked := _read(stream)) is not None:
                    self.asked.append(asked)
                    if not self._send(connection, self.answer(asked)):
                        return
        except (OSError, ValueError):
            return
        finally:
            self._open.discard(connection)
            connection.close()

    def _send(self, connection: socket.socket, answer: Answer) -> bool:
        """Whether the connection may go on."""
        if answer.hang:
            self._stop.wait()
            return False
        if answer.pieces is None:
            connection.sendall(answer.bytes())
            return True
        for pause, piece in answer.pieces():
            if self._stop.wait(pause):
                return False
            connection.sendall(piece)
        return False


def _read(stream: Any) -> Asked | None:
    line = stream.readline().decode("iso-8859-1").split()
    if len(line) != 3:
        return None
    headers: dict[str, str] = {}
    while text := stream.readline().decode("iso-8859-1").strip():
        name, _, value = text.partition(":")
        headers[name.strip().lower()] = value.strip()
    target = urlsplit(line[1])
    query = {k.lower(): v[0] for k, v in parse_qs(target.query, keep_blank_values=True).items()}
    body = stream.read(int(headers.get("content-length", "0")))
    return Asked(line[0], target.path, query, headers, body)
