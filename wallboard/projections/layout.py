"""The part of a snapshot that only configuration changes: where widgets are, and their words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wallboard.domain.board import BoardSpec, SiteSpec
from wallboard.domain.metrics import METRICS
from wallboard.domain.policy import OPEN, Policy
from wallboard.domain.scrub import scrubbed
from wallboard.projections.registry import Bound


def layout_of(
    board: BoardSpec,
    site: SiteSpec,
    widgets: Mapping[str, Bound],
    sources: frozenset[str],
    policy: Policy = OPEN,
) -> dict[str, Any]:
    """The member `board` of a snapshot, as docs/protocol.md has it. Where names are not shown,
    titles and texts that were typed are searched for them too."""
    layout = {
        "id": board.id,
        "slug": board.slug,
        "title": scrubbed(board.name, site, policy),
        "site": site.name,
        "timezone": site.timezone,
        "purpose": board.purpose,
        "theme": board.theme,
        "simulation": any(site.sources[account].simulation for account in sources),
        "policy": policy_told(policy),
        "widgets": [_widget(bound, site, policy) for bound in widgets.values()],
    }
    if board.draft:
        layout["draft"] = board.draft
    return layout


def sources_shown(site: SiteSpec, depended_on: set[str], all_sources: bool) -> frozenset[str]:
    """The accounts whose trust a board's figures hang on."""
    return frozenset(account for account in site.sources if all_sources or account in depended_on)


def policy_told(policy: Policy) -> dict[str, Any]:
    return {
        "people": policy.people.value,
        "smallest_group": policy.smallest_group,
        "round_seconds": policy.round_seconds,
        "ranking": policy.ranking,
    }


def _widget(bound: Bound, site: SiteSpec, policy: Policy) -> dict[str, Any]:
    widget = bound.widget
    placed = {
        "id": widget.id,
        "type": widget.type,
        "title": scrubbed(widget.title, site, policy),
        "x": widget.x,
        "y": widget.y,
        "width": widget.width,
        "height": widget.height,
        "options": scrubbed(dict(widget.options), site, policy),
        "metrics": {key: _metric(key) for key in bound.metrics if key in METRICS},
    }
    phone = {
        "position": widget.phone_position,
        "height": widget.phone_height,
        "hidden": widget.phone_hidden or None,
    }
    if decided := {key: value for key, value in phone.items() if value is not None}:
        placed["phone"] = decided
    return placed


def _metric(key: str) -> dict[str, Any]:
    metric = METRICS[key]
    return {
        "label": metric.label,
        "unit": metric.unit,
        "direction": metric.direction,
        "meaning": metric.meaning,
    }
