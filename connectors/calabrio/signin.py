"""Signing in to Calabrio: one POST with the credentials, a session back. Never repeated here."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from connectors.base import RunContext
from connectors.calabrio.options import CalabrioOptions
from connectors.errors import CredentialsRejected, Malformed, Refused
from connectors.http import VendorHttp
from connectors.reading import Reader

COOKIE = "hazelcast.sessionId"  # `sessionID` in the document's prose is a slip
COOKIE_VALUE = re.compile(r"[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]+")  # RFC 6265
AUTHORIZE = "authorize"
REJECTIONS = frozenset({400, 401, 403, 422})  # retrying any of these could lock the login


@dataclass(frozen=True, slots=True)
class Session:
    id: str = field(repr=False)
    cookies: Mapping[str, str] = field(repr=False, default_factory=dict)
    timezone: str = ""

    @property
    def cookie_header(self) -> str:
        """What the server set (a balancer's cookies too) and in any case the session's own."""
        cookies = {**self.cookies, COOKIE: self.id}
        return "; ".join(f"{name}={value}" for name, value in cookies.items())


class SignIn:
    """The login of one account."""

    def __init__(self, context: RunContext, http: VendorHttp, options: CalabrioOptions) -> None:
        self._context = context
        self._http = http
        self._options = options
        self.root = root_of(http.base)

    def authorize(self) -> Session:
        reply = self._http.request(
            "POST",
            f"{self.root}/{AUTHORIZE}",
            purpose="sign-in",
            json=self._credentials(),
            headers={"Accept": "application/json"},
            returns=REJECTIONS,
        )
        if not reply.ok:
            raise rejected(reply.source, f" (status {reply.status})")
        payload = reply.json()
        reader = Reader(
            payload if isinstance(payload, dict) else {}, self._context.findings, "authorize"
        )
        cookies = self._http.cookies
        session_id = reader.text("sessionId", "sessionld") or cookies.get(COOKIE) or ""
        if not session_id:
            # Not Malformed: that would sign in again at every poll, and could lock the login.
            raise rejected(reply.source, " (no session in its answer)")
        if reader.flag("deactivated"):
            raise rejected(reply.source, " (the user is deactivated)")
        if not COOKIE_VALUE.fullmatch(session_id):
            raise Malformed(f"{reply.source} gave a session that cannot be sent back.")
        return Session(session_id, cookies, reader.text("timezoneString") or "")

    def _credentials(self) -> dict[str, str]:
        secrets, options = self._context.account.secrets, self._options
        for key in ("user", "password"):
            if not secrets.get(key):
                raise Refused(f"The Calabrio account has no {key}.", hint="Enter it in the admin.")
        credentials = {
            options.user_member: secrets["user"],
            "password": secrets["password"],
            # The document requires `language`; clients in use send only one of the two.
            "language": options.language,
            "locale": options.language,
        }
        return credentials | ({"tenantId": options.tenant_id} if options.tenant_id else {})

    def login_mark(self) -> str:
        """Which login a stored session belongs to: another address or user is another session."""
        account = self._context.account
        return _digest(self.root, account.secrets.get("user", ""), self._options.tenant_id)

    def secret_mark(self) -> str:
        return _digest(self.login_mark(), self._context.account.secrets.get("password", ""))


def root_of(base: str) -> str:
    """…/api/rest of an account's address, given with or without it."""
    head, found, _ = base.partition("/api/rest")
    return f"{head}/api/rest" if found else f"{base}/api/rest"


def rejected(source: str, detail: str = "") -> CredentialsRejected:
    return CredentialsRejected(
        f"{source} did not accept the sign-in{detail}.",
        hint="Check user, password and tenant id of the account, and that the user is active. "
        "Wallboard does not try again by itself.",
    )


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
