"""The only way out to a webhook: one signed POST to an address that an administrator gave.

No redirect is followed, no proxy or credential of the environment is used, every wait has a limit,
at most a few bytes of the answer are read and none is shown. The name is resolved here and the
addresses that it has are looked at before one is connected to: never this machine, never a network
that exists only beside it (link-local, where clouds keep their secrets).
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import socket
import ssl
import time
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import httpcore
import httpx

CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 10.0
USER_AGENT = "wallboard"
SIGNATURE = "Wallboard-Signature"
TIMESTAMP = "Wallboard-Timestamp"
DELIVERY = "Wallboard-Delivery"
# Where clouds keep what a machine may know of itself, beside the link-local ones.
METADATA = frozenset({"100.100.100.200", "192.0.0.192", "fd00:ec2::254"})


class Undelivered(Exception):
    """In plain words, without the address. `again`: another try may help."""

    def __init__(self, words: str, again: bool = True) -> None:
        super().__init__(words)
        self.words = words
        self.again = again


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """HMAC-SHA256 over timestamp, a point, and the body, in hexadecimal, after "v1="."""
    mac = hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256)
    return f"v1={mac.hexdigest()}"


def url_of(address: str) -> httpx.URL:
    """Raises Undelivered."""
    try:
        url = httpx.URL(address)
        known = bool(url.host)  # asked for here: only then a name that IDNA does not have is found
    except (httpx.InvalidURL, UnicodeError):
        known = False
    if not known:
        raise Undelivered("This is not an address of the web.", again=False)
    return url


def post(
    address: str, body: bytes, headers: Mapping[str, str], *, allow_plain: bool = False
) -> None:
    """Raises Undelivered. `allow_plain`: also http, and also this machine."""
    url = url_of(address)
    if url.scheme != "https" and not (allow_plain and url.scheme == "http"):
        raise Undelivered("The address of the webhook is not https.", again=False)
    timeout = httpx.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS)
    with httpx.Client(
        transport=_Transport(allow_plain), timeout=timeout, follow_redirects=False, trust_env=False
    ) as client:
        request = client.build_request(
            "POST",
            url,
            content=body,
            headers={"Content-Type": "application/json", "User-Agent": USER_AGENT, **headers},
        )
        try:
            reply = client.send(request, stream=True)
            status = reply.status_code
            reply.close()  # what it says is not read
        except Undelivered:
            raise
        except Exception as error:
            raise _classed(error, url.host) from None  # an httpx error holds the whole address
    if not 200 <= status < 300:
        raise Undelivered(_words_of(status, url.host), again=status >= 500 or status in {408, 429})


def _words_of(status: int, host: str) -> str:
    if 300 <= status < 400:
        return f"{host} sent us elsewhere ({status}), and redirects are not followed."
    if status in {401, 403, 404, 410}:
        return f"{host} refused the message ({status}). Is the address of the webhook still right?"
    if status == 429:
        return f"{host} says that it gets too many messages (429)."
    return f"{host} answered with status {status}."


def _classed(error: Exception, host: str) -> Undelivered:
    if isinstance(error, httpx.TimeoutException | httpcore.TimeoutException):
        return Undelivered(f"{host} did not answer in time.")
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError) or "CERTIFICATE_VERIFY" in str(cause):
            return Undelivered(f"The certificate of {host} is not trusted.", again=True)
        cause = cause.__cause__ or cause.__context__
    return Undelivered(f"{host} cannot be reached.")


def permitted(address: str, allow_plain: bool) -> bool:
    """May we connect to this IP address?"""
    found = ipaddress.ip_address(address)
    mapped = getattr(found, "ipv4_mapped", None)
    if mapped is not None:
        found = mapped
    if str(found) in METADATA or found.is_link_local or found.is_multicast:
        return False
    if found.is_unspecified or found.is_reserved:
        return False
    return allow_plain or not found.is_loopback


class _Stream(httpcore.NetworkStream):
    """No wait outlives the whole, however slowly the other side drips."""

    def __init__(self, inner: httpcore.NetworkStream, until: float) -> None:
        self._inner = inner
        self._until = until

    def _left(self, timeout: float | None) -> float:
        left = self._until - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the time of this message is over")
        return left if timeout is None else min(left, timeout)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._left(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        inner = self._inner.start_tls(ssl_context, server_hostname, self._left(timeout))
        return _Stream(inner, self._until)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _Backend(httpcore.NetworkBackend):
    """Connects to what the name has been resolved to, and to nothing that was not looked at."""

    def __init__(self, allow_plain: bool) -> None:
        self._allow_plain = allow_plain
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError:
            raise Undelivered(f"There is no host named {host}.") from None
        addresses = list(dict.fromkeys(str(row[4][0]) for row in found))
        if not all(permitted(address, self._allow_plain) for address in addresses):
            raise Undelivered(
                f"{host} leads to this machine or beside it, which is not allowed.", again=False
            )
        failure: Exception = httpcore.ConnectError("no address")
        for address in addresses:
            try:
                stream = self._inner.connect_tcp(
                    address, port, timeout, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return _Stream(stream, time.monotonic() + ANSWER_SECONDS)
        raise failure


class _Transport(httpx.BaseTransport):
    def __init__(self, allow_plain: bool) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=ssl.create_default_context(),
            max_connections=1,
            network_backend=_Backend(allow_plain),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        reply = self._pool.handle_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(
                    scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
                ),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        return httpx.Response(reply.status, headers=reply.headers, stream=_Answer(reply))

    def close(self) -> None:
        self._pool.close()


class _Answer(httpx.SyncByteStream):
    """Closed unread."""

    def __init__(self, reply: httpcore.Response) -> None:
        self._reply = reply

    def __iter__(self) -> Iterator[bytes]:
        return iter(())

    def close(self) -> None:
        self._reply.close()
