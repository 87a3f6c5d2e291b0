"""Batches for tests, in few words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wallboard.domain.facts import Fact, FactKey, SiteFacts
from wallboard.domain.observation import Batch, Kind, Observation, Value

SITE = "north"
T0 = 1_760_000_000.0


def observed(
    external_id: str, at: float = T0, kind: Kind = Kind.QUEUE, **fields: Any
) -> Observation:
    values = {k: v if isinstance(v, Value) else Value(v) for k, v in fields.items()}
    return Observation(kind, external_id, values, at, at)


def batch(
    *observations: Observation,
    account: str = "trio",
    job: str = "state",
    at: float = T0,
    complete: bool = True,
    covers: frozenset[Kind] = frozenset({Kind.QUEUE}),
) -> Batch:
    return Batch(account, job, covers, observations, at, complete)


def key(field: str, external_id: str = "1", account: str = "trio", job: str = "state") -> FactKey:
    return FactKey(account, job, Kind.QUEUE, external_id, field)


def facts(site: SiteFacts) -> dict[FactKey, Fact]:
    return {key: fact for known in site.by_entity.values() for key, fact in known.items()}


def raws(site: SiteFacts) -> Mapping[FactKey, object]:
    return {key: fact.value.raw for key, fact in facts(site).items()}
