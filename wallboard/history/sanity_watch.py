"""One look of the sanity watch at every site: central, once a minute, whoever looks at the page."""

from __future__ import annotations

import time

import structlog

from wallboard.boards.models import Site
from wallboard.boards.specs import site_spec
from wallboard.projections.sanity import LOOK_SECONDS, Report, watch
from wallboard.projections.scene import scene_of
from wallboard.state.leases import Lease
from wallboard.state.redis import StateUnavailable, sync_client
from wallboard.state.sanity import SanityRecords
from wallboard.state.store import FactStore

log = structlog.get_logger(__name__)


def look(now_at: float | None = None) -> int:
    """At all sites at `now_at` (epoch seconds); how many findings there are. A defect at one site
    does not keep the others from being looked at."""
    total = 0
    for pk in Site.objects.values_list("pk", flat=True):
        try:
            total += look_at(str(pk), time.time() if now_at is None else now_at)
        except StateUnavailable:
            raise
        except Exception:
            log.exception("the sanity watch failed by a defect", site=pk)
    return total


def look_at(site: str, now_at: float) -> int:
    """0 also when another worker looks at it now."""
    client = sync_client()
    lease = Lease(client, f"sanity:{site}", LOOK_SECONDS / 2)
    if not lease.acquire():
        return 0
    try:
        report = _look_at(site, SanityRecords(client), FactStore(client), now_at)
    finally:
        lease.release()
    return sum(report.counts.values())


def _look_at(site: str, records: SanityRecords, store: FactStore, now_at: float) -> Report:
    spec = site_spec(site)
    scene = scene_of(spec, store.load(site), store.confirmed(site), now_at)
    report, memory = watch(scene, records.memory(site))
    records.keep(site, report.as_json(), memory)
    return report
