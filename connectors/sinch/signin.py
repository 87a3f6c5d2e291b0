"""Signing in to Sinch, in three styles. Never repeated here.

`session`: one POST with the credentials, a cookie back. The other two send the credentials with
every request; there, signing in is one small request that shows whether they are taken, so that a
wrong password is tried once and not by every job.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from connectors.base import RunContext
from connectors.errors import CredentialsRejected, Malformed, Refused
from connectors.http import Reply, VendorHttp
from connectors.reading import member
from connectors.sinch.options import SinchOptions, Style
from connectors.sinch.places import places_of

COOKIE = "JSESSIONID"
COOKIE_VALUE = re.compile(r"[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]+")  # RFC 6265
REJECTIONS = frozenset({400, 401, 403, 422})  # of a sign-in; retrying any could lock the login
PROBE = ("rci", "timeZones")  # small, harmless, and part of every installation
PROBE_ANSWERS = frozenset({400, 401, 403, 404})
ADDRESS_HINT = "Check the address: it ends with the tenant, https://HOST/TENANT."
NEEDED: Mapping[Style, tuple[str, ...]] = {
    Style.SESSION: ("username", "password"),
    Style.GATEWAY: ("api_key", "username", "password"),
    Style.PLAIN: (),
}


@dataclass(frozen=True, slots=True)
class Session:
    """What a sign-in gave: cookies, or nothing where credentials travel with each request."""

    id: str = field(repr=False)
    cookies: Mapping[str, str] = field(repr=False, default_factory=dict)

    @property
    def cookie_header(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())


class SignIn:
    """The login of one account."""

    def __init__(self, context: RunContext, http: VendorHttp, options: SinchOptions) -> None:
        self._context = context
        self._http = http
        self._style = options.style
        self.places = places_of(http.base, options.style)

    def sign_in(self) -> Session:
        self._check_secrets()
        return self._by_cookie() if self.places.sign_in else self._by_probe()

    def headers(self, session: Session) -> dict[str, str]:
        """Of every request. The documents ask for JSON by name; XML comes otherwise."""
        headers = {"Accept": "application/json"}
        if self._style is Style.SESSION:
            # This run's jar may hold a newer balancer's cookie than the one that was stored.
            own = session.cookies.get(COOKIE, "")
            cookies = {**session.cookies, **self._http.cookies, COOKIE: own}
            return headers | {"Cookie": Session("", cookies).cookie_header}
        if self._style is Style.GATEWAY:
            headers["x-api-key"] = self._secret("api_key")
        if self._secret("username"):
            headers["Authorization"] = self._basic()
        return headers

    def _by_cookie(self) -> Session:
        reply = self._http.request(
            "POST",
            self.places.sign_in,
            purpose="sign-in",
            form={"Authorization": self._basic()},
            headers={"Authorization": "ECFAUTH", "Accept": "application/json"},
            returns=REJECTIONS,
        )
        if not reply.ok:
            raise rejected(reply.source, f" (status {reply.status})")
        cookies = self._http.cookies
        own = cookies.get(COOKIE, "")
        if reply.is_markup:  # though it may bring a cookie: any page does
            raise Malformed(
                f"{reply.source} answered the sign-in with a web page.",
                hint=ADDRESS_HINT,
            )
        if not own:
            # Not Malformed: that would sign in again at every poll, and could lock the login.
            raise rejected(reply.source, " (no session in its answer)")
        if _tells_no_user(reply):
            raise rejected(reply.source, " (no user in its answer)")
        if not COOKIE_VALUE.fullmatch(own):
            raise Malformed(f"{reply.source} gave a session that cannot be sent back.")
        return Session(own, cookies)

    def _by_probe(self) -> Session:
        """A login that is known but has no right to this is a good login; jobs tell of rights."""
        session = Session(f"proven {self._context.clock():.3f}")
        reply = self._http.request(
            "GET",
            self.places.of(*PROBE),
            purpose="sign-in",
            params={"limit": 1},
            headers=self.headers(session),
            returns=PROBE_ANSWERS,
        )
        if reply.status == 401:
            raise rejected(reply.source, " (status 401)")
        return session

    def sign_out(self, session: Session) -> Reply | None:
        if not self.places.sign_in:
            return None
        return self._http.request(
            "DELETE",
            self.places.sign_in,
            purpose="sign-in",
            headers=self.headers(session),
            returns=frozenset(range(300, 600)),
        )

    def login_mark(self) -> str:
        """Which login a stored session belongs to: another address or user is another session."""
        return _digest(self.places.root, self._style, self._secret("username"))

    def secret_mark(self) -> str:
        return _digest(self.login_mark(), self._secret("password"), self._secret("api_key"))

    def _check_secrets(self) -> None:
        for key in NEEDED[self._style]:
            if not self._secret(key):
                raise Refused(
                    f"The Sinch account has no {key.replace('_', ' ')}.",
                    hint="Enter it in the admin and test the connection.",
                )

    def _basic(self) -> str:
        """UTF-8 before Base64, as the vendor's own library does it."""
        words = f"{self._secret('username')}:{self._secret('password')}"
        return f"Basic {base64.b64encode(words.encode()).decode('ascii')}"

    def _secret(self, key: str) -> str:
        return self._context.account.secrets.get(key, "")


def rejected(source: str, detail: str = "") -> CredentialsRejected:
    return CredentialsRejected(
        f"{source} did not accept the sign-in{detail}.",
        hint="Check user name, password, API key and the kind of authentication. "
        "Wallboard does not try again by itself.",
    )


def _tells_no_user(reply: Reply) -> bool:
    """A success holds the user's `id` (VENDOR-FACTS 3.2). An answer without a word is let pass."""
    try:
        told = None if reply.empty else reply.json()
    except Malformed:
        return False
    if not isinstance(told, dict) or not told:
        return False
    return not any(
        member(one, "id", "userId") for one in (told, *told.values()) if isinstance(one, dict)
    )


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
