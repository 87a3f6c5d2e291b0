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

from wallboard.boards.models import Account, Site
from wallboard.state.alerts import AlertRecords
from wallboard.state.job_records import JobRecord
from wallboard.state.jobs import JobRecords
from wallboard.state.redis import StateUnavailable, sync_client
from wallboard.state.sanity import SanityRecords

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
        contradictions = GaugeMetricFamily(
            "wallboard_sanity_findings",
            "What the systems of a site say that cannot be true together.",
            labels=["site", "check"],
        )
        looked = GaugeMetricFamily(
            "wallboard_alerts_looked_timestamp_seconds", "When the rules were last evaluated."
        )
        alerts = CounterMetricFamily(
            "wallboard_alerts",
            "Looks at rules, changes of level, messages sent, attempts to send that failed.",
            labels=["what"],
        )
        try:
            looked_at, counted = AlertRecords(sync_client()).counts()
            if looked_at is not None:
                looked.add_metric([], looked_at)
            for what, count in counted.items():
                alerts.add_metric([what], count)
            for labels, record in _records():
                failures.add_metric(labels, record.failures)
                skipped.add_metric(labels, record.skipped)
                if record.last_ok_at is not None:
                    last_ok.add_metric(labels, record.last_ok_at)
            for labels, count in _contradictions():
                contradictions.add_metric(labels, count)
            up.add_metric([], 1)
        except StateUnavailable:
            up.add_metric([], 0)
        return [last_ok, failures, skipped, contradictions, looked, alerts, up]


def _records() -> Iterable[tuple[list[str], JobRecord]]:
    jobs = JobRecords(sync_client())
    day = timezone.now().date().isoformat()
    for account in Account.objects.only("id", "vendor"):
        for name, record in jobs.overview(str(account.pk), day).jobs.items():
            yield [str(account.pk), account.vendor, name], record


def _contradictions() -> Iterable[tuple[list[str], int]]:
    """Of each site that was looked at lately; a watch that stopped has no samples."""
    records = SanityRecords(sync_client())
    for pk, slug in Site.objects.values_list("pk", "slug"):
        stored = records.report(str(pk))
        for check, count in (stored or {}).get("counts", {}).items():
            yield [slug, str(check)], int(count)


def job_outcomes() -> CollectorRegistry:
    """A registry that reads anew each time it is collected."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Outcomes())
    return registry
