"""Do the systems of a site agree? What the sanity watch found last, as the health page shows it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from wallboard.boards.models import Site
from wallboard.projections.sanity import CHECKS, Check, Report
from wallboard.state.redis import StateUnavailable, sync_client
from wallboard.state.sanity import SanityRecords

NEVER_LOOKED = "The systems were not compared in the last minutes: is a worker running?"
NO_REDIS = "Redis does not answer, so nothing is compared."


@dataclass(frozen=True)
class Row:
    """A finding. `since` is epoch seconds."""

    check: Check
    text: str
    since: float


@dataclass(frozen=True)
class Agreement:
    """Of one site. `problem`: why nothing is known, in words; "" when something is."""

    site: Site
    checks: tuple[Check, ...]
    rows: tuple[Row, ...] = ()
    more: int = 0  # findings that are not shown
    silent: tuple[str, ...] = ()  # labels of sources that are not compared now
    at: float | None = None
    problem: str = ""

    def without_names(self) -> Agreement:
        """How many findings there are: the texts name people, and count few."""
        return replace(self, rows=(), more=self.total)

    @property
    def total(self) -> int:
        return len(self.rows) + self.more


def agreements_of(sites: Iterable[Site]) -> list[Agreement]:
    """One round trip to Redis each. Named people are in it: for those only who may see the site."""
    records = SanityRecords(sync_client())
    return [_agreement(site, records) for site in sites]


def _agreement(site: Site, records: SanityRecords) -> Agreement:
    try:
        stored = records.report(str(site.pk))
        report = None if stored is None else Report.of_json(stored)
    except StateUnavailable:
        return Agreement(site, CHECKS, problem=NO_REDIS)
    except (KeyError, TypeError, ValueError):
        report = None  # of another version, for a minute
    if report is None:
        return Agreement(site, CHECKS, problem=NEVER_LOOKED)
    known = {check.key: check for check in CHECKS}
    rows = tuple(
        Row(known[one.check], one.text, one.since) for one in report.findings if one.check in known
    )
    more = max(0, sum(report.counts.values()) - len(rows))
    return Agreement(site, CHECKS, rows, more, report.silent, report.at)
