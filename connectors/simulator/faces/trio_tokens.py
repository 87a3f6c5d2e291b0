"""Trio's authentication: client key as Basic, user in a form, bearer tokens of one server each."""

import base64
import binascii
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from connectors.simulator import credentials
from connectors.simulator.http import Request
from connectors.simulator.options import Options


@dataclass(slots=True)
class Tokens:
    """Tokens that one server has given out, with the instant at which each expires."""

    access: dict[str, float] = field(default_factory=dict)
    refresh: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Grant:
    access: str
    refresh: str
    expires_in: int


class TrioTokens:
    """Each listener keeps its own tokens, so those of one server mean nothing to the other."""

    def __init__(self, options: Options, clock: Callable[[], float] = time.monotonic) -> None:
        self.options = options
        self._clock = clock
        self._servers: dict[str, Tokens] = {}

    def _of(self, listener: str) -> Tokens:
        return self._servers.setdefault(listener, Tokens())

    def client_key_is_right(self, request: Request) -> bool:
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        key = credentials.TRIO_CLIENT_KEY
        if self.options.client_key_encoding == "encode":
            key = base64.b64encode(key.encode("iso-8859-1")).decode()
        return scheme.lower() == "basic" and given.strip() == key

    def user_is_right(self, form: dict[str, str]) -> bool:
        wanted = (credentials.TRIO_USERNAME, credentials.TRIO_PASSWORD)
        given = (form.get("username", ""), form.get("password", ""))
        if self.options.credential_encoding == "plain":
            # a plain form may come in UTF-8 or ISO-8859-1; the form is read as ISO-8859-1
            utf8 = tuple(text.encode().decode("iso-8859-1") for text in wanted)
            return given in (wanted, utf8)
        try:
            return tuple(_decode(text) for text in given) == wanted
        except ValueError:
            return False

    def grant(self, listener: str) -> Grant:
        """Give out a new pair."""
        tokens, now = self._of(listener), self._clock()
        grant = Grant(
            secrets.token_urlsafe(32),
            secrets.token_urlsafe(32),
            int(self.options.access_token_seconds),
        )
        tokens.access[grant.access] = now + self.options.access_token_seconds
        tokens.refresh[grant.refresh] = now + self.options.refresh_token_seconds
        return grant

    def redeem(self, listener: str, refresh: str) -> bool:
        """Use up a refresh token; each is good for one renewal."""
        return self._of(listener).refresh.pop(refresh, 0.0) > self._clock()

    def bearer_is_right(self, listener: str, request: Request) -> bool:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        expires = self._of(listener).access.get(token.strip(), 0.0)
        return scheme.lower() == "bearer" and expires > self._clock()

    def expire(self, what: str) -> None:
        for tokens in self._servers.values():
            if what in ("access", "all"):
                tokens.access.clear()
            if what in ("refresh", "all"):
                tokens.refresh.clear()


def _decode(text: str) -> str:
    try:
        return base64.b64decode(text, validate=True).decode("iso-8859-1")
    except (binascii.Error, ValueError) as error:
        raise ValueError("not Base64") from error
