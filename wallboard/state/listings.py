"""A listing of an account that was fetched for a preview, until it is applied or too old."""

from __future__ import annotations

import zlib
from typing import Any

import orjson
import redis

from wallboard.state import keys

KEPT_SECONDS = 900  # longer than anybody reads a preview


class Listings:
    """One per account; a newer one replaces it. JSON values in, JSON values out. Every call raises
    StateUnavailable when Redis does not answer."""

    def __init__(self, client: redis.Redis) -> None:
        self._client = client

    def keep(self, account: str, summary: dict[str, Any], listing: Any = None) -> None:
        """`summary` is what is shown, `listing` what it is of; without one it cannot be applied."""
        fields = {"summary": orjson.dumps(summary)}
        if listing is not None:
            fields["listing"] = zlib.compress(orjson.dumps(listing))
        pipeline = self._client.pipeline(transaction=True)
        pipeline.delete(keys.listing(account))
        pipeline.hset(keys.listing(account), mapping=fields)
        pipeline.expire(keys.listing(account), KEPT_SECONDS)
        pipeline.execute()

    def summary(self, account: str) -> dict[str, Any] | None:
        stored: Any = self._client.hget(keys.listing(account), "summary")
        return None if stored is None else orjson.loads(stored)

    def listing(self, account: str) -> Any:
        """None when there is none, or none any more."""
        stored: Any = self._client.hget(keys.listing(account), "listing")
        return None if stored is None else orjson.loads(zlib.decompress(stored))

    def forget(self, account: str) -> None:
        self._client.delete(keys.listing(account))
