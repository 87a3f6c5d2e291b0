"""Login and renewal by the document: the client key as Basic, words or refresh token in a form.

Tokens belong to one server of the pair. One job signs in at a time; the others wait and use what
it got. A rejected login is tried once, whatever the number of jobs that wait for it.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from connectors.base import RunContext
from connectors.errors import CredentialsRejected, Malformed, Refused
from connectors.http import Reply, VendorHttp, authority, under
from connectors.trio.payloads import Grant, grant_of
from connectors.trio.session import Token, TrioSession

MARGIN_SECONDS = 60.0
REJECTION_SECONDS = 30.0  # how long waiting jobs take another's rejection for their own
REDIRECTS = (301, 302, 303, 307, 308)
REJECTIONS = (400, 401, 403)
# Of a refresh: the server is busy or not there, which a login would not mend. No document says how
# an expired refresh token is answered, so any other error means that there must be a login.
NOT_NOW = (408, 425, 429, 502, 503, 504)
REFUSED_REFRESH = tuple(status for status in range(400, 600) if status not in NOT_NOW)


class Moved(Exception):
    """The other server of the pair is in charge; the reply says where."""

    def __init__(self, reply: Reply) -> None:
        super().__init__("moved")
        self.reply = reply


class SignIn:
    """Tokens for one account. `again` lets a person's own test try words just rejected."""

    def __init__(
        self, context: RunContext, http: VendorHttp, session: TrioSession, again: bool = False
    ) -> None:
        self._context = context
        self._http = http
        self._session = session
        self._again = again
        self.logged_in: set[str] = set()  # access tokens that a full login of this run gave

    def bearer(self, base: str) -> Token:
        """A token that is good for at least a moment; signs in or renews where needed."""
        token = self._session.token(authority(base))
        if token is not None and self._context.clock() < token.renew_at:
            return token
        return self.renewed(base, token)

    def renewed(self, base: str, stale: Token | None, *, login: bool = False) -> Token:
        """Another token than `stale`: what somebody else got meanwhile, else by the refresh token,
        else (or with `login`) by a full login. Raises `CredentialsRejected`."""
        server = authority(base)
        with self._session.writing() as write:
            token = self._session.token(server)
            others = token is not None and (stale is None or token.access != stale.access)
            if token is not None and others and self._context.clock() < token.renew_at:
                return token
            grant = None if login or token is None else self._refreshed(base, token)
            by_login = grant is None
            if grant is None:
                grant = self._logged_in(base, write)
            fresh = self._kept(grant)
            write({"tokens": {**self._session.table("tokens"), server: asdict(fresh)}})
        if by_login:
            self.logged_in.add(fresh.access)
        return fresh

    def _kept(self, grant: Grant) -> Token:
        now = self._context.clock()
        margin = min(MARGIN_SECONDS, grant.lifetime_seconds / 2)
        return Token(grant.access, grant.refresh, now, now + grant.lifetime_seconds - margin)

    def _refreshed(self, base: str, token: Token) -> Grant | None:
        """None where only a login can help."""
        if not token.refresh:
            return None
        form = {"refresh_token": token.refresh}
        reply = self._post(base, "refreshlogin", form, REFUSED_REFRESH)
        try:
            return grant_of(reply) if reply.ok else None
        except Malformed:
            return None

    def _logged_in(self, base: str, write: Any) -> Grant:
        now = self._context.clock()
        rejected_at = float(self._session.get("rejected_at") or 0.0)
        if not self._again and 0 <= now - rejected_at < REJECTION_SECONDS:
            raise _rejected("Trio")
        reply = self._post(base, "login", self._words())
        if not reply.ok:
            write({"rejected_at": now, "tokens": None})
            raise _rejected(reply.source)
        return grant_of(reply)

    def _post(
        self, base: str, what: str, form: Mapping[str, str], accepts: tuple[int, ...] = ()
    ) -> Reply:
        path = self._session.table("links").get(what) or f"{base}/{what}"
        reply = self._http.request(
            "POST",
            under(base, path),
            purpose="sign-in",
            form=form,
            headers={"Authorization": f"Basic {self._key()}", "Accept": "application/json"},
            returns=(*REDIRECTS, *REJECTIONS, *accepts),
        )
        if reply.status in REDIRECTS:
            raise Moved(reply)
        return reply

    def _key(self) -> str:
        key = "".join(self._secret("client_key").split())
        return _base64(key) if self._option("client_key_encoding") == "encode" else key

    def _words(self) -> dict[str, str]:
        words = {name: self._secret(name) for name in ("username", "password")}
        if self._option("credential_encoding") == "plain":
            return words
        return {name: _base64(word) for name, word in words.items()}

    def _secret(self, name: str) -> str:
        value = self._context.account.secrets.get(name, "")
        if not value:
            raise Refused(
                f"The Trio account has no {name.replace('_', ' ')}.",
                hint="Enter it in the admin and test the connection.",
            )
        return value

    def _option(self, key: str) -> str:
        return str(self._context.account.options.get(key) or "")


def _base64(text: str) -> str:
    try:
        return base64.b64encode(text.encode("iso-8859-1")).decode("ascii")
    except UnicodeEncodeError:
        raise Refused(
            "A user name, password or key of the Trio account holds a character outside "
            "ISO-8859-1, which Trio cannot take.",
            hint="Choose other words, or the option that sends them plain.",
        ) from None


def _rejected(source: str) -> CredentialsRejected:
    return CredentialsRejected(
        f"{source} did not accept the login.",
        hint="Check user name, password and client key, and how they are encoded (options).",
    )
