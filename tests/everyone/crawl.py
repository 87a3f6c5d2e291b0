"""Every page that an administrator reaches by links, one of each kind: a new one needs no row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Page

from tests.everyone.settling import Settling

# Kinds of addresses: what differs between two pages of one kind.
KIND = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/)\d+(?=/|$)")
NOT_PAGES = re.compile(
    r"/logout/|/static/|\.json$|/jsi18n/|diagnostics/$|/metrics|/healthz/|/admin/password_change/done"
    r"|\.csv$|\.png$|\.svg$|/openapi"
)
LINKS = """() => [...document.querySelectorAll("a[href]")].map((a) => a.href)"""
FIRST = ("/boards/", "/admin/", "/health/")
ALONE = ("/login/", "/tv", "/no-such-page/")  # reached by nobody who is signed in


@dataclass
class Crawl:
    """Visit each kind once, in the order found, and wait until it has settled."""

    page: Page
    url: str
    seen: set[str] = field(default_factory=set)

    def __iter__(self) -> Iterator[str]:
        """Yields the path that the browser shows now."""
        settling = Settling(self.page)
        waiting = [*FIRST, *ALONE]
        while waiting:
            path = waiting.pop(0)
            kind = KIND.sub("N", path)
            if kind in self.seen:
                continue
            self.seen.add(kind)
            reply = self.page.goto(self.url + path)
            if reply is None or "text/html" not in (reply.headers.get("content-type") or ""):
                continue
            settling.wait()
            yield path
            waiting += self._links()

    def _links(self) -> list[str]:
        found = []
        for address in self.page.evaluate(LINKS):
            parts = urlsplit(address)
            if address.startswith(self.url) and not NOT_PAGES.search(parts.path):
                found.append(parts.path)
        return found
