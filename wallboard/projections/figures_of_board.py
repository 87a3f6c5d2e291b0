"""Every figure that a board shows, once each: the minute rows of history are made of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from wallboard.domain.board import BoardSpec, WidgetSpec
from wallboard.projections.curves import rule_of, scope_of
from wallboard.projections.figure import queues_of, scope_of_figure, shown_figure
from wallboard.projections.figure_value import Figure
from wallboard.projections.head_count import STAFFED_KEY, head_count
from wallboard.projections.ratios import Rule
from wallboard.projections.registry import bind
from wallboard.projections.scene import Scene
from wallboard.projections.totals import figure_of_queue


class Shown(NamedTuple):
    """`scope`: "site", "queues:3,4", "teams:Support"; people are counted there, never named."""

    scope: str
    metric: str
    figure: Figure


def figures_of(board: BoardSpec, scene: Scene) -> Iterator[Shown]:
    """In the order of the widgets; a (scope, metric) that is shown twice comes once."""
    seen: set[tuple[str, str]] = set()
    for widget in board.widgets:
        bound = bind(widget)
        for shown in _FIGURES.get(widget.type, _none)(scene, bound.widget):
            if shown[:2] not in seen:
                seen.add(shown[:2])
                yield shown


def _of_figure(scene: Scene, widget: WidgetSpec) -> Iterable[Shown]:
    yield Shown(scope_of_figure(widget), widget.options["metric"], shown_figure(scene, widget))


def _of_table(scene: Scene, widget: WidgetSpec) -> Iterable[Shown]:
    options = widget.options
    rule = Rule(options["letter"], options["threshold_seconds"])
    for queue in queues_of(scene.site, options["queues"]):
        for key in options["columns"]:
            scope = scope_of("queues", [queue.id], rule_of(key, options))
            yield Shown(scope, key, figure_of_queue(scene, key, queue, rule))


def _of_people(scene: Scene, widget: WidgetSpec) -> Iterable[Shown]:
    teams = widget.options["teams"]
    count = head_count(scene, teams)
    scope = scope_of("teams", teams)
    for state, figure in count.by_state.items():
        yield Shown(scope, state, figure)
    yield Shown(scope, STAFFED_KEY, count.staffed)


def _none(scene: Scene, widget: WidgetSpec) -> Iterable[Shown]:
    return ()


_FIGURES: Mapping[str, Callable[[Scene, WidgetSpec], Iterable[Shown]]] = {
    "figure": _of_figure,
    "chart": _of_figure,
    "queue_table": _of_table,
    "agent_grid": _of_people,
    "state_bar": _of_people,
}
