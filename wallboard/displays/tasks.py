"""displays.watch, twice a minute, queue `poll`."""

from __future__ import annotations

import structlog
from celery import shared_task

from wallboard.displays import watch
from wallboard.state.redis import StateUnavailable

log = structlog.get_logger(__name__)


@shared_task(name="displays.watch")
def watch_displays() -> int:
    """Without Redis nothing is known of any screen, which is no news about screens."""
    try:
        return watch.look()
    except StateUnavailable:
        log.warning("screens were not looked at: Redis does not answer")
        return 0
