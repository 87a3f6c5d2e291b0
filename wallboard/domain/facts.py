"""Facts: the latest value per source, and the instants that tell its age."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from wallboard.domain.observation import Kind, Value


class FactKey(NamedTuple):
    """Facts are kept per account and job: two sources never overwrite each other."""

    account: str
    job: str
    kind: Kind
    external_id: str
    field: str


class SourceKey(NamedTuple):
    """What is confirmed, and grows old, as one."""

    account: str
    job: str
    kind: Kind


class EntityKey(NamedTuple):
    """One vendor's name for one thing."""

    account: str
    kind: Kind
    external_id: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A value with the instant at which the vendor observed it and we received it.

    Both instants are those of the *change*: a repetition does not touch them. When a source last
    confirmed what it said is kept once per `SourceKey`, not per fact.
    """

    key: FactKey
    value: Value
    observed_at: float
    received_at: float

    @property
    def source(self) -> SourceKey:
        return SourceKey(self.key.account, self.key.job, self.key.kind)

    @property
    def entity(self) -> EntityKey:
        return EntityKey(self.key.account, self.key.kind, self.key.external_id)


class Version(NamedTuple):
    """(epoch, number). Another epoch means: what was known is gone, reload and snapshot."""

    epoch: str
    number: int


@dataclass(frozen=True, slots=True)
class Delta:
    """What one applied batch changed in a site."""

    version: Version
    changed: tuple[Fact, ...]
    gone: tuple[FactKey, ...]


@dataclass(slots=True)
class SiteFacts:
    """All facts of one site in memory, indexed by entity; applies deltas in place."""

    version: Version | None = None
    by_entity: dict[EntityKey, dict[FactKey, Fact]] = field(default_factory=dict)

    @classmethod
    def of(cls, version: Version | None, facts: Iterable[Fact]) -> SiteFacts:
        site = cls(version)
        for fact in facts:
            site.by_entity.setdefault(fact.entity, {})[fact.key] = fact
        return site

    def apply(self, delta: Delta) -> set[EntityKey]:
        """Apply a delta that follows `version`; return the entities that it touched."""
        touched: set[EntityKey] = set()
        for fact in delta.changed:
            self.by_entity.setdefault(fact.entity, {})[fact.key] = fact
            touched.add(fact.entity)
        for key in delta.gone:
            entity = EntityKey(key.account, key.kind, key.external_id)
            facts = self.by_entity.get(entity)
            if facts is not None:
                facts.pop(key, None)
                if not facts:
                    del self.by_entity[entity]
            touched.add(entity)
        self.version = delta.version
        return touched

    def of_entity(self, entity: EntityKey) -> Mapping[FactKey, Fact]:
        return self.by_entity.get(entity, {})
