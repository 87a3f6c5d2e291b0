"""What is configured: sites, queues, boards; and the vocabulary of the figures."""

from __future__ import annotations

from typing import Any

from wallboard.api.asked import Asked, page_of
from wallboard.boards.models import Board, Site
from wallboard.boards.policy import policy_for_program
from wallboard.boards.specs import site_spec
from wallboard.domain.board import QueueSpec, SiteSpec
from wallboard.domain.metric import Metric
from wallboard.domain.metrics import AGENT_METRICS, METRICS
from wallboard.domain.scrub import scrubbed


def sites(asked: Asked) -> dict[str, Any]:
    rows = {str(site.pk): _site(site) for site in asked.token.sites.all()}
    return page_of(rows, asked.query)


def site(asked: Asked) -> dict[str, Any]:
    return _site(asked.site())


def _site(one: Site) -> dict[str, Any]:
    return {"id": str(one.pk), "slug": one.slug, "name": one.name, "timezone": one.timezone}


def queues(asked: Asked) -> dict[str, Any]:
    site = asked.site()
    spec, policy = site_spec(site.pk), policy_for_program(site)
    page = page_of(spec.queues, asked.query)
    page["items"] = [scrubbed(_queue(queue), spec, policy) for queue in page["items"]]
    return page


def _queue(queue: QueueSpec) -> dict[str, Any]:
    return {
        "id": queue.id,
        "name": queue.name,
        "group": queue.group,
        "members": [member.id for member in queue.members],
    }


def boards(asked: Asked) -> dict[str, Any]:
    site = asked.site()
    spec, found = site_spec(site.pk), Board.objects.filter(site=site, archived=False)
    page = page_of({str(board.pk): board for board in found.select_related("site")}, asked.query)
    page["items"] = [_board(board, spec) for board in page["items"]]
    return page


def _board(board: Board, spec: SiteSpec) -> dict[str, Any]:
    return {
        "id": str(board.pk),
        "slug": board.slug,
        "name": scrubbed(board.name, spec, policy_for_program(board.site, board)),
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
