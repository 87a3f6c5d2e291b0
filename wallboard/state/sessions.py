"""Vendor sessions (tokens, cookies) shared by all jobs of an account, encrypted at rest."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol, cast

import orjson
import redis

from wallboard.state import encoding, keys
from wallboard.state.leases import Lease, held

SIGN_IN_SECONDS = 8.0  # renewed while it lasts
SIGN_IN_LIMIT_SECONDS = 30.0
POLL_SECONDS = 0.05


class Cipher(Protocol):
    """`decrypt` raises whatever it likes for what it cannot read."""

    def encrypt(self, plain: bytes, /) -> bytes: ...

    def decrypt(self, secret: bytes, /) -> bytes: ...


class StoredSessions:
    """The `SessionStore` of one account. Empty after Redis was emptied or the key was changed."""

    def __init__(self, client: redis.Redis, account: str, cipher: Cipher) -> None:
        self._client = client
        self._account = account
        self._cipher = cipher
        self._key = keys.session(account)

    def __repr__(self) -> str:
        return f"StoredSessions(account={self._account!r})"

    def load(self) -> dict[str, Any]:
        """What was saved last, or an empty dict: never kept, ended, or not readable."""
        stored = cast("bytes | None", self._client.get(self._key))
        if stored is None:
            return {}
        try:
            session = orjson.loads(self._cipher.decrypt(stored))
        except Exception:  # whatever the cipher raises, the way out is to sign in again
            return {}
        return session if isinstance(session, dict) else {}

    def save(self, session: Mapping[str, Any], ttl_seconds: float) -> None:
        """Keep for `ttl_seconds`; a time that is over keeps nothing."""
        ttl_ms = int(ttl_seconds * 1000)
        if ttl_ms <= 0:
            self.clear()
            return
        secret = self._cipher.encrypt(encoding.dumps(dict(session)))
        self._client.set(self._key, secret, px=ttl_ms)

    def clear(self) -> None:
        self._client.delete(self._key)

    @contextmanager
    def exclusive(self, wait_seconds: float = 10.0) -> Iterator[None]:
        """Hold while signing in or refreshing, then load again: somebody may have done it.

        Raises TimeoutError when another holds it longer than `wait_seconds`.
        """
        until = time.monotonic() + wait_seconds
        while True:
            lease = Lease(self._client, f"sign-in:{self._account}", SIGN_IN_SECONDS)
            with held(lease, SIGN_IN_LIMIT_SECONDS) as keeper:
                if keeper is not None:
                    yield
                    return
            if time.monotonic() >= until:
                raise TimeoutError("another worker has been signing in for too long")
            time.sleep(POLL_SECONDS)
