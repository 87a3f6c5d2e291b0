"""What outlives a run of any job of a Trio account: tokens per server, which server is in charge,
where its links lead, how it spells its members. Kept in the account's `SessionStore` as one value.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from connectors.base import RunContext
from connectors.errors import Unreachable

KEPT_SECONDS = 30 * 86400.0  # the longest life of a refresh token, by the document


@dataclass(frozen=True, slots=True)
class Token:
    """Of one server. `renew_at` is early enough that no request meets an expired token."""

    access: str
    refresh: str
    issued_at: float
    renew_at: float

    def __repr__(self) -> str:
        return "Token(...)"


class TrioSession:
    """Reads are of what was loaded last; every write loads again under the account's lock."""

    def __init__(self, context: RunContext) -> None:
        self._context = context
        self._owner = _fingerprint(context)
        self._loaded: dict[str, Any] | None = None

    def __repr__(self) -> str:
        return "<TrioSession>"

    def get(self, key: str, default: Any = None) -> Any:
        if self._loaded is None:
            self._loaded = self._load()
        return self._loaded.get(key, default)

    def table(self, key: str) -> Mapping[str, Any]:
        found = self.get(key)
        return found if isinstance(found, Mapping) else {}

    def update(self, **values: Any) -> None:
        """Set members; None removes one."""
        with self.writing() as write:
            write(values)

    def merge(self, key: str, values: Mapping[str, Any]) -> None:
        """Set members of a table, keeping its others; None removes one."""
        with self.writing() as write:
            merged = {**self.table(key), **values}
            write({key: {name: kept for name, kept in merged.items() if kept is not None}})

    @contextmanager
    def writing(self) -> Iterator[Callable[[Mapping[str, Any]], None]]:
        """Hold the account's lock, see what others wrote, and get a function that writes."""
        left = self._context.deadline_at - self._context.clock()
        try:
            with self._context.sessions.exclusive(min(10.0, max(left, 0.1))):
                self._loaded = self._load()
                yield self._write
        except TimeoutError:
            raise Unreachable("Another job has been signing in to Trio for too long.") from None

    def token(self, server: str) -> Token | None:
        found = self.table("tokens").get(server)
        try:
            return Token(**found) if found else None
        except TypeError:  # written by another version
            return None

    def _load(self) -> dict[str, Any]:
        """What was kept under this address and these secrets; what others left is not ours."""
        session = self._context.sessions.load()
        return session if session.get("owner") == self._owner else {"owner": self._owner}

    def _write(self, values: Mapping[str, Any]) -> None:
        session = {**(self._loaded or {}), **values}
        self._loaded = {key: value for key, value in session.items() if value is not None}
        self._context.sessions.save(self._loaded, KEPT_SECONDS)


def _fingerprint(context: RunContext) -> str:
    secrets = context.account.secrets
    told = [context.account.base_url, *(f"{key}={secrets[key]}" for key in sorted(secrets))]
    return hashlib.sha256("\0".join(told).encode()).hexdigest()
