"""What sources said of instants that were missed, until history has read it."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import orjson
import redis

from wallboard.domain.facts import Fact
from wallboard.domain.observation import Batch, Past
from wallboard.state import encoding, keys

KEPT_SECONDS = 300  # history reads once a minute


@dataclass(frozen=True, slots=True)
class PastFacts:
    """What held at one instant, by one job of one account. `newest_at` is the last of its past."""

    account: str
    job: str
    at: float
    newest_at: float
    facts: tuple[Fact, ...]


class Pasts:
    """One per account and job; a newer one replaces it. Every call raises StateUnavailable when
    Redis does not answer."""

    def __init__(self, client: redis.Redis) -> None:
        self._client = client

    def keep(self, site: str, past: Past) -> None:
        """Raises ValueError when a value is no finite number, text or flag."""
        if not past.batches:
            return
        newest = past.batches[-1]
        field = encoding.dumps([newest.account, newest.job])
        body = zlib.compress(orjson.dumps([_plain(batch, newest) for batch in past.batches]))
        pipeline = self._client.pipeline(transaction=True)
        pipeline.hset(keys.past(site), mapping={field: body})
        pipeline.expire(keys.past(site), KEPT_SECONDS)
        pipeline.execute()

    def load(self, site: str) -> list[PastFacts]:
        """All of a site, each account's in order of time."""
        stored: Any = self._client.hgetall(keys.past(site))
        return [
            PastFacts(account, job, at, newest_at, tuple(_facts(facts)))
            for body in stored.values()
            for account, job, at, newest_at, facts in orjson.loads(zlib.decompress(body))
        ]

    def forget(self, site: str, read: Iterable[PastFacts]) -> None:
        """What history has read."""
        fields = {encoding.dumps([one.account, one.job]).decode() for one in read}
        if fields:
            self._client.hdel(keys.past(site), *fields)


def _plain(batch: Batch, newest: Batch) -> list[Any]:
    facts: dict[str, str] = {}
    for one in batch.observations:
        entity = encoding.entity_fragment(batch.account, batch.job, one.kind, one.external_id)
        instants = encoding.instants_fragment(one.observed_at, one.received_at)
        for name, value in one.values.items():
            body = encoding.value_fragment(value) + b"," + instants
            facts[encoding.fact_field(entity, name).decode()] = body.decode()
    return [batch.account, batch.job, batch.received_at, newest.received_at, facts]


def _facts(stored: dict[str, str]) -> Iterable[Fact]:
    return encoding.facts_of({key.encode(): body.encode() for key, body in stored.items()})
