"""The day of one figure as a curve, beside its target and the same weekday of last week."""

from __future__ import annotations

from wallboard.domain.board import WidgetSpec
from wallboard.projections.curves import NO_POINTS, Curve, Span, day_of
from wallboard.projections.figure import curve_of, shown_figure
from wallboard.projections.scene import Scene
from wallboard.projections.view import View


def curves_of_chart(widget: WidgetSpec) -> list[Curve]:
    curve = curve_of(widget, Span.DAY)
    return [curve] if curve else []


def view_of_chart(scene: Scene, widget: WidgetSpec) -> View:
    """`rows` are points as `Points` says; `from` and `until` the midnights of the site's day."""
    day = day_of(scene.site.timezone, scene.now_at)
    curves = curves_of_chart(widget)
    content = {
        "figure": shown_figure(scene, widget).as_json(),
        "from": day.from_at,
        "until": day.until_at,
        "rows": scene.curves.get(curves[0], NO_POINTS) if curves else NO_POINTS,
    }
    return View(content, day.until_at)
