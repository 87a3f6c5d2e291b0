"""The clock: the page ticks by itself, in the zone of the layout."""

from __future__ import annotations

from wallboard.domain.board import WidgetSpec
from wallboard.projections.scene import Scene
from wallboard.projections.view import View


def view_of_clock(scene: Scene, widget: WidgetSpec) -> View:
    return View({})
