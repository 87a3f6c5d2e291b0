"""Celery's names for what the alerts need.

alerts.ensure_evaluator   every second, queue `tick`: sends the evaluator when nobody evaluates
alerts.evaluate           evaluates the rules until its turn is over, queue `stream`
alerts.deliver            every second, queue `tick`: sends what recipients are to be told
alerts.deliver_to         tells one recipient, queue `poll`
alerts.prune              hourly, queue `history`: deliveries of long ago
"""

from __future__ import annotations

import asyncio
import threading
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import structlog
from celery import shared_task
from celery.signals import worker_shutting_down
from django.conf import settings

from wallboard.alerts import delivering, outbox, turn
from wallboard.alerts.evaluator import Evaluator
from wallboard.state import broker
from wallboard.state.redis import StateUnavailable, async_client, sync_client

log = structlog.get_logger(__name__)

EXPIRES_SECONDS = 3.0  # the tick sends it again
WAITING_MESSAGES = 200  # with no worker to take them, no more are sent
DRAINING = threading.Event()  # set when this worker shuts down


@shared_task(name="alerts.ensure_evaluator")
def ensure_evaluator() -> bool:
    """True when one was sent."""
    try:
        if turn.is_taken() or broker.waiting(sync_client(), "stream") > WAITING_MESSAGES:
            return False
    except StateUnavailable:
        return False
    _send_evaluator()
    return True


@shared_task(name="alerts.evaluate")
def evaluate() -> str:
    """One run; the word for what became of it."""
    mine = turn.Turn(float(settings.WALLBOARD_STREAM_RUN_SECONDS))
    try:
        if DRAINING.is_set() or not mine.take():
            return "another evaluates"
        asyncio.run(_run(mine))
        if mine.lost:
            return "lost its turn"
        with suppress(StateUnavailable):  # then it ends by itself
            mine.give_up()
    except StateUnavailable:
        return "no redis"
    if not DRAINING.is_set():
        _send_evaluator()  # at once, without waiting for the tick
    return "handed over"


@shared_task(name="alerts.deliver")
def deliver() -> int:
    """How many recipients are due."""
    recipients = outbox.due_recipients(datetime.now(UTC))
    for recipient in recipients:
        deliver_to.apply_async((recipient,), queue="poll", expires=EXPIRES_SECONDS)
    return len(recipients)


@shared_task(name="alerts.deliver_to")
def deliver_to(recipient_id: int) -> int:
    try:
        return delivering.deliver_to(recipient_id)
    except StateUnavailable:
        log.warning("a recipient was not told of alerts: Redis does not answer")
        return 0


@shared_task(name="alerts.prune")
def prune() -> int:
    return outbox.prune(datetime.now(UTC))


async def _run(mine: turn.Turn) -> None:
    try:
        await Evaluator().run(lambda: DRAINING.is_set() or mine.over(), mine.renew)
    finally:
        await async_client().aclose()


def _send_evaluator() -> None:
    evaluate.apply_async((), queue="stream", expires=EXPIRES_SECONDS)


@worker_shutting_down.connect
def drain(**_: Any) -> None:
    """SIGTERM would wait for an endless task: it ends by this event."""
    DRAINING.set()
