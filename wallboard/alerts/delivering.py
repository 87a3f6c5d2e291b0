"""Sends what waits for one recipient: as one message, by one process at a time."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from datetime import UTC, datetime

import structlog
from django.conf import settings

from wallboard.alerts import mail, messages, outbox, outward, told
from wallboard.alerts.models import Delivery, Recipient
from wallboard.boards.secrets import Undecryptable
from wallboard.state.alerts import AlertRecords
from wallboard.state.leases import Lease
from wallboard.state.redis import sync_client

log = structlog.get_logger(__name__)

LEASE_SECONDS = 120.0  # longer than any attempt may take


def deliver_to(recipient_id: int) -> int:
    """How many happenings were told. Raises StateUnavailable."""
    lease = Lease(sync_client(), f"deliver:{recipient_id}", LEASE_SECONDS)
    if not lease.acquire():
        return 0
    try:
        return _deliver(recipient_id)
    finally:
        lease.release()


def _deliver(recipient_id: int) -> int:
    if recipient_id not in outbox.due_recipients(datetime.now(UTC)):
        return 0  # another told it just now
    recipient = Recipient.objects.select_related("site").get(pk=recipient_id)
    deliveries = outbox.take(recipient)
    if not deliveries:
        return 0
    try:
        _send(recipient, deliveries)
    except outward.Undelivered as trouble:
        _failed(recipient, deliveries, trouble)
        return 0
    except Undecryptable as error:
        _failed(recipient, deliveries, outward.Undelivered(str(error)))
        return 0
    except Exception as error:  # a defect that stayed in the log alone would look like silence
        log.exception("a message about alerts broke", recipient=recipient.pk)
        reason = type(error).__name__
        words = f"The worker could not do it ({reason}). Its log says more."
        _failed(recipient, deliveries, outward.Undelivered(words))
        return 0
    if recipient.failing_since is not None:
        log.info("a recipient is told of alerts again", recipient=recipient.pk)
    outbox.sent(recipient, deliveries, datetime.now(UTC))
    AlertRecords(sync_client()).count({"messages": 1})
    return len(deliveries)


def _failed(
    recipient: Recipient, deliveries: Sequence[Delivery], trouble: outward.Undelivered
) -> None:
    """Logged once when it breaks and once when it recovers."""
    if recipient.failing_since is None:
        log.warning(
            "a recipient could not be told of alerts",
            recipient=recipient.pk,
            kind=recipient.kind,
            reason=trouble.words,
        )
    outbox.failed(recipient, deliveries, datetime.now(UTC), trouble.words, trouble.again)
    AlertRecords(sync_client()).count({"failures": 1})


def _send(recipient: Recipient, deliveries: Sequence[Delivery]) -> None:
    """Raises Undelivered, Undecryptable."""
    kept = recipient.secrets()
    address, number = kept.get("address", ""), _number_of(deliveries)
    deliveries = told.for_programs(deliveries)
    if not recipient.is_webhook:
        subject, text = messages.in_language_of(
            recipient, lambda: (messages.subject(deliveries), messages.text(deliveries))
        )
        mail.send(address, subject, text, number)
        return
    now_at = time.time()
    body = messages.in_language_of(recipient, lambda: messages.body(recipient, deliveries, now_at))
    timestamp = str(int(now_at))
    headers = {outward.TIMESTAMP: timestamp, outward.DELIVERY: number}
    if signing := kept.get("signing", ""):
        headers[outward.SIGNATURE] = outward.signature(signing, timestamp, body)
    outward.post(address, body, headers, allow_plain=settings.WALLBOARD_WEBHOOK_PLAIN)


def _number_of(deliveries: Sequence[Delivery]) -> str:
    """The same for a message that is sent again, so that who got it twice can tell."""
    ids = ",".join(str(delivery.pk) for delivery in deliveries)
    return hashlib.sha256(ids.encode()).hexdigest()[:24]
