"""The facts of a site in Redis: applied atomically, versioned, published when they change."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import orjson
import redis

from wallboard.domain.facts import EntityKey, Fact, SiteFacts, SourceKey, Version
from wallboard.domain.observation import Batch, Kind
from wallboard.state import encoding, keys, scripts

CLOCK_STEP_SECONDS = 60.0  # no run lasts so long: an older instant than this is a clock set back


@dataclass(frozen=True, slots=True)
class Applied:
    """The site's version after a batch, and how many facts it changed and removed."""

    version: Version
    changed: int
    gone: int


class Fenced(Exception):
    """A newer reader of this stream has written: whoever gets this was replaced and must stop."""


class FactStore:
    """Writes facts. Every call raises `StateUnavailable` when Redis does not answer."""

    def __init__(self, client: redis.Redis) -> None:
        self._client = client
        self._apply = client.register_script(scripts.APPLY)
        self._forget = client.register_script(scripts.FORGET)
        self._fence = client.register_script(scripts.FENCE)

    def apply(self, site: str, batch: Batch, generation: int | None = None) -> Applied:
        """Compare, write what changed, raise the version, publish the delta, confirm: one step.

        `generation` is that of a stream's reader (see `fence`). Raises Fenced, and changes
        nothing, when a newer one has written; ValueError when a value is no finite number, text
        or flag.
        """
        script_keys, arguments = _arguments_of(site, batch, generation)
        return _applied(self._apply(keys=script_keys, args=arguments))

    def apply_all(self, batches: Iterable[tuple[str, Batch]]) -> list[Applied]:
        """Several (site, batch) in one round trip; each is atomic, in this order."""
        prepared = [_arguments_of(site, batch) for site, batch in batches]
        if not prepared:
            return []
        pipeline = self._client.pipeline(transaction=False)
        for script_keys, arguments in prepared:
            self._apply(keys=script_keys, args=arguments, client=pipeline)
        return [_applied(answer) for answer in pipeline.execute()]

    def fence(self, site: str, account: str, job: str, generation: int) -> None:
        """From now on older generations of this stream cannot write. Raises Fenced: one is newer.

        Generations come from the database (`boards.streams`): a counter in Redis would begin
        again at 1 when Redis was emptied.
        """
        field = encoding.fence_fragment(account, job)
        if not self._fence(keys=[keys.fences(site)], args=[field, generation]):
            raise Fenced

    def load(self, site: str) -> SiteFacts:
        """All facts of a site with the version at which they were true."""
        pipeline = self._client.pipeline(transaction=True)
        pipeline.hmget(keys.meta(site), ["epoch", "number"])
        pipeline.hgetall(keys.facts(site))
        (epoch, number), stored = pipeline.execute()
        return SiteFacts.of(encoding.version_of(epoch, number), encoding.facts_of(stored))

    def confirmed(self, site: str) -> Mapping[SourceKey, float]:
        """When each source last said something complete enough to be believed."""
        return sources_of(_hash(self._client, keys.confirmed(site)))

    def epoch_at(self, site: str) -> float | None:
        """Since when facts of the site are kept: what is not there yet is awaited since then."""
        found = cast("bytes | None", self._client.hget(keys.meta(site), "epoch_at"))
        return None if found is None else float(found)

    def facts_of(
        self, site: str, account: str, kind: Kind
    ) -> Mapping[EntityKey, Mapping[str, Fact]]:
        """One account's facts of all its jobs, by entity and field; of two jobs the newer wins."""
        stored = cast("set[bytes]", self._client.smembers(keys.sources(site)))
        known_sources = (_source(fragment) for fragment in stored)
        sources = [s for s in known_sources if s.account == account and s.kind is kind]
        pipeline = self._client.pipeline(transaction=False)
        for source in sources:
            pipeline.smembers(keys.own(site, *source))
        fields = [field for members in pipeline.execute() for field in members]
        found: dict[EntityKey, dict[str, Fact]] = {}
        for fact in self._facts_at(site, fields):
            known = found.setdefault(fact.entity, {})
            older = known.get(fact.key.field)
            if older is None or older.received_at <= fact.received_at:
                known[fact.key.field] = fact
        return found

    def forget_account(self, site: str, account: str) -> int:
        """Take away all that an account said (it was removed); returns the number of facts."""
        fields = [f for f in self._fields(site) if encoding.key_of_field(f).account == account]
        removed = self._take_away(site, fields, before_at=None)
        for key in (keys.confirmed(site), keys.complete(site)):
            gone = [f for f in _hash(self._client, key) if _source(f).account == account]
            if gone:
                self._client.hdel(key, *(field.decode() for field in gone))
        if fences := [f for f in _hash(self._client, keys.fences(site)) if _owner(f) == account]:
            self._client.hdel(keys.fences(site), *(field.decode() for field in fences))
        said = cast("set[bytes]", self._client.smembers(keys.sources(site)))
        if gone := [source for source in said if _source(source).account == account]:
            self._client.srem(keys.sources(site), *gone)
        return removed

    def forget_unseen(self, site: str, before_at: float) -> int:
        """Take away facts that no batch has contained since `before_at`; returns their number.

        A complete batch is seen as one; only entities of partial batches are remembered singly.
        """
        complete = sources_of(_hash(self._client, keys.complete(site)))
        stale = []
        for field in self._fields(site):
            key = encoding.key_of_field(field)
            if complete.get(SourceKey(key.account, key.job, key.kind), 0.0) < before_at:
                stale.append(field)
        removed = self._take_away(site, stale, before_at)
        self._client.zremrangebyscore(keys.seen(site), "-inf", f"({before_at!r}")
        return removed

    def _take_away(self, site: str, fields: Sequence[bytes], before_at: float | None) -> int:
        if not fields:
            return 0
        now_at = time.time()
        own: dict[str, int] = {}
        arguments: list[bytes | str | float] = [
            secrets.token_hex(8),
            repr(now_at),
            keys.deltas(site),
            "1e300" if before_at is None else repr(before_at),
        ]
        for field in fields:
            key = encoding.key_of_field(field)
            own_key = keys.own(site, key.account, key.job, key.kind)
            arguments += (
                field,
                encoding.entity_fragment(key.account, key.job, key.kind, key.external_id),
                encoding.source_fragment(key.account, key.job, key.kind),
                own.setdefault(own_key, 5 + len(own)),
            )
        fixed = (keys.meta, keys.facts, keys.complete, keys.seen)
        script_keys = [key(site) for key in fixed] + list(own)
        return _applied(self._forget(keys=script_keys, args=arguments)).gone

    def _fields(self, site: str) -> list[bytes]:
        return cast("list[bytes]", self._client.hkeys(keys.facts(site)))

    def _facts_at(self, site: str, fields: list[bytes]) -> Iterable[Fact]:
        if not fields:
            return ()
        bodies = cast("list[bytes | None]", self._client.hmget(keys.facts(site), fields))
        stored = zip(fields, bodies, strict=True)
        return encoding.facts_of({f: body for f, body in stored if body is not None})


def sources_of(stored: Mapping[bytes, bytes]) -> dict[SourceKey, float]:
    return {_source(field): float(at) for field, at in stored.items()}


def _source(field: bytes) -> SourceKey:
    return encoding.source_of_field(field)


def _owner(fence: bytes) -> str:
    return str(orjson.loads(fence)[0])


def _hash(client: redis.Redis, key: str) -> dict[bytes, bytes]:
    return cast("dict[bytes, bytes]", client.hgetall(key))


def _applied(answer: Any) -> Applied:
    if not answer:
        raise Fenced
    epoch, number, changed, gone = answer
    return Applied(Version(encoding.text(epoch), int(number)), int(changed), int(gone))


def _arguments_of(
    site: str, batch: Batch, generation: int | None = None
) -> tuple[list[str], list[bytes | str | int]]:
    """KEYS and ARGV of the script `APPLY`. An entity or field given twice: the last one wins."""
    sources: dict[Kind, dict[bytes, tuple[bytes, bytes]]] = {kind: {} for kind in batch.covers}
    taken_back: dict[Kind, dict[bytes, None]] = {}
    seen: dict[bytes, None] = {}
    for observation in batch.observations:
        kind = observation.kind
        entity = encoding.entity_fragment(batch.account, batch.job, kind, observation.external_id)
        instants = encoding.instants_fragment(observation.observed_at, observation.received_at)
        source = sources.setdefault(kind, {})
        for name, value in observation.values.items():
            field = encoding.fact_field(entity, name)
            source[field] = (encoding.value_fragment(value), instants)
        for name in observation.gone:
            taken_back.setdefault(kind, {})[encoding.fact_field(entity, name)] = None
        if not (batch.complete and kind in batch.covers):
            seen[entity] = None
    fixed = (keys.meta, keys.facts, keys.confirmed, keys.complete, keys.seen, keys.sources)
    script_keys = [*(key(site) for key in fixed), keys.fences(site)]
    arguments: list[bytes | str | int] = [
        secrets.token_hex(8),
        repr(float(batch.received_at)),
        keys.deltas(site),
        int(batch.complete),
        repr(CLOCK_STEP_SECONDS),
        b"" if generation is None else encoding.fence_fragment(batch.account, batch.job),
        generation or 0,
    ]
    for kind, facts in sources.items():
        script_keys.append(keys.own(site, batch.account, batch.job, kind))
        back = [field for field in taken_back.get(kind, ()) if field not in facts]
        arguments += (
            encoding.source_fragment(batch.account, batch.job, kind),
            int(kind in batch.covers),
            len(facts),
            len(back),
        )
        for field, fragments in facts.items():
            arguments += (field, *fragments)
        arguments += back
    arguments += seen
    return script_keys, arguments
