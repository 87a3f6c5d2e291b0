"""Whether alerts work at all: is anybody evaluating, and which recipients cannot be told."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass

from wallboard.alerts.models import Recipient, Rule
from wallboard.boards.models import Site
from wallboard.state.alerts import AlertRecords
from wallboard.state.redis import StateUnavailable, sync_client

SILENT_SECONDS = 20.0  # another evaluator takes over within fifteen


@dataclass(frozen=True)
class Alerting:
    """`silent_since` (epoch seconds): nobody has evaluated the rules since then. `unknown`: Redis
    does not answer. `failing`: recipients whom messages do not reach, with the reason."""

    silent_since: float | None
    unknown: bool
    failing: tuple[Recipient, ...]

    @property
    def well(self) -> bool:
        return self.silent_since is None and not self.unknown and not self.failing


def alerting_of(sites: Iterable[Site], now_at: float | None = None) -> Alerting:
    """Costs two queries and one round trip to Redis."""
    now_at = time.time() if now_at is None else now_at
    sites = list(sites)
    failing = Recipient.objects.filter(site__in=sites, enabled=True, failing_since__isnull=False)
    failing = failing.select_related("site")
    try:
        looked_at, _ = AlertRecords(sync_client()).counts()
    except StateUnavailable:
        return Alerting(None, True, tuple(failing))
    ruled = Rule.objects.filter(site__in=sites, enabled=True).exists()
    silent = ruled and (looked_at is None or now_at - looked_at > SILENT_SECONDS)
    return Alerting((looked_at or now_at) if silent else None, False, tuple(failing))
