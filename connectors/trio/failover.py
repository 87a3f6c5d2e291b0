"""The pair of servers: which one is in charge, which hosts belong to the account, and the word
about it on the health page.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from connectors.base import RunContext
from connectors.errors import ConnectorError, Refused
from connectors.http import Reply, VendorHttp, authority, host, under
from connectors.trio.payloads import Root, root_of
from connectors.trio.session import TrioSession

NOTE = (
    "Trio runs in failover mode on {host}. Its statistics are not accurate meanwhile: "
    "some counters restarted at the switch-over."
)


class Pair:
    """`active` is the address of the API on the server in charge."""

    def __init__(self, context: RunContext, http: VendorHttp, session: TrioSession) -> None:
        self._context = context
        self._http = http
        self._session = session

    @property
    def active(self) -> str:
        return str(self._session.get("active") or self._http.base)

    @property
    def failover(self) -> bool:
        return bool(self._session.get("failover"))

    def read_root(self, base: str | None = None) -> Root:
        """Ask a server (the active one) who it is, without being redirected; needs no token."""
        base = base or self.active
        reply = self._http.request(
            "GET",
            base,
            purpose="discovery",
            params={"redirect": "false"},
            headers={"Accept": "application/json"},
        )
        root = root_of(reply, self._context.findings)
        servers = [self._authority_of(name) for name in root.servers]
        known = [name for name in self._session.get("servers") or [] if not servers]
        self._session.update(
            servers=list(dict.fromkeys([*servers, *known])),
            failover=root.failover,
            active=base,
        )
        self._tell()
        return root

    def other(self, base: str) -> str | None:
        """The address of the other server of the pair, if it is known."""
        here = authority(base)
        for name in [authority(self._http.base), *(self._session.get("servers") or [])]:
            if name != here and not self._same(name, here):
                return self._address(name)
        return None

    def move(self, base: str, reply: Reply) -> None:
        """Follow a redirect of `base` to the server in charge. Raises `Refused` for any other."""
        try:
            target = self._http.redirect_target(reply, self._allowed)
        except Refused:
            if authority(base) != authority(self._http.base) or not self._names_changed(base):
                raise
            target = self._http.redirect_target(reply, self._allowed)
        self.take(self._address(authority(target), scheme=urlsplit(target).scheme))

    def take(self, base: str) -> None:
        """Let `base` be the server in charge, and learn from it whether that is a failover."""
        self._session.update(active=base)
        try:
            self.read_root(base)
        except ConnectorError:
            self._session.update(failover=authority(base) != authority(self._http.base))
            self._tell()

    def _allowed(self, target: str) -> bool:
        """The account's own server and the two that the root names, by host and port."""
        known = [authority(self._http.base), *(self._session.get("servers") or [])]
        return target in known

    def _names_changed(self, base: str) -> bool:
        before = self._session.get("servers") or []
        try:
            self.read_root(base)
        except ConnectorError:
            return False
        return (self._session.get("servers") or []) != before

    def _same(self, name: str, here: str) -> bool:
        """Whether two names are one server: a short name and its full one ("trio1", "trio1.x")."""
        short, port = here.rsplit(":", 1)
        long, other_port = name.rsplit(":", 1)
        first, second = sorted((short, long), key=len)
        return port == other_port and (first == second or second.startswith(f"{first}."))

    def _authority_of(self, name: str) -> str:
        """A server as the root names it; the port is the account's own unless it says one."""
        own = urlsplit(self._http.base)
        named = urlsplit(name if "//" in name else f"//{name}")
        port = f":{named.port}" if named.port else (f":{own.port}" if own.port else "")
        return authority(f"{named.scheme or own.scheme}://{named.hostname or ''}{port}")

    def _address(self, server: str, scheme: str = "") -> str:
        own = urlsplit(self._http.base)
        return under(f"{scheme or own.scheme}://{server}", own.path).rstrip("/")

    def _tell(self) -> None:
        text = NOTE.format(host=host(self.active)) if self.failover else None
        self._context.findings.note("failover", text)
