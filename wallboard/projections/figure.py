"""One big figure."""

from __future__ import annotations

from collections.abc import Sequence

from wallboard.domain.board import QueueSpec, SiteSpec, WidgetSpec
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


def view_of_figure(scene: Scene, widget: WidgetSpec) -> View:
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
    return View(content, None if calm else earliest([level.changes_at], scene.now_at))
