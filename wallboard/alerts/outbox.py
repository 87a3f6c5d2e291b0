"""What is to be told to whom: rows that wait, are sent, or are given up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db.models import Q

from wallboard.alerts.machine import WORSE
from wallboard.alerts.models import Alert, Delivery, Recipient

RAISED, ROSE, ESCALATED = "raised", "rose", "escalated"
ACKNOWLEDGED, CLEARED = "acknowledged", "cleared"
ENDS = frozenset({ACKNOWLEDGED, CLEARED})

# After each failure; then it is given up. Six hours in all: later nobody wants to know.
BACK_OFF_SECONDS = (10, 30, 120, 600, 1800, 3600, 7200, 7200)
MOST_AT_ONCE = 50  # in one message
KEPT = timedelta(days=30)
ALERTS_KEPT = timedelta(days=90)


def tell_raised(alert: Alert, at: datetime) -> None:
    """Its level, where recipients know of none or of a lesser one."""
    if alert.rule is None or WORSE[alert.level] <= WORSE[alert.told_level or None]:
        return
    happening = ROSE if alert.told_level else RAISED
    _tell(alert, happening, _concerned(alert, Q(rules=alert.rule)), at)
    alert.told_level = alert.level
    alert.save(update_fields=["told_level"])


def tell_escalated(alert: Alert, at: datetime) -> None:
    if alert.rule is not None:
        _tell(alert, ESCALATED, _concerned(alert, Q(escalating_rules=alert.rule)), at)


def tell_end(alert: Alert, happening: str, at: datetime) -> None:
    """To those who were told of it."""
    told = Recipient.objects.filter(deliveries__alert=alert, enabled=True, tell_end=True)
    _tell(alert, happening, told.distinct(), at)


def _concerned(alert: Alert, named: Q) -> Iterable[Recipient]:
    found = Recipient.objects.filter(named | Q(every_alert=True), site=alert.site_id, enabled=True)
    return found.distinct()


def _tell(alert: Alert, happening: str, recipients: Iterable[Recipient], at: datetime) -> None:
    Delivery.objects.bulk_create(
        Delivery(
            recipient=recipient,
            alert=alert,
            happening=happening,
            level=alert.level,
            made_at=at,
            next_at=at + timedelta(seconds=recipient.group_seconds),
        )
        for recipient in recipients
    )


# -- the other end ------------------------------------------------------------------------------


def _waiting() -> Q:
    return Q(sent_at=None, given_up_at=None)


def due_recipients(now: datetime) -> list[int]:
    """Those with something that has waited long enough, and not told just now."""
    rows = Delivery.objects.filter(_waiting(), next_at__lte=now).values_list(
        "recipient_id", "recipient__tried_at", "recipient__gap_seconds"
    )
    return sorted(
        {
            recipient
            for recipient, tried_at, gap in rows.distinct()
            if tried_at is None or tried_at + timedelta(seconds=gap) <= now
        }
    )


def take(recipient: Recipient) -> list[Delivery]:
    """All that waits for one recipient, the oldest first: also what came while it gathered. Where
    it is too much, what is due goes before what is not."""
    rows = Delivery.objects.filter(_waiting(), recipient=recipient).order_by("next_at", "pk")
    found = rows.select_related("alert", "alert__site", "alert__rule")[:MOST_AT_ONCE]
    return sorted(found, key=lambda delivery: (delivery.made_at, delivery.pk))


def sent(recipient: Recipient, deliveries: Sequence[Delivery], now: datetime) -> None:
    ids = [delivery.pk for delivery in deliveries]
    Delivery.objects.filter(pk__in=ids).update(sent_at=now, failure="")
    Recipient.objects.filter(pk=recipient.pk).update(
        tried_at=now, last_ok_at=now, failing_since=None, failure=""
    )


def failed(
    recipient: Recipient, deliveries: Sequence[Delivery], now: datetime, words: str, again: bool
) -> None:
    """`again`: another try may help."""
    for delivery in deliveries:
        delivery.failure = words[:300]
        if again and delivery.next_at > now:
            continue  # it only went along: its own tries are spread over their hours
        delivery.attempts += 1
        if again and delivery.attempts <= len(BACK_OFF_SECONDS):
            wait = BACK_OFF_SECONDS[delivery.attempts - 1]
            delivery.next_at = now + timedelta(seconds=wait)
        else:
            delivery.given_up_at = now
    Delivery.objects.bulk_update(
        deliveries, ["attempts", "failure", "next_at", "given_up_at"], batch_size=100
    )
    Recipient.objects.filter(pk=recipient.pk).update(tried_at=now, failure=words[:300])
    Recipient.objects.filter(pk=recipient.pk, failing_since=None).update(failing_since=now)


def prune(now: datetime) -> int:
    """What was sent or given up long ago goes; later the alerts, which name who acknowledged."""
    old = Delivery.objects.filter(made_at__lt=now - KEPT).exclude(_waiting())
    over = Alert.objects.filter(cleared_at__lt=now - ALERTS_KEPT)
    return old.delete()[0] + over.delete()[0]
