"""What carries the requests of `http.py`: a pool whose every wait obeys the deadline, over TLS that
is verified."""

from __future__ import annotations

import ssl
from collections.abc import Iterator

import httpcore
import httpx

from connectors.deadlines import Deadline, DeadlineBackend
from connectors.errors import Refused

CONNECTING = "connection.connect_tcp.started"  # httpcore's word to a tracer
REPEATABLE = "repeatable"  # extension of a request: true for one that changes nothing there
HUNG_UP = (httpcore.RemoteProtocolError, httpcore.ReadError, httpcore.WriteError)


class _Stale(Exception):
    """A connection that was kept had been closed by the other side."""


class Transport(httpx.BaseTransport):
    """httpx over a pool whose every wait obeys the deadline.

    A server may close a connection that it kept, just when we use it again: what only reads is then
    asked once more, on a new one (RFC 9112, 9.3.1). A new one that breaks is the server's trouble.
    """

    def __init__(self, verify: ssl.SSLContext, deadline: Deadline) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=verify,
            max_connections=4,
            keepalive_expiry=30.0,
            network_backend=DeadlineBackend(deadline),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        try:
            return self._send(request)
        except _Stale:
            return self._send(request)

    def _send(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        told: list[str] = []
        outgoing = httpcore.Request(
            method=request.method,
            url=httpcore.URL(
                scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
            ),
            headers=request.headers.raw,
            content=request.stream,
            extensions={**request.extensions, "trace": lambda name, _: told.append(name)},
        )
        try:
            reply = self._pool.handle_request(outgoing)
        except HUNG_UP:
            if CONNECTING in told or not request.extensions.get(REPEATABLE):
                raise
            raise _Stale from None
        return httpx.Response(
            reply.status, headers=reply.headers, stream=_Body(reply), extensions=reply.extensions
        )

    def close(self) -> None:
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, reply: httpcore.Response) -> None:
        self._reply = reply

    def __iter__(self) -> Iterator[bytes]:
        return self._reply.iter_stream()

    def close(self) -> None:
        self._reply.close()


def verification(ca_bundle: str) -> ssl.SSLContext:
    """The system's authorities, or those of the bundle and no others."""
    try:
        return ssl.create_default_context(cadata=ca_bundle.strip() or None)
    except (ssl.SSLError, ValueError, TypeError):
        raise Refused(
            "The CA bundle of the account cannot be read.",
            hint="Paste certificates in PEM form, from BEGIN CERTIFICATE to END CERTIFICATE.",
        ) from None
