"""The alerts of a site as everybody sees them: written by the evaluator alone, read by every hub.

`rows` are what boards show, with a number that rises with each change. What the evaluator must
remember from look to look (dwells that run) is kept beside them; if Redis is emptied it is made
again, from the rows of the database.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, cast

import orjson
import redis

from wallboard.state import keys
from wallboard.state.control import Control

Rows = Mapping[str, Mapping[str, Any]]

# The number rises over a restart of the evaluator, and stays above that of an older content.
_PUBLISH = """
local number = redis.call('HINCRBY', KEYS[1], 'number', 1)
redis.call('HSET', KEYS[1], 'rows', ARGV[1])
redis.call('PUBLISH', KEYS[2], ARGV[2])
return number
"""


@dataclass(frozen=True, slots=True)
class Published:
    """`number` 0: nothing was published since Redis was last empty."""

    number: int = 0
    rows: Rows = field(default_factory=dict)


NOTHING = Published()


class AlertRecords:
    """Of all sites. Every call raises StateUnavailable."""

    def __init__(self, client: redis.Redis) -> None:
        self._client = client

    def publish(self, site: str, rows: Rows) -> int:
        """One step for every reader; returns the number of this content."""
        told = orjson.dumps(asdict(Control("alerts", site=site)))
        text = orjson.dumps(rows)
        number = self._client.eval(_PUBLISH, 2, keys.alerts(site), keys.CONTROL, text, told)
        return int(cast("int", number))

    def published(self, site: str) -> Published:
        return published_of(self._client.hmget(keys.alerts(site), ["number", "rows"]))

    def remembered(self, site: str) -> dict[str, Any]:
        """Rule → what the evaluator keeps of it; empty when Redis was emptied."""
        stored = self._client.get(keys.alert_memory(site))
        return dict(orjson.loads(stored)) if isinstance(stored, bytes) else {}

    def remember(self, site: str, memory: Mapping[str, Any]) -> None:
        self._client.set(keys.alert_memory(site), orjson.dumps(memory))

    def looked(self, at: float, counted: Mapping[str, int]) -> None:
        """The evaluator was here; `counted` is added to what it has counted so far."""
        self._client.hset(keys.ALERT_COUNTS, "looked_at", repr(at))
        self.count(counted)

    def count(self, counted: Mapping[str, int]) -> None:
        pipeline = self._client.pipeline(transaction=False)
        for name, number in counted.items():
            pipeline.hincrby(keys.ALERT_COUNTS, name, number)
        pipeline.execute()

    def counts(self) -> tuple[float | None, dict[str, int]]:
        """When the evaluator last looked (None: not since Redis was empty), and its counts."""
        found = cast("dict[bytes, bytes]", self._client.hgetall(keys.ALERT_COUNTS))
        stored = {name.decode(): value.decode() for name, value in found.items()}
        looked_at = stored.pop("looked_at", None)
        return (
            None if looked_at is None else float(looked_at),
            {name: int(number) for name, number in stored.items()},
        )


def published_of(found: Any) -> Published:
    number, rows = found
    return NOTHING if number is None or rows is None else Published(int(number), orjson.loads(rows))
