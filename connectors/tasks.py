"""Celery's names for what the runner does. Boards and the admin know these names, not the code.

connectors.tick                 every second, queue `tick`: sends what is due
connectors.poll                 one run of one job, queue `poll`
connectors.ensure_streams       every second, queue `tick`: sends what has no reader
connectors.read_stream          follows one stream until it is handed over, queue `stream`
connectors.test_connection      → {"ok", "message", "hint", "details"}
connectors.refresh_directory    due at once
connectors.preview_directory    → what a listing would change (`previews.py`)
connectors.directory_preview    → the last of these, while it is kept
connectors.apply_directory      → imports it as it was shown
connectors.sign_out             the account was paused
connectors.describe_account     → what the health and discovered-fields pages show
connectors.diagnostics          → redacted, to hand to support
connectors.forget_account       the account was removed
connectors.forget_unseen        hourly, queue `history`: bounded memory
"""

from __future__ import annotations

import time
from dataclasses import asdict
from typing import Any

import structlog
from celery import shared_task
from celery.signals import worker_shutting_down
from django.conf import settings

from connectors import diagnostics, previews, runner, streams
from wallboard.boards import polling
from wallboard.boards.models import Site
from wallboard.state import ticks
from wallboard.state.job_records import Claim
from wallboard.state.jobs import JobRecords
from wallboard.state.redis import StateUnavailable, sync_client
from wallboard.state.store import FactStore

log = structlog.get_logger(__name__)

LATEST_START_SECONDS = 5.0  # a poll that waited longer has been overtaken by the next
READER_EXPIRES_SECONDS = 3.0  # the tick sends it again


@shared_task(name="connectors.tick")
def tick() -> int:
    """Send every poll that is due; returns how many. One query, one round trip, then messages."""
    jobs = [job for job in polling.polled_jobs() if not job.stream]
    claims = [Claim(job.account, job.job, job.cadence_seconds) for job in jobs]
    now_at = time.time()
    client = sync_client()
    due = JobRecords(client).claim_all_due(claims, now_at)
    ticks.record(client, now_at)
    sent = [job for job, is_due in zip(jobs, due, strict=True) if is_due]
    for job in sent:
        expires = max(LATEST_START_SECONDS, min(job.cadence_seconds, 60.0))
        poll.apply_async((job.account, job.job), queue="poll", expires=expires)
    return len(sent)


@shared_task(name="connectors.poll")
def poll(account_id: str, job: str) -> str:
    """One run; the word for what became of it."""
    try:
        return runner.run(account_id, job).state
    except StateUnavailable:
        log.warning("a run could not be recorded: Redis does not answer", job=job)
        return "no redis"


@shared_task(name="connectors.ensure_streams")
def ensure_streams() -> int:
    """Send every stream that has no reader; returns how many."""
    jobs = streams.without_reader(polling.polled_jobs())
    for job in jobs:
        _send_reader(job.account, job.job)
    return len(jobs)


@shared_task(name="connectors.read_stream")
def read_stream(account_id: str, job: str) -> str:
    """One reader's run; the word for what became of it."""
    try:
        outcome = streams.read(account_id, job)
    except StateUnavailable:
        log.warning("a stream was left: Redis does not answer", job=job)
        return "no redis"
    if outcome.state == streams.HANDED_OVER and not streams.DRAINING.is_set():
        _send_reader(account_id, job)  # at once, without waiting for the tick
    return outcome.state


def _send_reader(account_id: str, job: str) -> None:
    read_stream.apply_async((account_id, job), queue="stream", expires=READER_EXPIRES_SECONDS)


@worker_shutting_down.connect
def drain(**_: Any) -> None:
    """SIGTERM would wait for endless tasks: they end by this event."""
    streams.DRAINING.set()


@shared_task(name="connectors.test_connection", ignore_result=False)
def test_connection(account_id: str) -> dict[str, Any]:
    return asdict(runner.test_connection(account_id))


@shared_task(name="connectors.refresh_directory")
def refresh_directory(account_id: str) -> None:
    """The next tick sends it; a second request within a second costs nothing."""
    JobRecords(sync_client()).release(account_id, ["directory"])


@shared_task(name="connectors.preview_directory", ignore_result=False)
def preview_directory(account_id: str) -> dict[str, Any]:
    return previews.take(account_id)


@shared_task(name="connectors.directory_preview", ignore_result=False)
def directory_preview(account_id: str) -> dict[str, Any]:
    return previews.look(account_id)


@shared_task(name="connectors.apply_directory", ignore_result=False)
def apply_directory(account_id: str, digest: str) -> dict[str, Any]:
    return previews.apply(account_id, digest)


@shared_task(name="connectors.sign_out")
def sign_out(account_id: str) -> None:
    runner.sign_out(account_id)


@shared_task(name="connectors.describe_account", ignore_result=False)
def describe_account(account_id: str) -> dict[str, Any]:
    return diagnostics.describe(account_id)


@shared_task(name="connectors.diagnostics", ignore_result=False)
def account_diagnostics(account_id: str) -> dict[str, Any]:
    return diagnostics.diagnostics_of(account_id)


@shared_task(name="connectors.forget_account")
def forget_account(site_id: str, account_id: str) -> None:
    """Facts and records of an account that is no more."""
    client = sync_client()
    FactStore(client).forget_account(site_id, account_id)
    JobRecords(client).forget_account(account_id)


@shared_task(name="connectors.forget_unseen")
def forget_unseen() -> int:
    """Facts of things that no poll has named for `WALLBOARD_FORGET_UNSEEN_SECONDS`."""
    before_at = time.time() - settings.WALLBOARD_FORGET_UNSEEN_SECONDS
    store = FactStore(sync_client())
    sites = Site.objects.values_list("pk", flat=True)
    return sum(store.forget_unseen(str(site), before_at) for site in sites)
