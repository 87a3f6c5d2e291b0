"""Figures of a site and of its queues, by the same projections as on boards."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from wallboard.api.asked import Asked, page_of
from wallboard.api.scenes import scene_now, stamp_of
from wallboard.domain.board import QueueSpec
from wallboard.domain.metrics import METRICS, OF_SITE, QUEUE_METRICS
from wallboard.domain.scrub import scrubbed
from wallboard.projections.figure_value import Figure, Status
from wallboard.projections.head_count import BUCKETS, HeadCount, head_count
from wallboard.projections.scene import Scene
from wallboard.projections.totals import figure_of_queue, figure_of_queues
from wallboard.projections.veil import counts_agents, veiled_count, veiled_figure


def as_told(figure: Figure, scene: Scene) -> dict[str, Any]:
    """With words in place of the letters that the live protocol saves bytes by."""
    confirmed_at = _confirmed_at(figure, scene)
    return {
        "value": figure.value,
        "status": figure.status.value or "fresh",
        "since": None if figure.status is Status.FRESH else _instant(figure.since),
        "confirmed_at": _instant(confirmed_at),
        "source": _scrubbed(scene, figure.by or scene.label(figure.account)),
        "qualifier": figure.qualifier.value,
        "parts": None if figure.parts is None else list(figure.parts),
        "parameters": dict(figure.parameters),
        "remark": figure.remark.value,
    }


def _confirmed_at(figure: Figure, scene: Scene) -> float | None:
    """When its source last said anything at all; null for a sum of several sources."""
    heard = [scene.confirmed.get(key) for key in scene.trust if key.account == figure.account]
    return max((at for at in heard if at is not None), default=None)


def _instant(at: float | None) -> float | None:
    return None if at is None else round(at, 3)


def figures_of_site(scene: Scene) -> Iterator[tuple[str, Figure]]:
    """What is shown of a whole site; people are counted once each."""
    count, queues = people_counted(scene), list(scene.site.queues.values())
    for key in (key for key in METRICS if key in OF_SITE):
        if key in BUCKETS:
            yield key, count.figure(key)
        else:
            yield key, figure_of_queues(scene, key, queues)


def figures_of_queue(scene: Scene, queue: QueueSpec) -> Iterator[tuple[str, Figure]]:
    for key in QUEUE_METRICS:
        figure = figure_of_queue(scene, key, queue)
        yield key, veiled_figure(figure, scene.policy) if counts_agents(key) else figure


def people_counted(scene: Scene) -> HeadCount:
    """Of the site, as far as its policy lets small groups be told."""
    return veiled_count(head_count(scene, ()), scene.policy)


def site_figures(asked: Asked) -> dict[str, Any]:
    scene = scene_now(asked.site())
    figures = {key: as_told(figure, scene) for key, figure in figures_of_site(scene)}
    return {**stamp_of(scene), "site": scene.site.id, "figures": figures}


def queue_figures(asked: Asked) -> dict[str, Any]:
    scene = scene_now(asked.site())
    page = page_of(scene.site.queues, asked.query)
    page["items"] = [_told(scene, queue) for queue in page["items"]]
    return {**stamp_of(scene), "site": scene.site.id, **page}


def _told(scene: Scene, queue: QueueSpec) -> dict[str, Any]:
    figures = {key: as_told(figure, scene) for key, figure in figures_of_queue(scene, queue)}
    return {"id": queue.id, "name": name_of_queue(scene, queue), "figures": figures}


def name_of_queue(scene: Scene, queue: QueueSpec) -> str:
    return _scrubbed(scene, queue.name)


def _scrubbed(scene: Scene, text: str) -> str:
    """Somebody typed it, and may have named a person."""
    return str(scrubbed(text, scene.site, scene.policy))
