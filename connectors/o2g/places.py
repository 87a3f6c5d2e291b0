"""Which address to use, of the internal and the public one that O2G tells for everything.

Real servers tell internal addresses that cannot be reached from outside, and plain http beside a
public https; some tell a path only. So the addresses are tried in order until one can be reached:
what was reached before, the account's own host, the others; from https to http is never followed;
and what is told, but on the account's own host, is the last resort, or the only one where it is
pinned.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar
from urllib.parse import urljoin, urlsplit, urlunsplit

from connectors.errors import Malformed, Unreachable
from connectors.http import base_address, host, origin
from connectors.o2g.options import INTERNAL, PINNED, PUBLIC, O2gOptions

T = TypeVar("T")
HTTPS = "https://"
SCHEME, HOST_AND_PORT = re.compile(r"[a-z][a-z0-9+.-]*://", re.I), re.compile(r"[\w.-]+:\d+(/|$)")
TLS_PORT = {8014: 8016}  # of the event channel: plain, and with TLS


class Places:
    """The addresses of one host of an account. `prefer` remembers what could be reached."""

    def __init__(self, address: str, options: O2gOptions) -> None:
        base = base_address(address)
        head, found, _ = base.partition("/api/rest")
        self.root = f"{head}/api/rest" if found else f"{base}/api/rest"
        self.prefer = ""
        self._mode = options.addresses
        self._event_address = base_address(options.event_address) if options.event_address else ""

    def rest(self, internal: str, public: str) -> list[str]:
        """Where a REST resource may be, best first. Raises Malformed when none may be followed."""
        internal, public = self._absolute(internal), self._absolute(public)
        given = internal or public
        return self._ordered(internal, public, self._pinned(self.root, given) if given else "")

    def events(self, internal: str, public: str) -> list[str]:
        """Where the event channel may be. Its port is another than that of REST."""
        internal, public = self._absolute(internal), self._absolute(public)
        given = self._of_our_kind([internal, public]) or [internal or public]
        if self._event_address:
            return [self._pinned(self._event_address, given[0])] if given[0] else []
        parts = urlsplit(given[0])
        upgraded = self.root.startswith(HTTPS) and not given[0].startswith(HTTPS)
        told = TLS_PORT.get(parts.port or 0, parts.port) if upgraded else parts.port
        port = f":{told}" if told else ""
        name = host(self.root)
        name = f"[{name}]" if ":" in name else name
        scheme = "https" if upgraded else parts.scheme
        pinned = self._pinned(f"{scheme}://{name}{port}", given[0]) if given[0] else ""
        return self._ordered(internal, public, pinned)

    def first_reached(self, places: list[str], use: Callable[[str], T]) -> T:
        """What `use` makes of the first place that can be reached. Other errors end the search."""
        for place in places:
            try:
                found = use(place)
            except Unreachable:
                if place == places[-1]:
                    raise
            else:
                self.prefer = place
                return found
        raise Malformed("O2G tells no address that may be followed.")

    def _ordered(self, internal: str, public: str, pinned: str) -> list[str]:
        only = {INTERNAL: [internal], PUBLIC: [public], PINNED: [pinned]}.get(self._mode)
        if only is not None:
            places = self._of_our_kind(only)
        else:
            told = self._of_our_kind([internal, public])
            places = sorted([*told, pinned], key=lambda place: self._rank(place, place in told))
        found = list(dict.fromkeys(place for place in places if place))
        if not found:
            raise Malformed(
                f"O2G at {host(self.root)} tells no address that may be followed.",
                hint="Choose another setting for the server's addresses.",
            )
        return found

    def _rank(self, place: str, is_told: bool) -> tuple[int, bool, bool]:
        """What was reached is tried again; of one host's, what O2G tells comes first."""
        reached = bool(self.prefer) and host(place) == host(self.prefer)
        ours = host(place) == host(self.root)
        distance = 0 if reached else 3 if not is_told else 1 if ours else 2
        return distance, not is_told, not reached or origin(place) != origin(self.prefer)

    def _absolute(self, given: str) -> str:
        """Servers behind a proxy tell paths, or leave the scheme out."""
        if not given:
            return ""
        if SCHEME.match(given):
            scheme, _, rest = given.partition("://")
            return f"{scheme.lower()}://{rest}"
        if HOST_AND_PORT.match(given):
            given = f"//{given}"
        elif not given.startswith(("/", "?")):
            given = f"/{given}" if given.startswith("api/") else f"{self.root}/{given}"
        found = urljoin(self.root, given)
        host(found)  # raises Malformed for a port that is none
        return found

    def _of_our_kind(self, places: list[str]) -> list[str]:
        """Plain http only where the administrator chose it."""
        kinds = (HTTPS,) if self.root.startswith(HTTPS) else (HTTPS, "http://")
        return [place for place in places if place.startswith(kinds)]

    @staticmethod
    def _pinned(base: str, given: str) -> str:
        """The path and query of one address on the host of another."""
        at, what = urlsplit(base), urlsplit(given)
        return urlunsplit((at.scheme, at.netloc, what.path, what.query, ""))
