"""The only code that knows Trio's addresses, headers and page sizes.

A request goes to the server in charge with that server's token; a 307 or a dead server moves it to
the other one of the pair. Collections are read whole, page by page.
"""

from __future__ import annotations

from collections.abc import Collection as Statuses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from connectors.base import RunContext
from connectors.errors import ConnectorError, CredentialsRejected, Refused, Unreachable
from connectors.http import Reply, VendorHttp, authority, origin, under
from connectors.trio.failover import Pair
from connectors.trio.payloads import Page, envelope_of, is_envelope, page_of
from connectors.trio.session import TrioSession
from connectors.trio.signin import REDIRECTS, Moved, SignIn

MAX_PAGES = 100
MAX_SWITCHES = 2
SWITCH_SECONDS = 3.0  # less than this left of a run is not enough to try the other server
FRESH_TOKEN_SECONDS = 60.0  # a 403 with an older token may only want the new rights


@dataclass(frozen=True, slots=True)
class Collection:
    """All items of a collection. `complete` is False when pages were lost on the way.

    `asked_at` and `received_at` are epoch seconds around the last page.
    """

    items: list[dict[str, Any]]
    complete: bool
    asked_at: float
    received_at: float
    status: int = 200

    @property
    def latency_seconds(self) -> float:
        return max(0.0, self.received_at - self.asked_at)


class TrioClient:
    """One run's requests."""

    def __init__(self, context: RunContext, http: VendorHttp, again: bool = False) -> None:
        self._context = context
        self._http = http
        self.session = TrioSession(context)
        self._signin = SignIn(context, http, self.session, again)
        self.pair = Pair(context, http, self.session)

    def sign_in_anew(self) -> None:
        """A full login with the words as they are now, on the server in charge."""
        for _ in range(MAX_SWITCHES + 1):
            base = self.pair.active
            try:
                self._signin.renewed(base, self.session.token(authority(base)), login=True)
            except Moved as moved:
                self.pair.move(base, moved.reply)
            else:
                return
        raise _circle()

    def get(
        self,
        path: str,
        *,
        purpose: str,
        params: Mapping[str, Any] | None = None,
        returns: Statuses[int] = (),
    ) -> Reply:
        """GET a path below the address, or a server-relative href, from the server in charge.

        Statuses in `returns` come back beside 2xx; others are raised as errors.
        """
        for _ in range(MAX_SWITCHES + 1):
            base = self.pair.active
            try:
                reply = self._authorised(base, path, purpose, params)
            except Moved as moved:
                self.pair.move(base, moved.reply)
                continue
            except Unreachable as dead:
                reply = self._from_other(dead, base, path, purpose, params)
            if reply.ok or reply.status in returns:
                return reply
            raise reply.error(self._context.clock())
        raise _circle()

    def collection(
        self,
        path: str,
        *,
        purpose: str,
        page_size: int,
        params: Mapping[str, Any] | None = None,
        returns: Statuses[int] = (),
        absent_is_empty: bool = False,
    ) -> Collection:
        """Read all pages. A status in `returns` ends it: look at `status`. It is not complete where
        a page tells another total than there are items: some came or went while we read.

        A 404 with Trio's envelope is an empty collection; with `absent_is_empty` one without any
        body is so too.
        """
        items: list[dict[str, Any]] = []
        totals: set[int] = set()
        query: Mapping[str, Any] | None = {**(params or {}), "pageSize": page_size}
        target, seen, number = path, set[str](), 1
        while True:
            asked_at = self._context.clock()
            reply = self.get(target, purpose=purpose, params=query, returns=(404, *returns))
            received_at = self._context.clock()
            bare = absent_is_empty and number == 1 and reply.empty
            if not reply.ok and not (reply.status == 404 and (bare or is_envelope(reply))):
                if reply.status in returns:
                    return Collection([], False, asked_at, received_at, reply.status)
                self.session.update(found_at=None)  # links may have moved: look again next time
                raise reply.error(received_at)
            fresh = envelope_of(reply, self._context.findings, path.split("?")[0]).items
            repeated = bool(items) and fresh == items[-len(fresh) :]
            items += [] if repeated else fresh
            page = page_of(reply.headers)
            totals |= {page.total} if page and page.total is not None else set()
            more = not repeated and bool(fresh) and _has_more(page, number, len(fresh))
            if not more or number >= MAX_PAGES:
                complete = not more and totals <= {len(items)}
                return Collection(items, complete, asked_at, received_at)
            number += 1
            seen.add(target)
            link = self._own(page.next_link) if page and page.next_link else None
            if link is not None:
                link = completed(link, {**(params or {}), "pageSize": page_size})
            if link is not None and link not in seen:
                target, query = link, None
            else:
                target = path
                query = {**(params or {}), "pageSize": page_size, "page": number}

    def _own(self, link: str) -> str | None:
        """A page link as a server-relative address; None when it leads to another server."""
        target = under(under(self.pair.active, "/"), link)
        if origin(target) != origin(self.pair.active):
            return None
        parts = urlsplit(target)
        return f"{parts.path}?{parts.query}" if parts.query else parts.path

    def _authorised(
        self, base: str, path: str, purpose: str, params: Mapping[str, Any] | None
    ) -> Reply:
        token = self._signin.bearer(base)
        reply = self._send(base, path, purpose, params, token.access)
        old = self._context.clock() - token.issued_at > FRESH_TOKEN_SECONDS
        if reply.status != 401 and not (reply.status == 403 and old):
            return reply
        for login in (False, True):
            if token.access in self._signin.logged_in:
                break
            token = self._signin.renewed(base, token, login=login)
            reply = self._send(base, path, purpose, params, token.access)
            if reply.status != 401:
                return reply
        raise Refused(
            f"{reply.source} accepts the login but not the token that it gave for it.",
            hint="Check that the user is an API Account with the permission profile API.",
        )

    def _send(
        self, base: str, path: str, purpose: str, params: Mapping[str, Any] | None, access: str
    ) -> Reply:
        headers = {"Authorization": f"Bearer {access}", "Accept": "application/json"}
        charset = self._context.account.options.get("charset") or "utf-8"
        if charset != "utf-8":
            headers["Content-Type"] = f"application/json; charset={charset}"
        reply = self._http.request(
            "GET",
            under(base, path),
            purpose=purpose,
            params=params,
            headers=headers,
            returns=range(300, 600),
        )
        if reply.status in REDIRECTS:
            raise Moved(reply)
        return reply

    def _from_other(
        self,
        dead: Unreachable,
        base: str,
        path: str,
        purpose: str,
        params: Mapping[str, Any] | None,
    ) -> Reply:
        """A server that is gone cannot redirect: ask the other one, and stay there if it answers.

        It sends us back when it is not in charge; then the first one's trouble is the answer.
        """
        other = self.pair.other(base)
        left = self._context.deadline_at - self._context.clock()
        if other is None or left < SWITCH_SECONDS:
            raise dead
        try:
            reply = self._authorised(other, path, purpose, params)
        except CredentialsRejected:
            raise
        except (Moved, ConnectorError):
            raise dead from None
        if reply.ok:
            self.pair.take(other)
        return reply


def completed(link: str, params: Mapping[str, Any]) -> str:
    """A link with the parameters that it leaves out; what it says itself stays (names are compared
    without case). Without `fields` a further page would hold less than the first one."""
    said = {name.casefold() for name, _ in parse_qsl(urlsplit(link).query, keep_blank_values=True)}
    left_out = {name: value for name, value in params.items() if name.casefold() not in said}
    if not left_out:
        return link
    return f"{link}{'&' if '?' in link else '?'}{urlencode(left_out)}"


def _circle() -> Refused:
    return Refused("The two Trio servers send us to each other in a circle.")


def _has_more(page: Page | None, number: int, count: int) -> bool:
    """By the header's count of pages, else its link; a header that says nothing: until a page is
    empty or repeats. Without a header the collection is whole (document: more than 10 are paged).
    """
    if page is None:
        return False
    if page.pages is not None:
        return number < page.pages
    return page.next_link is not None or page.total is None
