"""All that a projection may look at: configuration, facts, trust and the instant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from wallboard.domain.board import SiteSpec, SourceSpec
from wallboard.domain.facts import EntityKey, Fact, FactKey, SiteFacts, SourceKey
from wallboard.domain.freshness import CHANNEL, LATE_SINCE, NEVER_SUPPLIED, Trust, trust_of
from wallboard.domain.observation import Kind
from wallboard.domain.policy import OPEN, Policy
from wallboard.projections.curves import Curve, Points
from wallboard.projections.memo import Memo


@dataclass(frozen=True, slots=True)
class Scene:
    """A site at one instant.

    `trust` holds the sources that ever confirmed anything and whose job is on; a fact of any other
    source does not count. `confirmed` says when each last did. `waiting_since` is the instant from
    which an account that confirmed nothing is being waited for, or of the whole site under "".
    `policy` is what views made of it may show of people.
    `curves` are those that whoever made the scene has read; one that is not there has no points.
    """

    site: SiteSpec
    facts: SiteFacts
    trust: Mapping[SourceKey, Trust]
    now_at: float
    confirmed: Mapping[SourceKey, float] = field(default_factory=dict)
    waiting_since: Mapping[str, float] = field(default_factory=dict)
    policy: Policy = OPEN
    curves: Mapping[Curve, Points] = field(default_factory=dict, repr=False)
    memo: Memo = field(default_factory=Memo, compare=False, repr=False)

    def source(self, account: str) -> SourceSpec | None:
        return self.site.sources.get(account)

    def label(self, account: str) -> str:
        source = self.source(account)
        return source.label if source else ""

    def awaited_since(self, account: str) -> float | None:
        return self.waiting_since.get(account, self.waiting_since.get(""))

    def supplies(self, account: str, kind: Kind, field_name: str, external_id: str = "") -> bool:
        """Whether the account could say this at all; of one entity, where it is named."""
        source = self.source(account)
        if source is None or field_name not in source.supplies.get(kind, frozenset()):
            return False
        said = self.facts.of_entity(EntityKey(account, kind, external_id)) if external_id else {}
        return not any(
            key.field == NEVER_SUPPLIED and field_name in str(fact.value.raw).split()
            for key, fact in said.items()
        )

    def trust_of(self, fact: Fact) -> Trust:
        """Its source's, but late where the source itself doubts what it says of this entity."""
        trust = self.trust[fact.source]
        if trust is Trust.FRESH and self.late_since(fact) is not None:
            return Trust.LATE
        return trust

    def late_since(self, fact: Fact) -> float | None:
        """Since when its source doubts what it says of this entity."""
        account, job, kind, external_id, _ = fact.key
        key = FactKey(account, job, kind, external_id, LATE_SINCE)
        doubt = self.facts.of_entity(fact.entity).get(key)
        return float(doubt.value.raw) if doubt is not None else None

    def believed(self, aliases: Iterable[EntityKey]) -> Iterable[Fact]:
        """The facts of these aliases whose account is of the site and whose job is on."""
        for alias in aliases:
            if alias.account in self.site.sources:
                for fact in self.facts.of_entity(alias).values():
                    if fact.source in self.trust:
                        yield fact

    def sources_of(self, account: str, kind: Kind) -> list[SourceKey]:
        return [key for key in self.trust if key.account == account and key.kind is kind]


def cadence_of(site: SiteSpec, key: SourceKey) -> float | None:
    """Seconds in force of the job that confirms `key`; None when it is off or of no account."""
    source = site.sources.get(key.account)
    return None if source is None else source.cadences.get(key.job)


def doubted(
    site: SiteSpec, facts: SiteFacts, trust: Mapping[SourceKey, Trust]
) -> dict[SourceKey, Trust]:
    """Late where a stream says of itself that what it told may not hold: its channel broke, and the
    snapshots after it are not in yet."""
    jobs = {
        (account, key.job)
        for account in site.sources
        for key in facts.of_entity(EntityKey(account, Kind.SOURCE, CHANNEL))
        if key.field == LATE_SINCE
    }
    return {
        key: Trust.LATE if one is Trust.FRESH and (key.account, key.job) in jobs else one
        for key, one in trust.items()
    }


def trust_by_source(
    site: SiteSpec, confirmed: Mapping[SourceKey, float], now_at: float
) -> dict[SourceKey, Trust]:
    """The trust of every source of the site that is on, by the wall clock."""
    return {
        key: trust_of(confirmed_at, cadence, now_at)
        for key, confirmed_at in confirmed.items()
        if (cadence := cadence_of(site, key)) is not None
    }


def scene_of(
    site: SiteSpec,
    facts: SiteFacts,
    confirmed: Mapping[SourceKey, float],
    now_at: float,
    waiting_since: float | None = None,
    policy: Policy = OPEN,
) -> Scene:
    """A scene outside the hub: for the minute rows of history, and for tests."""
    waiting = {} if waiting_since is None else {"": waiting_since}
    trust = doubted(site, facts, trust_by_source(site, confirmed, now_at))
    return Scene(site, facts, trust, now_at, confirmed, waiting, policy)
