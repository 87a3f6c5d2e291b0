"""The rules of a site as a list shows them: each with why it decides nothing now, if so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from wallboard.alerts.models import Rule
from wallboard.alerts.specs import spec_of
from wallboard.boards.clock import at_site
from wallboard.boards.models import Site
from wallboard.state.alerts import AlertRecords
from wallboard.state.redis import StateUnavailable, sync_client

HELD: Mapping[str, Promise] = {
    "late": _("Its source is late since %(at)s: it neither raises nor clears."),
    "lost": _("Its source is lost since %(at)s: it neither raises nor clears."),
    "unknown": _("Nothing has told its figure since %(at)s: it neither raises nor clears."),
    "withheld": _(
        "By agreement its figure is not told since %(at)s: it neither raises nor clears."
    ),
}


@dataclass(frozen=True)
class RuleRow:
    """`trouble`: a sentence in the viewer's language; "" while it decides."""

    rule: Rule
    trouble: str


def rows_of(site: Site, rules: Iterable[Rule]) -> list[RuleRow]:
    """`rules` are of the site. One round trip to Redis; while it is away nothing is said."""
    try:
        memory = AlertRecords(sync_client()).remembered(str(site.pk))
    except StateUnavailable:
        memory = {}
    return [RuleRow(rule, _trouble(rule, memory.get(str(rule.pk)))) for rule in rules]


def _trouble(rule: Rule, kept: Any) -> str:
    if not rule.enabled:
        return ""
    if spec_of(rule).asks_too_much:
        told = _now(
            "By agreement its figure is not told below %(n)d: choose limits of %(n)d or more."
        )
        return told % {"n": rule.site.smallest_group}
    try:
        state = kept["state"]
        words, since = HELD[state["held"]], float(state["held_since"])
    except (KeyError, TypeError, ValueError):  # it decides, or another release wrote it
        return ""
    return str(words) % {"at": at_site(datetime.fromtimestamp(since, UTC), rule.site.timezone)}
