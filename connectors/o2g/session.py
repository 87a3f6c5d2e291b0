"""O2G's session: root descriptor, Basic authentication, session with two cookies, keepalive, close.

A rejected login is tried once and never again. The session is kept for all jobs of the account and
for the next reader; that it has ended shows by a 401 or 403 (INVALID_SESSION).
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any

from connectors.base import RunContext
from connectors.errors import ConnectorError, CredentialsRejected, Refused, Unreachable
from connectors.http import Reply, VendorHttp
from connectors.o2g import payloads
from connectors.o2g.options import O2gOptions
from connectors.o2g.places import Places

LABEL = "O2G"
KEPT_SECONDS = 86_400.0  # in the store; whether it still lives is seen by its use
DEFAULT_TIME_TO_LIVE = 120.0  # where the server tells none
CREDENTIAL, TOMCAT = "AlcUserId", "JSESSIONID"
REFUSALS = frozenset({401, 403})


class SessionLost(Unreachable):
    """The session has ended: another must be opened. The login itself is not in doubt."""


class SessionGone(SessionLost):
    """The server says so itself; a status alone leaves a doubt."""


@dataclass(frozen=True, slots=True)
class Session:
    mark: str  # of which login and host it is
    url: str
    base: str
    admin: bool
    time_to_live_seconds: float
    services: Mapping[str, str]
    cookies: Mapping[str, str] = field(repr=False, default_factory=dict)

    @property
    def cookie_header(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items() if value)


class O2gSession:
    """Of one account at one of its hosts."""

    def __init__(self, context: RunContext, options: O2gOptions, address: str = "") -> None:
        """`address`: of the secondary server; empty: the account's own."""
        self._context = context
        self._options = options
        self._http = VendorHttp(context, LABEL)
        self.places = Places(address or self._http.base, options)

    def __repr__(self) -> str:
        return f"<O2gSession {self.places.root}>"

    @property
    def http(self) -> VendorHttp:
        return self._http

    def stored(self) -> Session | None:
        """What another run has opened, if it is of this login and host."""
        found = self._context.sessions.load().get("session")
        if not isinstance(found, dict) or found.get("mark") != self._mark():
            return None
        try:
            return Session(**found)
        except TypeError:  # another version stored it
            return None

    def ensure(self, stale: Session | None = None) -> Session:
        """A session other than `stale`: the stored one, else a new one. Raises ConnectorError."""
        with self.exclusive():
            session = self.stored()
            if session is None or (stale is not None and session.cookies == stale.cookies):
                session = self._open()
                self._context.sessions.save({"session": asdict(session)}, KEPT_SECONDS)
            return session

    def remember(self, **entries: Any) -> None:
        """Beside the session, and as long as it."""
        with self.exclusive():
            state = self._context.sessions.load()
            if state.get("session"):
                self._context.sessions.save({**state, **entries}, KEPT_SECONDS)

    def recall(self, key: str) -> Any:
        return self._context.sessions.load().get(key)

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        try:
            with self._context.sessions.exclusive():
                yield
        except TimeoutError:
            raise Unreachable("Another run has been signing in to O2G for too long.") from None

    def request(
        self, session: Session, method: str, url: str, *, purpose: str, json: Any = None,
        returns: frozenset[int] = frozenset(),
    ) -> Reply:  # fmt: skip
        """Raises SessionLost, Refused with what O2G says, or what `VendorHttp` raises."""
        reply = self._http.request(
            method, url, purpose=purpose, json=json, returns=REFUSALS | returns,
            headers={"Cookie": session.cookie_header, "Accept": "application/json"},
        )  # fmt: skip
        if reply.status not in REFUSALS or reply.status in returns:
            return reply
        error = payloads.rest_error(reply)
        if error.type == payloads.INVALID_SESSION:
            raise SessionGone(f"{reply.source} does not know our session any more.")
        if error.type == payloads.NOT_READY:
            raise Unreachable(f"{reply.source} is not ready yet.")
        if reply.status == 401 or not error.type:
            raise SessionLost(f"{reply.source} does not know our session any more.")
        said = f" It says: “{error.message}”" if error.message else ""
        raise Refused(
            f"{reply.source} says that this login may not use “{purpose}”.{said}",
            hint="Check the rights of the login and the licences of the server.",
        )

    def keep_alive(self, session: Session) -> None:
        """Start the session's timer anew. Whatever is not 2xx means that it is lost."""
        reply = self._http.request(
            "POST", f"{session.url}/keepalive", purpose="keepalive",
            returns=frozenset(range(300, 600)), headers={"Cookie": session.cookie_header},
        )  # fmt: skip
        if not reply.ok:
            raise SessionLost(f"{reply.source} does not know our session any more.")

    def close(self, session: Session | None = None) -> None:
        """End it there and forget it here. A server that is gone is no trouble."""
        session = session or self.stored()
        if session is None:
            return
        self._context.sessions.clear()
        try:
            self._http.request(
                "DELETE", session.url, purpose="sign-in", returns=frozenset(range(300, 600)),
                headers={"Cookie": session.cookie_header},
            )  # fmt: skip
        except ConnectorError:
            return  # it ends by itself

    def answers(self) -> bool:
        """Whether this host is there at all. No login is sent."""
        try:
            reply = self._http.request("GET", self.places.root, purpose="sign-in")
            payloads.version_from_root(reply, self._context.findings)
        except ConnectorError:
            return False
        return True

    def end(self) -> None:
        self._http.close()

    # signing in

    def _open(self) -> Session:
        findings, places = self._context.findings, self.places
        root = self._http.request("GET", places.root, purpose="sign-in")
        where = payloads.version_from_root(root, findings)
        answer = places.first_reached(places.rest(where.internal, where.public), self._authenticate)
        credential, where, expired = payloads.authentication(answer, findings)
        findings.note("password", "O2G says that the password of the login has expired."
                      if expired else None)  # fmt: skip
        credential = _cookie(answer, CREDENTIAL) or credential
        if not credential:
            raise self._rejected(answer.source, "no credential in its answer")
        cookies = {CREDENTIAL: credential}
        opened = places.first_reached(
            places.rest(where.internal, where.public), lambda url: self._post(url, cookies)
        )
        info = payloads.session_info(opened, findings)
        if not info.admin:
            findings.note("admin", "The login is no administrator: O2G shows it only itself.")
        url = opened.url.split("?")[0].rstrip("/")
        internal, public = info.base.internal, info.base.public
        if not (internal or public):
            internal = url.removesuffix("/sessions")
        if tomcat := _cookie(opened, TOMCAT):
            cookies[TOMCAT] = tomcat
        cookies[CREDENTIAL] = _cookie(opened, CREDENTIAL) or credential
        return Session(
            mark=self._mark(),
            url=url,
            base=places.rest(internal, public)[0].split("?")[0].rstrip("/"),
            admin=info.admin,
            time_to_live_seconds=info.time_to_live_seconds or DEFAULT_TIME_TO_LIVE,
            services=dict(info.services),
            cookies=cookies,
        )

    def _authenticate(self, url: str) -> Reply:
        secrets = self._context.account.secrets
        for key in ("login", "password"):
            if not secrets.get(key):
                raise Refused(f"The O2G account has no {key}.", hint="Enter it in the admin.")
        pair = f"{secrets['login']}:{secrets['password']}".encode()
        reply = self._http.request(
            "GET", url, purpose="sign-in", returns=REFUSALS,
            headers={"Authorization": f"Basic {base64.b64encode(pair).decode()}"},
        )  # fmt: skip
        if not reply.ok:
            if reply.status != 401 and payloads.rest_error(reply).type == payloads.NOT_READY:
                raise Unreachable(f"{reply.source} is not ready yet.")
            raise self._rejected(reply.source, f"status {reply.status}")
        return reply

    def _post(self, url: str, cookies: Mapping[str, str]) -> Reply:
        reply = self._http.request(
            "POST", url, purpose="sign-in", returns=REFUSALS,
            json={"applicationName": self._options.application_name},
            headers={"Cookie": f"{CREDENTIAL}={cookies[CREDENTIAL]}"},
        )  # fmt: skip
        if reply.ok:
            return reply
        error = payloads.rest_error(reply)
        if error.type in payloads.MAY_RETRY:
            raise Unreachable(f"{reply.source} is not ready to open a session.")
        raise self._rejected(reply.source, f"no session, status {reply.status}")

    @staticmethod
    def _rejected(source: str, detail: str) -> CredentialsRejected:
        return CredentialsRejected(
            f"{source} did not accept the sign-in ({detail}).",
            hint="Check login and password; it must be an administrator of O2G. Wallboard does not "
            "try again by itself.",
        )

    def _mark(self) -> str:
        secrets = self._context.account.secrets
        parts = (self.places.root, secrets.get("login", ""), secrets.get("password", ""))
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _cookie(reply: Reply, name: str) -> str:
    """From Set-Cookie, the last of the name; several are joined with commas, which no cookie of
    O2G's holds."""
    found = ""
    for part in reply.headers.get("set-cookie", "").split(","):
        key, _, value = part.strip().partition("=")
        if key == name:
            found = value.split(";")[0].strip() or found
    return found
