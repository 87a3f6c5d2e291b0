"""Alerts as rows: what became of them, who acknowledged them. Written in one transaction each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from wallboard.alerts import outbox
from wallboard.alerts.machine import CLEARED, WORSE, Event
from wallboard.alerts.models import Alert, Rule
from wallboard.alerts.rules import RuleSpec
from wallboard.alerts.signals import rules_changed

LONGEST_NAME, LONGEST_WORD = 80, 140


@dataclass(frozen=True, slots=True)
class Change:
    """An event of a rule, and the value at which it happened: None where a calm cleared it, or the
    policy keeps it back."""

    rule: RuleSpec
    event: Event
    value: float | None


def to_escalate(
    alerts: Iterable[Alert], rules: Mapping[str, RuleSpec], now_at: float
) -> list[Alert]:
    """Those that nobody acknowledged in the time that their rule gives."""
    found = []
    for alert in alerts:
        rule = rules.get(str(alert.rule_id))
        if rule is None or rule.escalate_seconds is None:
            continue
        waits = alert.acknowledged_at is None and alert.escalated_at is None
        if waits and now_at - alert.level_at.timestamp() >= rule.escalate_seconds:
            found.append(alert)
    return found


def open_alerts(site_id: str | int) -> list[Alert]:
    found = Alert.objects.filter(site_id=site_id, cleared_at=None)
    return list(found.select_related("team", "rule").order_by("raised_at", "pk"))


@transaction.atomic
def record(
    site_id: str,
    changes: Iterable[Change],
    escalating: Iterable[Alert],
    loud: Collection[str],
    now_at: float,
) -> list[Alert]:
    """Write what happened, and what recipients are to be told of it; returns the alerts that are
    open now. What is recorded already, by an evaluator before this one, stays as it is.

    `loud`: the rules that are not in their quiet hours.
    """
    at = instant(now_at)
    for unanswered in escalating:
        waiting = Alert.objects.filter(
            pk=unanswered.pk, cleared_at=None, acknowledged_at=None, escalated_at=None
        )
        if waiting.update(escalated_at=at):
            outbox.tell_escalated(unanswered, at)
    for change in changes:
        alert = Alert.objects.filter(rule_id=change.rule.id, cleared_at=None).first()
        if alert is None and change.event.level is not None:
            _raise(change, at)
        elif alert is not None:
            _change(alert, change, at)
    alerts = open_alerts(site_id)
    for one in untold(alerts, loud):
        outbox.tell_raised(one, at)
    return alerts


def untold(alerts: Iterable[Alert], loud: Collection[str]) -> list[Alert]:
    """Those whose recipients know of no such level yet: also those of quiet hours that are over."""
    return [
        alert
        for alert in alerts
        if alert.acknowledged_at is None
        and str(alert.rule_id) in loud
        and WORSE[alert.level] > WORSE[alert.told_level or None]
    ]


def _raise(change: Change, at: datetime) -> None:
    rule = Rule.objects.filter(pk=change.rule.id).first()
    if rule is None:  # removed meanwhile
        return
    level = change.event.level or ""
    Alert.objects.create(
        rule=rule,
        site_id=rule.site_id,
        team_id=rule.team_id,
        name=rule.name,
        metric=rule.metric,
        level=level,
        worst=level,
        value=change.value,
        limit=_limit(change.rule, level),
        raised_at=at,
        level_at=at,
    )


def _change(alert: Alert, change: Change, at: datetime) -> None:
    event = change.event
    if event.happening == CLEARED:
        _clear(alert, event.why, at)
        return
    level = event.level or ""
    if level == alert.level:
        return
    before, worse = alert.level, WORSE[level] > WORSE[alert.level]
    alert.level, alert.level_at = level, at
    alert.value, alert.limit = change.value, _limit(change.rule, level)
    if worse:
        alert.escalated_at = None
        alert.worst = max(alert.worst, level, key=WORSE.__getitem__)
        if alert.acknowledged_at is not None:
            _forget_acknowledgement(alert, before)
    alert.save()


def _clear(alert: Alert, why: str, at: datetime) -> None:
    alert.cleared_at, alert.cleared_why = at, why
    alert.save(update_fields=["cleared_at", "cleared_why"])
    outbox.tell_end(alert, outbox.CLEARED, at)


def _forget_acknowledgement(alert: Alert, before: str) -> None:
    """It was of something less, the level `before`; what is worse is told anew, even if it was told
    before somebody answered."""
    if WORSE[alert.told_level or None] > WORSE[before]:
        alert.told_level = before
    alert.acknowledged_at = alert.acknowledged_by = None
    alert.acknowledged_name = alert.acknowledged_word = ""


@transaction.atomic
def clear_orphans(site_id: str, rules: Sequence[RuleSpec], now_at: float) -> list[Alert]:
    """Alerts of rules that were switched off or removed go, others follow the name and owner of
    theirs; returns those that stay."""
    kept = {int(rule.id) for rule in rules}
    for alert in open_alerts(site_id):
        rule = alert.rule
        if rule is None or rule.pk not in kept:
            _clear(alert, "rule", instant(now_at))
        elif (alert.name, alert.team_id) != (rule.name, rule.team_id):
            alert.name, alert.team_id = rule.name, rule.team_id
            alert.save(update_fields=["name", "team"])
    return open_alerts(site_id)


@transaction.atomic
def acknowledge(alert: Alert, name: str, word: str, user: Any = None) -> bool:
    """False when it is over, or somebody did so before: the first one stands. Boards show it as
    soon as the evaluator has told them."""
    now = datetime.now(UTC)
    found = Alert.objects.filter(pk=alert.pk, cleared_at=None, acknowledged_at=None)
    done = found.update(
        acknowledged_at=now,
        acknowledged_by=user,
        acknowledged_name=name.strip()[:LONGEST_NAME],
        acknowledged_word=word.strip()[:LONGEST_WORD],
    )
    if done:
        outbox.tell_end(alert, outbox.ACKNOWLEDGED, now)
        rules_changed(alert.site_id)
    return bool(done)


def _limit(rule: RuleSpec, level: str) -> float | None:
    limit = rule.terms.limits.get(level)
    return None if limit is None else limit.at


def instant(at: float) -> datetime:
    return datetime.fromtimestamp(at, UTC)
