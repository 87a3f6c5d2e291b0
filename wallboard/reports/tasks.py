"""reports.send_due, every minute, queue `history`: sends the reports whose hour has come."""

from __future__ import annotations

import structlog
from celery import shared_task

from wallboard.reports import sending
from wallboard.state.redis import StateUnavailable

log = structlog.get_logger(__name__)


@shared_task(name="reports.send_due")
def send_due() -> int:
    """How many were sent. Without Redis nobody could say that nobody else sends them."""
    try:
        return sending.send_due(sending.utc_now())
    except StateUnavailable:
        log.warning("daily reports wait: Redis does not answer")
        return 0
