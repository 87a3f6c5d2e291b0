"""Queues as rows, the most urgent first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wallboard.domain.board import QueueSpec, WidgetSpec
from wallboard.projections.figure import queues_of
from wallboard.projections.figure_value import Figure
from wallboard.projections.ratios import Rule
from wallboard.projections.scene import Scene
from wallboard.projections.thresholds import LEVEL_ORDER, Thresholds, level_of
from wallboard.projections.totals import calm_of, figure_of_queue
from wallboard.projections.view import View, earliest

Place = tuple[Any, ...]
LONGEST_WAIT = "longest_wait_since"


def view_of_queue_table(scene: Scene, widget: WidgetSpec) -> View:
    """Ids of rows are those of queues. `levels` names the cells that are over a threshold."""
    rows: dict[str, dict[str, Any]] = {}
    places: dict[str, Place] = {}
    changes: list[float | None] = []
    for queue in queues_of(scene.site, widget.options["queues"]):
        row, place, changes_at = _row(scene, queue, widget.options)
        rows[queue.id], places[queue.id] = row, place
        changes += changes_at
    if widget.options["sort"] == "name":
        places = {id_: place[-2:] for id_, place in places.items()}
    order = sorted(rows, key=lambda id_: places[id_])
    return View({"rows": rows, "order": order}, earliest(changes, scene.now_at))


def _row(
    scene: Scene, queue: QueueSpec, options: Mapping[str, Any]
) -> tuple[dict[str, Any], Place, list[float | None]]:
    rule = Rule(options["letter"], options["threshold_seconds"])
    openness = figure_of_queue(scene, "open", queue)
    cells = {key: figure_of_queue(scene, key, queue, rule) for key in options["columns"]}
    calm = calm_of(openness)
    levels: dict[str, str] = {}
    changes: list[float | None] = []
    if calm is None:
        for key, figure in cells.items():
            thresholds = Thresholds(**options["thresholds"].get(key, {}))
            level = level_of(key, figure, thresholds, scene.now_at)
            changes.append(level.changes_at)
            if level.level is not None:
                levels[key] = level.level
    worst = min(levels.values(), key=lambda level: LEVEL_ORDER[level], default=None)
    row = {
        "name": queue.name,
        "open": openness.as_json(),
        "cells": {key: figure.as_json() for key, figure in cells.items()},
        "levels": levels,
        "level": worst,
        "calm": calm,
    }
    waiting = cells.get(LONGEST_WAIT) or figure_of_queue(scene, LONGEST_WAIT, queue)
    return row, _place(queue, worst, calm, waiting), changes


def _place(queue: QueueSpec, level: str | None, calm: str | None, waiting: Figure) -> Place:
    """The most urgent first, then who waits longest; what is closed comes last."""
    since = waiting.value if isinstance(waiting.value, int | float) else float("inf")
    return (calm is not None, LEVEL_ORDER[level], since, queue.name.casefold(), queue.id)
