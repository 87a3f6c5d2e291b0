"""The veils of the widgets that list or count people, each named by its row of the registry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from wallboard.domain.board import WidgetSpec
from wallboard.projections.agent_grid import grouped
from wallboard.projections.figure import counts_people, shown_figure
from wallboard.projections.figure_value import Figure, Status
from wallboard.projections.head_count import head_count
from wallboard.projections.queue_table import view_of_queue_table
from wallboard.projections.scene import Scene
from wallboard.projections.veil import (
    PeopleRows,
    counts_agents,
    fewer_than,
    veiled_count,
    veiled_figure,
)
from wallboard.projections.view import View

_GRID = PeopleRows(
    since="state_since",
    instants=("state_since", "out_since", "help_since"),
    comparing=("adherence", "conformance"),
    group=grouped,
)

_OFF_SCHEDULE = PeopleRows(since="out_since", instants=("out_since",))
_ASKING = PeopleRows(since="help_since", instants=("help_since",))


def veil_adherence_list(view: View, scene: Scene, widget: WidgetSpec) -> View:
    return _with_count(_OFF_SCHEDULE(view, scene, widget), scene)


def veil_help_requests(view: View, scene: Scene, widget: WidgetSpec) -> View:
    return _with_count(_ASKING(view, scene, widget), scene)


def _with_count(view: View, scene: Scene) -> View:
    """How many are listed is a count of people as any other."""
    count = view.content["count"]
    if not _is_small(count["v"], scene):
        return view
    return replace(view, content={**view.content, "count": fewer_than(scene.policy).as_json()})


def veil_agent_grid(view: View, scene: Scene, widget: WidgetSpec) -> View:
    """Counts become figures where there is a smallest group."""
    veiled = _GRID(view, scene, widget)
    if not scene.policy.smallest_group:
        return veiled
    count = veiled_count(head_count(scene, widget.options["teams"]), scene.policy)
    counts = {state: figure.as_json() for state, figure in count.by_state.items()}
    return replace(veiled, content={**veiled.content, "counts": counts})


def veil_state_bar(view: View, scene: Scene, widget: WidgetSpec) -> View:
    count = veiled_count(head_count(scene, widget.options["teams"]), scene.policy)
    counts = {state: figure.as_json() for state, figure in count.by_state.items()}
    return replace(view, content={"counts": counts, "total": count.staffed.as_json()})


def veiled_shown_figure(scene: Scene, widget: WidgetSpec) -> Figure:
    """What a figure's tile shows under the scene's policy."""
    options, policy = widget.options, scene.policy
    if counts_people(widget):
        return veiled_count(head_count(scene, options["teams"]), policy).figure(options["metric"])
    shown = shown_figure(scene, widget)
    return veiled_figure(shown, policy) if counts_agents(options["metric"]) else shown


def veil_figure(view: View, scene: Scene, widget: WidgetSpec) -> View:
    """A level would tell on which side of a threshold a withheld count is."""
    if not scene.policy.smallest_group or not counts_agents(widget.options["metric"]):
        return view
    figure = veiled_shown_figure(scene, widget)
    level = view.content["level"] if figure == shown_figure(scene, widget) else None
    content = {**view.content, "figure": figure.as_json(), "level": level}
    return replace(view, content=content)


def veil_chart(view: View, scene: Scene, widget: WidgetSpec) -> View:
    """As the figure's tile; curves of counts are not in the scene."""
    if not scene.policy.smallest_group or not counts_agents(widget.options["metric"]):
        return view
    figure = veiled_shown_figure(scene, widget).as_json()
    return replace(view, content={**view.content, "figure": figure})


def veil_queue_table(view: View, scene: Scene, widget: WidgetSpec) -> View:
    """Levels of counts of people go, and with them their part in the order."""
    policy, options = scene.policy, widget.options
    counts = [key for key in options["columns"] if counts_agents(key)]
    if not policy.smallest_group or not counts:
        return view
    rest = {key: one for key, one in options["thresholds"].items() if key not in counts}
    if rest != options["thresholds"]:
        calm = replace(widget, options={**options, "thresholds": rest})
        view = view_of_queue_table(scene, calm)
    rows = {
        id_: {**row, "cells": _cells(row["cells"], counts, scene)}
        for id_, row in view.content["rows"].items()
    }
    return replace(view, content={**view.content, "rows": rows})


def _cells(cells: Mapping[str, Any], counts: list[str], scene: Scene) -> dict[str, Any]:
    small = fewer_than(scene.policy).as_json()
    return {
        key: small if key in counts and _is_small(cell["v"], scene) else cell
        for key, cell in cells.items()
    }


def _is_small(value: Any, scene: Scene) -> bool:
    return veiled_figure(Figure(value=value), scene.policy).status is Status.WITHHELD
