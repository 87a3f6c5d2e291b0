"""Which address to use, of the internal and the public one that O2G tells for everything.

Real servers tell internal addresses that cannot be reached from outside, and plain http beside a
public https. So the addresses are tried in order until one can be reached; from https to http is
never followed; and the account's own host is the last resort, or the only one where it is pinned.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar
from urllib.parse import urlsplit, urlunsplit

from connectors.errors import Malformed, Unreachable
from connectors.http import base_address, host
from connectors.o2g.options import INTERNAL, PINNED, PUBLIC, O2gOptions

T = TypeVar("T")
HTTPS = "https://"


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
        given = internal or public
        return self._ordered(internal, public, self._pinned(self.root, given) if given else "")

    def events(self, internal: str, public: str) -> list[str]:
        """Where the event channel may be. Its port is another than that of REST."""
        given = self._of_our_kind([internal, public]) or [internal or public]
        if self._event_address:
            return [self._pinned(self._event_address, given[0])] if given[0] else []
        parts = urlsplit(given[0])
        port = f":{parts.port}" if parts.port else ""
        name = host(self.root)
        name = f"[{name}]" if ":" in name else name
        scheme = urlsplit(self.root).scheme if self.root.startswith(HTTPS) else parts.scheme
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
                self.prefer = host(place)
                return found
        raise Malformed("O2G tells no address that may be followed.")

    def _ordered(self, internal: str, public: str, pinned: str) -> list[str]:
        only = {INTERNAL: [internal], PUBLIC: [public], PINNED: [pinned]}.get(self._mode)
        if only is not None:
            places = self._of_our_kind(only)
        else:
            places = [*self._of_our_kind([internal, public]), pinned]
            liked = (self.prefer, host(self.root))
            places.sort(key=lambda place: min(
                (rank for rank, name in enumerate(liked) if host(place) == name), default=9
            ))  # fmt: skip
        found = list(dict.fromkeys(place for place in places if place))
        if not found:
            raise Malformed(
                f"O2G at {host(self.root)} tells no address that may be followed.",
                hint="Choose another setting for the server's addresses.",
            )
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
