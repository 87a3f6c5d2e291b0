"""history.sample_minute every minute, history.prune every hour."""

from __future__ import annotations

import structlog
from celery import shared_task
from django.conf import settings

from wallboard.history import sampling
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
