"""One big figure, and its trend."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wallboard.domain.board import QueueSpec, SiteSpec, WidgetSpec
from wallboard.projections.curves import NO_POINTS, Curve, Span, has_curve, rule_of, scope_of
from wallboard.projections.figure_value import Figure
from wallboard.projections.head_count import BUCKETS, head_count
from wallboard.projections.ratios import Rule
from wallboard.projections.scene import Scene
from wallboard.projections.thresholds import Thresholds, level_of
from wallboard.projections.totals import calm_of, figure_of_queues
from wallboard.projections.view import View, earliest


def queues_of(site: SiteSpec, ids: Sequence[str]) -> list[QueueSpec]:
    """The queues named, or all; one that is gone is left out."""
    if not ids:
        return list(site.queues.values())
    return [site.queues[id_] for id_ in dict.fromkeys(ids) if id_ in site.queues]


def counts_people(widget: WidgetSpec) -> bool:
    """Without queues, a metric of agents counts distinct people of the teams or the site."""
    return widget.options["metric"] in BUCKETS and not widget.options["queues"]


def shown_figure(scene: Scene, widget: WidgetSpec) -> Figure:
    options = widget.options
    if counts_people(widget):
        return head_count(scene, options["teams"]).figure(options["metric"])
    rule = Rule(options["letter"], options["threshold_seconds"])
    queues = queues_of(scene.site, options["queues"])
    return figure_of_queues(scene, options["metric"], queues, rule)


def scope_of_figure(widget: WidgetSpec) -> str:
    """Of whom it is, as history has it."""
    options = widget.options
    noun = "teams" if counts_people(widget) else "queues"
    return scope_of(noun, options[noun], rule_of(options["metric"], options))


def curve_of(widget: WidgetSpec, span: Span) -> Curve | None:
    metric = widget.options["metric"]
    return Curve(scope_of_figure(widget), metric, span) if has_curve(metric) else None


def trend_of_figure(widget: WidgetSpec) -> list[Curve]:
    """The curve of the last hour, where it is shown."""
    curve = curve_of(widget, Span.HOUR) if widget.options["trend"] else None
    return [curve] if curve else []


def view_of_figure(scene: Scene, widget: WidgetSpec) -> View:
    """`rows` are the points of the trend, so that a minute that comes travels alone."""
    content, changes_at = _stated(scene, widget)
    curves = trend_of_figure(widget)
    content["rows"] = scene.curves.get(curves[0], NO_POINTS) if curves else NO_POINTS
    return View(content, changes_at)


def _stated(scene: Scene, widget: WidgetSpec) -> tuple[dict[str, Any], float | None]:
    options = widget.options
    figure = shown_figure(scene, widget)
    calm = None
    if not counts_people(widget):
        queues = queues_of(scene.site, options["queues"])
        calm = calm_of(figure_of_queues(scene, "open", queues))
    thresholds = Thresholds(options["warn"], options["critical"])
    level = level_of(options["metric"], figure, thresholds, scene.now_at)
    content = {
        "figure": figure.as_json(),
        "level": None if calm else level.level,
        "calm": calm,
    }
    return content, None if calm else earliest([level.changes_at], scene.now_at)
