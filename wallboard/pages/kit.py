"""What the designer builds with: the widgets with their options, and the names to choose from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext

from wallboard.boards import access
from wallboard.boards.models import Board
from wallboard.boards.specs import site_spec
from wallboard.domain.metrics import QUEUE_METRICS
from wallboard.domain.service_level import LETTERS
from wallboard.pages.scrubbing import Scrubs
from wallboard.projections.options import Option
from wallboard.projections.registry import WIDGETS


def kit_of(board: Board, user: Any) -> dict[str, Any]:
    """Plain values, in the language of the request. Names of queues and teams, none of people; that
    of a team stays as it is, for widgets know it by its name.

    `places` are those to whom this user may give the board; the whole site has neither id nor name.
    """
    site, scrubs = site_spec(board.site_id), Scrubs(user)
    return {
        "widgets": [_widget(row) for row in WIDGETS.values()],
        "metrics": {key: _metric(metric) for key, metric in QUEUE_METRICS.items()},
        "queues": [
            {"id": queue.id, "name": scrubs(queue.name, board)}
            for queue in sorted(site.queues.values(), key=lambda queue: queue.name.casefold())
        ],
        "images": [
            {"digest": image.digest, "name": scrubs(image.name, board)}
            for image in board.site.images.only("digest", "name")
        ],
        "teams": list(board.site.teams.values_list("name", flat=True)),
        "letters": list(LETTERS),
        "places": _places(board, user, scrubs),
    }


def _places(board: Board, user: Any, scrubs: Scrubs) -> list[dict[str, str]]:
    teams = access.teams_to_make_boards(user).filter(site=board.site)
    whole = access.sites_to_make_boards(user).filter(pk=board.site_id).exists()
    site = [{"id": "", "name": ""}] if whole else []
    return site + [{"id": str(team.pk), "name": scrubs(team.name, board)} for team in teams]


def _widget(row: Any) -> Mapping[str, Any]:
    return {
        "type": row.type,
        "label": gettext(row.label),
        "width": row.width,
        "height": row.height,
        "options": [_option(option) for option in row.options],
    }


def _option(option: Option) -> Mapping[str, Any]:
    return {
        "key": option.key,
        "label": gettext(option.called),
        "help": gettext(option.help) if option.help else "",
        "form": option.form,
        "choices": [
            {"word": word, "label": gettext(word.replace("_", " "))} for word in option.choices
        ],
        "default": option.default,
    }


def _metric(metric: Any) -> Mapping[str, Any]:
    return {
        "label": gettext(metric.label),
        "meaning": gettext(metric.meaning),
        "unit": metric.unit,
        "direction": metric.direction,
    }
