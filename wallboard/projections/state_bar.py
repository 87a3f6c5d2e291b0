"""People of a team or site by state."""

from __future__ import annotations

from wallboard.domain.board import WidgetSpec
from wallboard.projections.head_count import head_count
from wallboard.projections.scene import Scene
from wallboard.projections.view import View


def view_of_state_bar(scene: Scene, widget: WidgetSpec) -> View:
    """`total` is everybody who is logged on."""
    count = head_count(scene, widget.options["teams"])
    return View(
        {
            "counts": {state: figure.as_json() for state, figure in count.by_state.items()},
            "total": count.staffed.as_json(),
        }
    )
