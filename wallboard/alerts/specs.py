"""Rules as rows turned into the plain values that are evaluated."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from wallboard.alerts.hours import Hours
from wallboard.alerts.machine import LEVELS, Limit, Terms
from wallboard.alerts.models import Alert, Rule
from wallboard.alerts.rules import RuleSpec, more_is_better


def rule_specs(site_id: str | int) -> list[RuleSpec]:
    """Those that are on; one query."""
    rules = Rule.objects.filter(site_id=site_id, enabled=True).select_related("team", "site")
    return [spec_of(rule) for rule in rules.order_by("pk")]


def sites_with_rules() -> list[str]:
    """Also those whose alerts are still open though their rules are gone."""
    ruled = Rule.objects.filter(enabled=True).values_list("site_id", flat=True)
    alarmed = Alert.objects.filter(cleared_at=None).values_list("site_id", flat=True)
    return sorted({str(pk) for pk in ruled.distinct()} | {str(pk) for pk in alarmed.distinct()})


def spec_of(rule: Rule) -> RuleSpec:
    """Also of one that is not saved yet: for the preview of a form."""
    quiet = None
    if rule.quiet_from is not None and rule.quiet_until is not None:
        quiet = Hours(from_time=rule.quiet_from, until_time=rule.quiet_until)
    terms = terms_of(rule)
    hours = Hours(rule.days, rule.from_time, rule.until_time)
    queues = tuple(rule.queues)
    teams = (rule.team.name,) if rule.team else tuple(rule.teams)  # as a board of that team
    group = rule.site.smallest_group
    asked = (rule.metric, terms, hours, queues, teams, rule.letter, rule.threshold_seconds, group)
    return RuleSpec(
        id=str(rule.pk or ""),
        name=rule.name,
        site=str(rule.site_id),
        team=rule.team.name if rule.team else "",
        metric=rule.metric,
        terms=terms,
        queues=queues,
        teams=teams,
        letter=rule.letter,
        threshold_seconds=rule.threshold_seconds,
        hours=hours,
        quiet=quiet,
        closed_is_calm=rule.closed_is_calm,
        sound=rule.sound,
        escalate_seconds=rule.escalate_seconds,
        smallest_group=group,
        stamp=_digest(asked),
    )


def terms_of(rule: Rule) -> Terms:
    limits = {}
    for level in LEVELS:
        at, clear_at = getattr(rule, level), getattr(rule, f"{level}_clear")
        if at is not None:
            limits[level] = Limit(at, at if clear_at is None else clear_at)
    return Terms(limits, more_is_better(rule.metric), rule.raise_seconds, rule.clear_seconds)


def _digest(asked: Iterable[object]) -> str:
    return hashlib.sha256(repr(tuple(asked)).encode()).hexdigest()[:16]
