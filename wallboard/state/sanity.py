"""What the sanity watch remembers of a site, and what it found last. JSON values, kept for a while.

Both are written as one. They are no longer than the site is large: `projections/sanity.py` bounds
what is found and remembers nothing of what the site no longer has.
"""

from __future__ import annotations

from typing import Any

import orjson
import redis

from wallboard.state import keys

REPORT_SECONDS = 600  # a watch that stopped says nothing any more
MEMORY_SECONDS = 2 * 86_400


class SanityRecords:
    """Every call is one round trip and raises StateUnavailable when Redis does not answer."""

    def __init__(self, client: redis.Redis) -> None:
        self._client = client

    def memory(self, site: str) -> dict[str, Any]:
        """As it was kept; empty when there is none, or none that can be read."""
        return _read(self._client.get(keys.sanity_memory(site))) or {}

    def report(self, site: str) -> dict[str, Any] | None:
        """Of the last look; None when there was none for ten minutes."""
        return _read(self._client.get(keys.sanity_report(site)))

    def keep(self, site: str, report: dict[str, Any], memory: dict[str, Any]) -> None:
        pipeline = self._client.pipeline(transaction=True)
        pipeline.set(keys.sanity_report(site), orjson.dumps(report), ex=REPORT_SECONDS)
        pipeline.set(keys.sanity_memory(site), orjson.dumps(memory), ex=MEMORY_SECONDS)
        pipeline.execute()


def _read(stored: Any) -> dict[str, Any] | None:
    if not isinstance(stored, bytes):
        return None
    try:
        found = orjson.loads(stored)
    except orjson.JSONDecodeError:
        return None
    return found if isinstance(found, dict) else None
