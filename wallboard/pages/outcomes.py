"""How each poll went, as Prometheus metrics read from Redis when they are asked for.

Workers have stalled silently after a broken broker: watch the age of outcomes, not processes.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone
from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from wallboard.boards.models import Account
from wallboard.state.job_records import JobRecord
from wallboard.state.jobs import JobRecords
from wallboard.state.redis import StateUnavailable, sync_client

LABELS = ["account", "vendor", "job"]


class _Outcomes(Collector):
    def collect(self) -> Iterable[Metric]:
        last_ok = GaugeMetricFamily(
            "wallboard_job_last_ok_timestamp_seconds", "When a job last went well.", labels=LABELS
        )
        failures = GaugeMetricFamily(
            "wallboard_job_failures_in_a_row", "Failures since it last went well.", labels=LABELS
        )
        skipped = CounterMetricFamily(
            "wallboard_job_skipped", "Runs skipped, the last one still going.", labels=LABELS
        )
        up = GaugeMetricFamily("wallboard_redis_up", "Whether Redis answers.")
        try:
            for labels, record in _records():
                failures.add_metric(labels, record.failures)
                skipped.add_metric(labels, record.skipped)
                if record.last_ok_at is not None:
                    last_ok.add_metric(labels, record.last_ok_at)
            up.add_metric([], 1)
        except StateUnavailable:
            up.add_metric([], 0)
        return [last_ok, failures, skipped, up]


def _records() -> Iterable[tuple[list[str], JobRecord]]:
    jobs = JobRecords(sync_client())
    day = timezone.now().date().isoformat()
    for account in Account.objects.only("id", "vendor"):
        for name, record in jobs.overview(str(account.pk), day).jobs.items():
            yield [str(account.pk), account.vendor, name], record


def job_outcomes() -> CollectorRegistry:
    """A registry that reads anew each time it is collected."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Outcomes())
    return registry
