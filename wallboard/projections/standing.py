"""Who is believed before whom: per site and field as configured, else by origin, then by rank."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from wallboard.domain.board import SiteSpec
from wallboard.domain.facts import Fact
from wallboard.domain.metric import Combine
from wallboard.domain.metrics import metric_of
from wallboard.domain.observation import Kind, Qualifier
from wallboard.domain.vendor import Origin

ORIGIN_ORDER: Mapping[Origin, int] = {origin: place for place, origin in enumerate(Origin)}


class Standing(NamedTuple):
    """Compares: the lower is believed first. `named` is the place in the site's own order."""

    named: int
    origin: int
    rank: int


def standing_of(site: SiteSpec, kind: Kind, field: str, account: str, job: str = "") -> Standing:
    """Of an account of the site, or of one of its jobs, for one field."""
    source = site.sources[account]
    named = site.orders.get((kind, field), ()) if site.orders else ()
    place = named.index(account) if account in named else len(named)
    if job or not source.origins:
        origin = ORIGIN_ORDER[source.origins.get(job, Origin.POLLED)]
    else:
        origin = min(ORIGIN_ORDER[one] for one in source.origins.values())
    return Standing(place, origin, source.rank)


def origin_of(site: SiteSpec, account: str, job: str = "") -> Origin:
    place = standing_of(site, Kind.SOURCE, "", account, job).origin
    return list(Origin)[place]


def is_part_of_a_count(fact: Fact) -> bool:
    """A count that may be more: what a source counted since it looked, not since midnight. One
    that is whole is believed before it, whatever their origins."""
    if fact.value.qualifier is not Qualifier.AT_LEAST or fact.key.kind is Kind.SOURCE:
        return False
    try:
        return metric_of(fact.key.kind, fact.key.field).combine is Combine.SUM
    except KeyError:
        return False
