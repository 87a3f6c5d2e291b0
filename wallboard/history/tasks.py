"""history.sample_minute and history.watch_sanity every minute, history.keep_intervals when a minute
or a day of a site ends, history.prune and history.prune_access_log every hour. All of them run in
the queue `history`, which a worker of its own empties."""

from __future__ import annotations

import time

import structlog
from celery import shared_task
from django.conf import settings

from wallboard.boards import viewings
from wallboard.history import intervals, named, retention, sampling, sanity_watch
from wallboard.state import ticks
from wallboard.state.redis import StateUnavailable, sync_client

log = structlog.get_logger(__name__)


@shared_task(name="history.sample_minute")
def sample_minute() -> int:
    """A minute without Redis has no rows: nothing is invented for it."""
    try:
        return sampling.sample()
    except StateUnavailable:
        log.warning("a minute of history is missing: Redis does not answer")
        return 0


@shared_task(name="history.keep_intervals")
def keep_intervals() -> int:
    """Without Redis nothing is read: the next reading finds the gap and says so."""
    try:
        rows = intervals.keep()
        ticks.record_kept(sync_client(), time.time())
        return rows
    except StateUnavailable:
        log.warning("a minute of intervals is missing: Redis does not answer")
        return 0


@shared_task(name="history.prune")
def prune() -> int:
    """By three clocks: what names people first, then minutes, then quarters of an hour."""
    of_samples = settings.WALLBOARD_HISTORY_RETENTION_SECONDS
    pictures = named.prune(of_samples)
    samples = sampling.prune(of_samples)
    return pictures + samples + retention.prune(settings.WALLBOARD_INTERVAL_RETENTION_SECONDS)


@shared_task(name="history.prune_access_log")
def prune_access_log() -> int:
    return viewings.prune(settings.WALLBOARD_ACCESS_LOG_RETENTION_SECONDS)


@shared_task(name="history.watch_sanity")
def watch_sanity() -> int:
    """Without Redis there is nothing to compare: what was found last ends by itself."""
    try:
        return sanity_watch.look()
    except StateUnavailable:
        log.warning("the sanity watch missed a look: Redis does not answer")
        return 0
