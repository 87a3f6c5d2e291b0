"""What a recipient is told: one message of several happenings, in its language and form."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.conf import settings
from django.utils import formats, translation
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from wallboard.alerts.amounts import amount_of, unit_of
from wallboard.alerts.models import Alert, Delivery, Kind, Recipient
from wallboard.alerts.outbox import ACKNOWLEDGED, CLEARED, ESCALATED, RAISED, ROSE
from wallboard.boards.clock import at_site

SHAPES = {"warn": "▲", "critical": "◆"}
LEVELS: Mapping[str, Promise] = {"warn": _("warning"), "critical": _("critical")}
HAPPENINGS: Mapping[str, Promise] = {
    RAISED: _("raised"),
    ROSE: _("became critical"),
    ESCALATED: _("nobody has answered"),
    ACKNOWLEDGED: _("answered"),
    CLEARED: _("over"),
}
TEAMS_COLOURS = {"warn": "Warning", "critical": "Attention"}
FORMAT_VERSION = 1
MARKDOWN = re.compile(r"[\\`*_\[\]()#]")
T = TypeVar("T")


def in_language_of(recipient: Recipient, make: Callable[[], T]) -> T:
    with translation.override(recipient.language):
        return make()


def subject(deliveries: Sequence[Delivery]) -> str:
    """Of an e-mail: the one happening, or how many."""
    first = deliveries[0].alert
    if len(deliveries) == 1:
        return f"{first.site.name}: {_happened(deliveries[0])}"
    told = ngettext("%(count)d alert", "%(count)d alerts", len(deliveries))
    return f"{first.site.name}: {told % {'count': len(deliveries)}}"


def text(deliveries: Sequence[Delivery]) -> str:
    """Of an e-mail: a paragraph each."""
    return "\n\n".join("\n".join(_lines(one)) for one in deliveries) + "\n"


def body(recipient: Recipient, deliveries: Sequence[Delivery], now_at: float) -> bytes:
    """Of a webhook, in the form that it takes."""
    return json.dumps(_BODIES[recipient.kind](deliveries, now_at), ensure_ascii=False).encode()


def _happened(one: Delivery) -> str:
    shape, level = SHAPES.get(one.level, ""), LEVELS.get(one.level, one.level)
    words = HAPPENINGS.get(one.happening, one.happening)
    return f"{shape} {level}: {one.alert.name} ({words})"


def _lines(one: Delivery) -> list[str]:
    alert, lines = one.alert, [_happened(one)]
    if alert.limit is not None:
        limit = _amount(alert.limit, alert)
        if alert.value is None:
            lines.append(f"{gettext('limit')} {limit}")
        else:
            told = {"value": _amount(alert.value, alert), "limit": limit}
            lines.append(gettext("%(value)s, limit %(limit)s") % told)
    lines.append(gettext("Raised at %(at)s") % {"at": _at(alert.raised_at, alert)})
    if one.happening == ACKNOWLEDGED and alert.acknowledged_at is not None:
        said = {"who": alert.acknowledged_name, "at": _at(alert.acknowledged_at, alert)}
        lines.append(gettext("Answered at %(at)s by %(who)s") % said)
        if alert.acknowledged_word:
            lines.append(f"“{alert.acknowledged_word}”")
    if one.happening == CLEARED and alert.cleared_at is not None:
        lines.append(gettext("Over at %(at)s") % {"at": _at(alert.cleared_at, alert)})
    if address := address_of(alert):
        lines.append(address)
    return lines


def _amount(value: float, alert: Alert) -> str:
    return amount_of(value, alert.metric, formats.number_format)


def _at(at: datetime, alert: Alert) -> str:
    return at_site(at, alert.site.timezone)


def address_of(alert: Alert) -> str:
    """Of its page; "" where nobody said under which address people reach us, or may see it."""
    base = settings.WALLBOARD_ADDRESS
    return f"{base}/alerts/{alert.public_id}/" if base and not alert.withheld else ""


# -- forms --------------------------------------------------------------------------------------


def _json(deliveries: Sequence[Delivery], now_at: float) -> dict[str, Any]:
    return {
        "version": FORMAT_VERSION,
        "sent_at": round(now_at, 3),
        "site": deliveries[0].alert.site.slug,
        "alerts": [_row(one) for one in deliveries],
    }


def _row(one: Delivery) -> dict[str, Any]:
    """docs/operations.md has it."""
    alert = one.alert
    acknowledged = None
    if alert.acknowledged_at is not None:
        acknowledged = {
            "at": alert.acknowledged_at.timestamp(),
            "by": alert.acknowledged_name,
            "word": alert.acknowledged_word,
        }
    return {
        "id": alert.public_id,
        "happening": one.happening,
        "at": one.made_at.timestamp(),
        "name": alert.name,
        "metric": alert.metric,
        "unit": unit_of(alert.metric).value,
        "level": one.level,
        "value": alert.value,
        "limit": alert.limit,
        "raised_at": alert.raised_at.timestamp(),
        "cleared_at": alert.cleared_at.timestamp() if alert.cleared_at else None,
        "acknowledged": acknowledged,
        "address": address_of(alert),
    }


def _teams(deliveries: Sequence[Delivery], now_at: float) -> dict[str, Any]:
    """An adaptive card, as a workflow's webhook takes it."""
    blocks: list[dict[str, Any]] = []
    for one in deliveries:
        address = address_of(one.alert)
        head, *rest = [_literal(line) for line in _lines(one) if line != address]
        colour = TEAMS_COLOURS.get(one.level, "Default")
        if one.happening in {ACKNOWLEDGED, CLEARED}:
            colour = "Good"
        blocks.append(
            {"type": "TextBlock", "text": head, "weight": "Bolder", "wrap": True, "color": colour}
        )
        blocks.append({"type": "TextBlock", "text": "\n\n".join(rest), "wrap": True})
    card: dict[str, Any] = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": blocks,
    }
    if address := address_of(deliveries[0].alert):
        card["actions"] = [{"type": "Action.OpenUrl", "title": gettext("Open"), "url": address}]
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "content": card}
    return {"type": "message", "attachments": [attachment]}


def _literal(line: str) -> str:
    """Cards read Markdown: otherwise whoever stands before a wall could make a link of a word."""
    return MARKDOWN.sub(r"\\\g<0>", line)


def _slack(deliveries: Sequence[Delivery], now_at: float) -> dict[str, Any]:
    blocks: list[dict[str, Any]] = []
    for one in deliveries:
        head, *rest = [_escaped(line) for line in _lines(one)]
        words = "\n".join([f"*{head}*", *rest])
        blocks.append({"type": "section", "text": {"type": "mrkdwn", "text": words[:3000]}})
    return {"text": _escaped(subject(deliveries)), "blocks": blocks}


def _escaped(line: str) -> str:
    """As Slack wants it: otherwise a name could make a link or call everybody."""
    return line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


_BODIES: Mapping[str, Callable[[Sequence[Delivery], float], dict[str, Any]]] = {
    Kind.JSON: _json,
    Kind.TEAMS: _teams,
    Kind.SLACK: _slack,
}
