"""A line of text: it is in the options, so that the layout carries it."""

from __future__ import annotations

from wallboard.domain.board import WidgetSpec
from wallboard.projections.scene import Scene
from wallboard.projections.view import View


def view_of_text(scene: Scene, widget: WidgetSpec) -> View:
    return View({})
