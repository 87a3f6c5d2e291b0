"""Told after commit: the rules of a site, or what people decided on its alerts, changed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import structlog
from django.db import transaction
from django.db.models.signals import post_delete, post_save

from wallboard.alerts.models import Rule
from wallboard.boards.heirs import queues_inherited
from wallboard.state.control import Control, publish
from wallboard.state.redis import StateUnavailable

log = structlog.get_logger(__name__)


def rules_changed(site_id: int | str) -> None:
    """The evaluator looks again at once; without Redis it does so within half a minute."""
    transaction.on_commit(lambda: _tell(str(site_id)))


def _tell(site: str) -> None:
    try:
        publish(Control("rules", site=site))
    except StateUnavailable as error:
        log.warning("the evaluator could not be told of a change", reason=str(error))


def _on_rule(instance: Rule, **_: Any) -> None:
    rules_changed(instance.site_id)


def _on_heirs(sites: Collection[int], heirs: Mapping[str, str], **_: Any) -> None:
    """A rule that named a queue which went into another names that one."""
    for rule in Rule.objects.filter(site__in=sites):
        named = list(dict.fromkeys(heirs.get(one, one) for one in rule.queues))
        if named != rule.queues:
            rule.queues = named
            rule.save(update_fields=["queues"])


def connect() -> None:
    queues_inherited.connect(_on_heirs, dispatch_uid="rules-of-heirs")
    for signal in (post_save, post_delete):
        signal.connect(_on_rule, sender=Rule, dispatch_uid="rules-of-site")
