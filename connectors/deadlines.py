"""A network backend for which no wait outlives the deadline, however slowly the other side drips.

httpx's own limits are per read: a server that sends one byte a second never breaks them. Here each
wait on the socket (connect, TLS, headers, body) is cut to what is left until the deadline.
Only the resolver is outside our reach: getaddrinfo has no timeout but the system's own.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterable
from typing import Any

import httpcore

SocketOptions = Iterable[Any]


class Deadline:
    """A moment on the monotonic clock, moved on before each request."""

    def __init__(self) -> None:
        self._at = float("inf")

    def set(self, seconds: float) -> None:
        self._at = time.monotonic() + seconds

    def left(self, limit: float | None, error: type[Exception]) -> float:
        """Seconds that a wait may take: the smaller of its own limit and what is left."""
        left = self._at - time.monotonic()
        if left <= 0:
            raise error("the deadline has passed")
        return left if limit is None else min(left, limit)


class DeadlineStream(httpcore.NetworkStream):
    def __init__(self, inner: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._inner = inner
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        left = self._deadline.left(timeout, httpcore.ReadTimeout)
        return self._inner.read(max_bytes, left)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._deadline.left(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        left = self._deadline.left(timeout, httpcore.ConnectTimeout)
        inner = self._inner.start_tls(ssl_context, server_hostname, left)
        return DeadlineStream(inner, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class DeadlineBackend(httpcore.NetworkBackend):
    """Connects to each address that the name has, all within one connect limit."""

    def __init__(self, deadline: Deadline) -> None:
        self._deadline = deadline
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: SocketOptions | None = None,
    ) -> httpcore.NetworkStream:
        until = time.monotonic() + (timeout if timeout is not None else float("inf"))
        failure: Exception = httpcore.ConnectError("the name has no address")
        for address in _addresses(host, port):
            left = self._deadline.left(until - time.monotonic(), httpcore.ConnectTimeout)
            if left <= 0:
                break
            try:
                stream = self._inner.connect_tcp(address, port, left, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return DeadlineStream(stream, self._deadline)
        raise failure


def _addresses(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpcore.ConnectError(str(error)) from socket.gaierror(str(error))
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))
