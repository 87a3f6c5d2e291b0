"""What is configured: sites, queues, boards; and the vocabulary of the figures."""

from __future__ import annotations

from typing import Any

from wallboard.api.asked import Asked, page_of
from wallboard.boards.models import Board, Site
from wallboard.boards.specs import site_spec
from wallboard.domain.board import QueueSpec
from wallboard.domain.metric import Metric
from wallboard.domain.metrics import AGENT_METRICS, METRICS


def sites(asked: Asked) -> dict[str, Any]:
    rows = {str(site.pk): _site(site) for site in asked.token.sites.all()}
    return page_of(rows, asked.query)


def site(asked: Asked) -> dict[str, Any]:
    return _site(asked.site())


def _site(one: Site) -> dict[str, Any]:
    return {"id": str(one.pk), "slug": one.slug, "name": one.name, "timezone": one.timezone}


def queues(asked: Asked) -> dict[str, Any]:
    spec = site_spec(asked.site().pk)
    page = page_of(spec.queues, asked.query)
    page["items"] = [_queue(queue) for queue in page["items"]]
    return page


def _queue(queue: QueueSpec) -> dict[str, Any]:
    return {
        "id": queue.id,
        "name": queue.name,
        "group": queue.group,
        "members": [member.id for member in queue.members],
    }


def boards(asked: Asked) -> dict[str, Any]:
    found = Board.objects.filter(site=asked.site(), archived=False)
    return page_of({str(board.pk): _board(board) for board in found}, asked.query)


def _board(board: Board) -> dict[str, Any]:
    return {
        "id": str(board.pk),
        "slug": board.slug,
        "name": board.name,
        "site": str(board.site_id),
        "purpose": board.purpose,
    }


def vocabulary(asked: Asked) -> dict[str, Any]:
    kinds = {**{f"agent.{key}": row for key, row in AGENT_METRICS.items()}, **METRICS}
    return {"items": [_metric(row) for row in {id(row): row for row in kinds.values()}.values()]}


def _metric(row: Metric) -> dict[str, Any]:
    return {
        "key": row.key,
        "kind": row.kind.value,
        "label": row.label,
        "unit": row.unit.value,
        "direction": row.direction.value,
        "meaning": row.meaning,
    }
