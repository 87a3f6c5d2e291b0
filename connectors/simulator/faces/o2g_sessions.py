"""O2G's sign-in: Basic credentials for a fresh AlcUserId, which opens one session."""

import base64
import binascii
import hashlib
import hmac
import json
import re
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from typing import Any

from connectors.simulator import credentials
from connectors.simulator.http import Request
from connectors.simulator.options import Options

CREDENTIAL, TOMCAT = "AlcUserId", "JSESSIONID"
_LOGINS = re.compile(rf"{credentials.O2G_LOGIN}(-[1-9]\d{{0,2}})?")
_SECRET = secrets.token_bytes(32)


def token_for(login: str) -> str:
    """A JWT like O2G's; the `jti` makes each one fresh, also within one second."""
    claims = {"sub": login, "iat": int(time.time()), "jti": secrets.token_hex(4)}
    parts = [_encoded(json.dumps(part).encode()) for part in ({"alg": "HS256"}, claims)]
    signed = hmac.new(_SECRET, ".".join(parts).encode(), hashlib.sha256).digest()
    return ".".join((*parts, _encoded(signed)))


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def basic_of(request: Request) -> tuple[str, str] | None:
    """User and password, decoded as UTF-8; None if there are none."""
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        user, found, password = base64.b64decode(given, validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return None
    return (user, password) if found else None


def cookies_of(request: Request) -> dict[str, str]:
    cookies: SimpleCookie = SimpleCookie()
    try:
        cookies.load(request.headers.get("cookie", ""))
    except CookieError:
        return {}
    return {name: morsel.value for name, morsel in cookies.items()}


@dataclass(slots=True)
class Session:
    """`used` is monotonic; instants for the books are real epoch seconds."""

    credential: str
    tomcat: str
    login: str
    host: str
    time_to_live: float
    used: float
    opened_at: float = field(default_factory=time.time)
    used_at: float = field(default_factory=time.time)
    monitored: set[str] = field(default_factory=set)
    rti: Any = None
    snapshots: set[str] = field(default_factory=set)

    def as_json(self) -> dict[str, Any]:
        return {
            "login": self.login, "host": self.host, "opened_at": self.opened_at,
            "used_at": self.used_at, "time_to_live": self.time_to_live, "admin": True,
        }  # fmt: skip


class Sessions:
    """Of one host. A credential opens one session, once."""

    def __init__(
        self, host: str, options: Options, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.host, self.options = host, options
        self._clock = clock
        self._credentials: dict[str, str] = {}
        self._used_up: set[str] = set()
        self.open: dict[str, Session] = {}

    @staticmethod
    def accepts(user: str, password: str) -> bool:
        return bool(_LOGINS.fullmatch(user)) and password == credentials.O2G_PASSWORD

    def authenticate(self, login: str) -> str:
        credential = token_for(login)
        self._credentials[credential] = login
        return credential

    def login_of(self, request: Request) -> str | None:
        return self._credentials.get(cookies_of(request).get(CREDENTIAL, ""))

    def begin(self, request: Request) -> Session | None:
        """None if this credential has opened its session already (or is none)."""
        credential = cookies_of(request).get(CREDENTIAL, "")
        login = self._credentials.get(credential)
        if login is None or credential in self._used_up:
            return None
        self._used_up.add(credential)
        tomcat = secrets.token_hex(16).upper() + ".tomcat"
        session = Session(
            credential, tomcat, login, self.host, self.options.o2g_time_to_live, self._clock()
        )
        self.open[credential] = session
        return session

    def of(self, request: Request) -> Session | None:
        """The session of a request, its timer restarted. JSESSIONID must be right if it is given,
        and given if the options say so."""
        cookies = cookies_of(request)
        session = self.open.get(cookies.get(CREDENTIAL, ""))
        if session is None:
            return None
        tomcat = cookies.get(TOMCAT, "")
        if tomcat != session.tomcat and (tomcat or self.options.o2g_require_jsessionid):
            return None
        session.used, session.used_at = self._clock(), time.time()
        return session

    def was_opened(self, request: Request) -> bool:
        return cookies_of(request).get(CREDENTIAL, "") in self._used_up

    def end(self, session: Session) -> None:
        self.open.pop(session.credential, None)

    def expired(self) -> list[Session]:
        """Those whose time is over, the grace included."""
        now = self._clock()
        return [
            one
            for one in self.open.values()
            if now - one.used > one.time_to_live + self.options.o2g_grace
        ]

    def forget(self) -> None:
        """Every credential and session, as after a restart."""
        self._credentials.clear()
        self._used_up.clear()
        self.open.clear()
