"""Codes that unknown screens show, for five minutes each. Redis forgets them by itself.

A code is kept under a keyed digest of it, so that how long a look-up takes tells nothing about
codes that exist. Beside it lies the *hash* of the credential that the screen will have once
somebody has entered the code: nothing in here opens anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields

import redis

from wallboard.state import keys

CODE_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Pairing:
    """A code that a screen shows; `expires_at` in epoch seconds. The rest is for the person who
    enters it: which screen is that?"""

    code: str
    credential_hash: str
    expires_at: float
    address: str = ""
    browser: str = ""


class Pairings:
    """Every call raises StateUnavailable when Redis does not answer."""

    def __init__(self, client: redis.Redis) -> None:
        self._client = client

    def show(self, digest: str, pairing: Pairing, most: int, now_at: float) -> bool:
        """Keep a code for as long as it is shown. False: `most` are shown already, or this one."""
        self._client.zremrangebyscore(keys.PAIRINGS, "-inf", now_at)
        if int(self._client.zcard(keys.PAIRINGS)) >= most:  # type: ignore[arg-type]
            return False
        if not self._client.zadd(keys.PAIRINGS, {digest: pairing.expires_at}, nx=True):
            return False
        key, until = keys.pairing(digest), int(pairing.expires_at - now_at) or 1
        pipeline = self._client.pipeline(transaction=True)
        pipeline.hset(key, mapping={name: str(value) for name, value in asdict(pairing).items()})
        pipeline.expire(key, until)
        pipeline.set(keys.pairing_of(pairing.credential_hash), pairing.code, ex=until)
        pipeline.expire(keys.PAIRINGS, CODE_SECONDS * 2)
        pipeline.execute()
        return True

    def look(self, digest: str) -> Pairing | None:
        return _read(self._client.hgetall(keys.pairing(digest)))  # type: ignore[arg-type]

    def code_of(self, credential_hash: str) -> str:
        """The code that this screen shows now; empty when it shows none."""
        found = self._client.get(keys.pairing_of(credential_hash))
        return found.decode() if isinstance(found, bytes) else ""

    def take(self, digest: str) -> Pairing | None:
        """The code, which is gone from now on: of two who enter it at once, one gets it."""
        pipeline = self._client.pipeline(transaction=True)
        pipeline.hgetall(keys.pairing(digest))
        pipeline.delete(keys.pairing(digest))
        pipeline.zrem(keys.PAIRINGS, digest)
        found = _read(pipeline.execute()[0])
        if found is not None:
            self._client.delete(keys.pairing_of(found.credential_hash))
        return found

    def count(self, kind: str, who: str, seconds: int) -> int:
        """One more of something that is limited; how many within these seconds, this included."""
        pipeline = self._client.pipeline(transaction=True)
        pipeline.set(keys.tries(kind, who), 0, ex=seconds, nx=True)
        pipeline.incr(keys.tries(kind, who))
        return int(pipeline.execute()[1])

    def counted(self, kind: str, who: str) -> int:
        found = self._client.get(keys.tries(kind, who))
        return int(found) if isinstance(found, bytes) else 0


def _read(stored: Mapping[bytes, bytes]) -> Pairing | None:
    """None for nothing, and for what was being written when its writer died."""
    texts = {name.decode(): value.decode() for name, value in stored.items()}
    if any(one.name not in texts for one in fields(Pairing)):
        return None
    return Pairing(
        texts["code"],
        texts["credential_hash"],
        float(texts["expires_at"]),
        texts["address"],
        texts["browser"],
    )
