"""history.sample_minute and history.watch_sanity every minute, history.prune and
history.prune_access_log every hour."""

from __future__ import annotations

import structlog
from celery import shared_task
from django.conf import settings

from wallboard.boards import viewings
from wallboard.history import sampling, sanity_watch
from wallboard.state.redis import StateUnavailable

log = structlog.get_logger(__name__)


@shared_task(name="history.sample_minute")
def sample_minute() -> int:
    """A minute without Redis has no rows: nothing is invented for it."""
    try:
        return sampling.sample()
    except StateUnavailable:
        log.warning("a minute of history is missing: Redis does not answer")
        return 0


@shared_task(name="history.prune")
def prune() -> int:
    return sampling.prune(settings.WALLBOARD_HISTORY_RETENTION_SECONDS)


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
