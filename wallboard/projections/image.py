"""A picture: all of it is in the options. Who may have it is asked where it is fetched."""

from __future__ import annotations

from wallboard.domain.board import WidgetSpec
from wallboard.projections.scene import Scene
from wallboard.projections.view import View


def view_of_image(scene: Scene, widget: WidgetSpec) -> View:
    return View({})
