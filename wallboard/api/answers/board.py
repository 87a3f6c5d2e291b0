"""A board as its viewers see it: the layout, views and alerts that the live protocol sends."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from wallboard.api.asked import Asked
from wallboard.api.scenes import alerts_now, scene_now, stamp_of
from wallboard.boards.specs import board_spec
from wallboard.boards.viewings import told_to_program
from wallboard.domain.board import BoardSpec
from wallboard.history.series import read_curves
from wallboard.projections.alerts_shown import alerts_shown
from wallboard.projections.curves import Curve, Points
from wallboard.projections.layout import layout_of, sources_shown
from wallboard.projections.registry import Bound, bind, curves_of
from wallboard.projections.scene import Scene
from wallboard.projections.source_health import source_rows


def board(asked: Asked) -> dict[str, Any]:
    found = asked.board()
    spec, scene = board_spec(found.pk), scene_now(found.site, found)
    scene = replace(scene, curves=_curves(spec, scene))
    widgets = {widget.id: bind(widget) for widget in spec.widgets}
    shown = _sources(widgets, scene)
    if any(bound.type.lists_people for bound in widgets.values()):
        told_to_program(asked.token, found.site, f"API: {found.name}", scene.policy)
    return {
        **stamp_of(scene),
        "board": layout_of(spec, scene.site, widgets, shown, scene.policy),
        "views": {id_: bound.view(scene).content for id_, bound in widgets.items()},
        "sources": source_rows(scene, shown),
        "alerts": alerts_shown(spec, scene.site, scene.policy, alerts_now(found.site)),
    }


def _curves(board: BoardSpec, scene: Scene) -> dict[Curve, Points]:
    wanted = dict.fromkeys(sorted(curves_of(board)))
    found = read_curves(scene.site.id, scene.site.timezone, wanted, scene.now_at)
    return {curve: drawn.points for curve, drawn in found.items()}


def _sources(widgets: dict[str, Bound], scene: Scene) -> frozenset[str]:
    depended_on = {
        entity.account for bound in widgets.values() for entity in bound.entities_of(scene.site)
    }
    return sources_shown(scene.site, depended_on, any(b.type.all_sources for b in widgets.values()))
