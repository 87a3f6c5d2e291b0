"""A whole board at one instant, as a snapshot has it: what history keeps of it minute by minute."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wallboard.domain.board import BoardSpec, SiteSpec
from wallboard.domain.policy import Policy
from wallboard.projections.alerts_shown import Row, alerts_shown
from wallboard.projections.curves import Curve
from wallboard.projections.layout import layout_of, sources_shown
from wallboard.projections.registry import Bound, bind
from wallboard.projections.scene import Scene
from wallboard.projections.source_health import source_rows
from wallboard.projections.veil import counts_agents


@dataclass(frozen=True, slots=True)
class Picture:
    """The members of a snapshot by their names there (docs/protocol.md)."""

    board: Mapping[str, Any]
    views: Mapping[str, Mapping[str, Any]]
    sources: Mapping[str, Any]
    alerts: Mapping[str, Any]


def pictures_of(
    board: BoardSpec, scene: Scene, policies: Sequence[Policy], alerts: Mapping[str, Row]
) -> list[Picture]:
    """As each policy has it: projected once, then veiled. The scene holds no curves. A widget that
    cannot be projected raises what it raises."""
    site = scene.site
    widgets = {widget.id: bind(widget) for widget in board.widgets}
    shown = sources_shown(site, *_depended_on(widgets, site))
    views = {id_: bound.views(scene, policies) for id_, bound in widgets.items()}
    sources = source_rows(scene, shown)
    return [
        Picture(
            board=layout_of(board, site, widgets, shown, policy),
            views={id_: of_each[number].content for id_, of_each in views.items()},
            sources=sources,
            alerts=alerts_shown(board, site, policy, alerts),
        )
        for number, policy in enumerate(policies)
    ]


def _depended_on(widgets: Mapping[str, Bound], site: SiteSpec) -> tuple[set[str], bool]:
    entities = (entity for bound in widgets.values() for entity in bound.entities_of(site))
    return {entity.account for entity in entities}, any(
        bound.type.all_sources for bound in widgets.values()
    )


def lists_people(board: BoardSpec) -> bool:
    """Whether it has a widget whose rows are people, one by one."""
    return any(bind(widget).type.lists_people for widget in board.widgets)


def curves_by_widget(board: BoardSpec, policy: Policy) -> dict[str, Curve]:
    """What each widget draws under the policy: no count of people where groups may be small."""
    found = {}
    for widget in board.widgets:
        for curve in bind(widget).curves:
            if not (policy.smallest_group and counts_agents(curve.metric)):
                found[widget.id] = curve
    return found
