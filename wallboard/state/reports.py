"""What each display told last of itself: one small JSON object per display, the newest only.

It is not configuration and may be lost with Redis: displays tell it again within half a minute.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import orjson
import redis
import redis.asyncio

from wallboard.state import keys

KEPT_SECONDS = 30 * 86_400


async def keep_reports(
    client: redis.asyncio.Redis, reports: Mapping[str, Mapping[str, Any]]
) -> None:
    """Raises StateUnavailable."""
    pipeline = client.pipeline(transaction=False)
    pipeline.hset(keys.REPORTS, mapping={id_: orjson.dumps(one) for id_, one in reports.items()})
    pipeline.expire(keys.REPORTS, KEPT_SECONDS)
    await pipeline.execute()


class DisplayReports:
    """Every call raises StateUnavailable."""

    def __init__(self, client: redis.Redis) -> None:
        self._client = client

    def of(self, displays: Iterable[str]) -> dict[str, dict[str, Any]]:
        """Display → what it told last, with `at` by the server's clock."""
        ids = list(displays)
        stored: Any = self._client.hmget(keys.REPORTS, ids) if ids else []
        read = {id_: _read(text) for id_, text in zip(ids, stored, strict=True)}
        return {id_: report for id_, report in read.items() if report}

    def forget(self, displays: Iterable[str]) -> None:
        ids = list(displays)
        if ids:
            self._client.hdel(keys.REPORTS, *ids)

    def known(self) -> list[str]:
        """Displays that have told something, also those that are no more."""
        return [name.decode() for name in self._client.hkeys(keys.REPORTS)]  # type: ignore[union-attr]


def _read(text: bytes | None) -> dict[str, Any]:
    try:
        found = orjson.loads(text) if text else {}
    except orjson.JSONDecodeError:
        return {}
    return found if isinstance(found, dict) else {}
