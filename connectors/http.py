"""The only maker of an httpx client: every request to a vendor system goes through `VendorHttp`.

Limits for connecting, reading, writing and for the whole; a bounded body; TLS verified; no proxy,
netrc or certificate from the environment; no redirect followed here. Failures are classed into the
tree of `errors.py`. The log says method, host, path (long parts shortened), status, time and size,
and nothing else.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from connectors.addresses import authority, base_address, host, origin, under
from connectors.base import RunContext
from connectors.deadlines import Deadline
from connectors.errors import ConnectorError, Malformed, Refused, Unreachable
from connectors.failures import classed, unpacker
from connectors.http_stream import MAX_LINE_BYTES, Cut, Lines, LongReply, Silent
from connectors.http_transport import REPEATABLE, Transport, verification
from connectors.replies import Reply

__all__ = [
    "MAX_LINE_BYTES",
    "Cut",
    "Limits",
    "Lines",
    "LongReply",
    "Reply",
    "Silent",
    "VendorHttp",
    "authority",
    "base_address",
    "host",
    "origin",
    "under",
]

log = logging.getLogger("wallboard.connectors.http")
# At INFO httpx logs whole addresses, and at DEBUG httpcore logs headers: never let them speak.
for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)

USER_AGENT = "wallboard"
SIGN_IN = "sign-in"  # the purpose of what is never sent twice: it could lock the login
LONGEST_SHOWN = 32  # characters of a path's part; what is longer may be a token, as O2G's are


def _shown(path: str) -> str:
    return "/".join(part if len(part) <= LONGEST_SHOWN else "…" for part in path.split("/"))


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds and bytes. `total_seconds` bounds one request from name to last byte."""

    connect_seconds: float = 5.0
    read_seconds: float = 10.0
    write_seconds: float = 5.0
    total_seconds: float = 15.0
    max_body_bytes: int = 16 * 1024 * 1024


class VendorHttp:
    """Requests of one run of one connector. Not shared between threads; close it after the run."""

    def __init__(
        self,
        context: RunContext,
        label: str,
        limits: Limits | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        """`label` names the vendor in sentences; `transport` is for tests alone."""
        self._context = context
        self._label = label
        self._limits = limits or Limits()
        self._deadline = Deadline()
        self.base = base_address(context.account.base_url)
        self._client = httpx.Client(
            transport=transport
            or Transport(verification(context.account.ca_bundle), self._deadline),
            timeout=httpx.Timeout(
                connect=self._limits.connect_seconds,
                read=self._limits.read_seconds,
                write=self._limits.write_seconds,
                pool=self._limits.connect_seconds,
            ),
            headers={"User-Agent": USER_AGENT, "Accept-Encoding": "gzip"},
            follow_redirects=False,
            trust_env=False,
        )

    def __repr__(self) -> str:
        return f"<VendorHttp {self._label} {host(self.base)}>"

    @property
    def cookies(self) -> dict[str, str]:
        """Names and values of the cookies that this run was given."""
        return {cookie.name: cookie.value or "" for cookie in self._client.cookies.jar}

    def request(
        self,
        method: str,
        url: str,
        *,
        purpose: str,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        form: Mapping[str, str] | None = None,
        json: Any = None,
        returns: Collection[int] = (),
        reads: bool = False,
    ) -> Reply:
        """Send one request to an absolute address, or to a path below the account's address.

        A status in `returns` is handed back beside 2xx; any other is raised by the table of
        `replies.py`. A redirect is never followed: ask for its status in `returns`, then
        `redirect_target`. `purpose` is what the meter of calls counts it under. `reads`: it changes
        nothing there though it is a POST; as a GET it may be sent again over a new connection.
        """
        url = under(self.base, url)
        source = f"{self._label} at {host(url)}"
        seconds = self._seconds_left(source)
        try:
            request = self._client.build_request(
                # An empty mapping would wipe the query that an address has, as a page link does.
                method,
                url,
                params=params or None,
                headers=headers,
                data=form,
                json=json,
                extensions={REPEATABLE: purpose != SIGN_IN and (reads or method == "GET")},
            )
        except (httpx.InvalidURL, ValueError, TypeError):
            raise Refused(f"A setting of the account cannot be sent to {source}.") from None
        self._context.findings.request(purpose)
        begun = time.monotonic()
        status, size = 0, 0
        try:
            reply = self._exchange(request, source, seconds)
            status, size = reply.status, len(reply.body)
        finally:
            log.debug(
                "vendor request %s %s%s status=%d ms=%d bytes=%d",
                method,
                host(url),
                _shown(request.url.path),
                status,
                (time.monotonic() - begun) * 1000,
                size,
            )
        if reply.ok or reply.status in returns:
            return reply
        raise reply.error(self._context.clock())

    def stream(
        self, method: str, url: str, *, purpose: str, silence_seconds: Callable[[], float]
    ) -> LongReply | Reply:
        """Open an answer without end; a `Reply` when the status is not 2xx.

        No cookie is sent. Connecting and the head have the usual limits, the body only that of
        silence. Close what is returned; `close` of this object ends it too.
        """
        url = under(self.base, url)
        source = f"{self._label} at {host(url)}"
        seconds = self._seconds_left(source)
        self._client.cookies.clear()
        limits = httpx.Timeout(self._limits.connect_seconds, read=None)
        try:
            request = self._client.build_request(
                method, url, headers={"Accept": "*/*", "Accept-Encoding": "identity"},
                content=b"", timeout=limits,
            )  # fmt: skip
        except (httpx.InvalidURL, ValueError, TypeError):
            raise Malformed(f"{source} gave an address that is not well-formed.") from None
        self._context.findings.request(purpose)
        self._deadline.set(seconds)
        try:
            response = self._client.send(request, stream=True)
        except Exception as error:
            raise classed(error, source, seconds, in_body=False) from None
        log.debug(
            "vendor stream %s %s%s status=%d",
            method,
            host(url),
            _shown(request.url.path),
            response.status_code,
        )
        if response.is_success:
            return LongReply(response, source, self._deadline, silence_seconds)
        try:
            return Reply(source, response.status_code, {}, self._body_of(response, source), url)
        except ConnectorError:
            raise
        except Exception as error:
            raise classed(error, source, seconds, in_body=True) from None
        finally:
            response.close()

    def redirect_target(self, reply: Reply, allowed: Callable[[str], bool]) -> str:
        """The address that a redirect names, if it may be followed; else `Refused`.

        `allowed` is asked with ``host:port``. From https to http is refused whoever asks.
        """
        target = reply.location
        if not target:
            raise Malformed(f"{reply.source} sent us elsewhere without saying where.")
        if not target.startswith(("http://", "https://")):
            raise Refused(f"{reply.source} sent us to an address that is not of the web.")
        if reply.url.startswith("https:") and target.startswith("http:"):
            raise Refused(f"{reply.source} sent us from https to http, which we never follow.")
        if not allowed(authority(target)):
            raise Refused(
                f"{reply.source} sent us to {host(target)}, which does not belong to this account.",
                hint="Check the address of the account; nothing was sent to the other host.",
            )
        return target

    def close(self) -> None:
        self._client.close()

    def _seconds_left(self, source: str) -> float:
        left = self._context.deadline_at - self._context.clock()
        if left <= 0:
            raise Unreachable(f"{source} was too slow: the time of this run is over.")
        return min(left, self._limits.total_seconds)

    def _exchange(self, request: httpx.Request, source: str, seconds: float) -> Reply:
        self._deadline.set(seconds)
        response: httpx.Response | None = None
        try:
            response = self._client.send(request, stream=True)
            body = self._body_of(response, source)
        except ConnectorError:
            raise
        except Exception as error:
            # `from None`: an httpx error holds the request, and so its headers.
            in_body = response is not None
            waited = seconds if in_body else min(seconds, self._limits.read_seconds)
            raise classed(error, source, waited, in_body=in_body) from None
        finally:
            if response is not None:
                response.close()
        headers = {name.lower(): value for name, value in response.headers.items()}
        location = headers.get("location", "") if 300 <= response.status_code < 400 else ""
        return Reply(
            source=source,
            status=response.status_code,
            headers=headers,
            body=body,
            url=str(request.url),
            location=under(str(request.url), location).split("#")[0] if location else "",
        )

    def _body_of(self, response: httpx.Response, source: str) -> bytes:
        limit = self._limits.max_body_bytes
        declared = response.headers.get("content-length", "")
        too_large = Malformed(f"{source} gave an answer of more than {limit // 1024} KiB.")
        if declared.isascii() and declared.isdigit() and int(declared[:18]) > limit:
            raise too_large
        unpack = unpacker(response.headers.get("content-encoding", ""), source)
        body = bytearray()
        for chunk in response.iter_raw():
            body += unpack(chunk, limit + 1 - len(body))
            if len(body) > limit:
                raise too_large
        return bytes(body)
