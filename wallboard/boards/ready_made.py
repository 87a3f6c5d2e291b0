"""The boards of a new site, as rows; with a line of notices where a source tells of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext

from wallboard.boards.models import Board, Site, Widget


@dataclass(frozen=True)
class Tile:
    type: str
    title: str
    x: int
    y: int
    width: int
    height: int
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    slug: str
    name: str
    purpose: str
    theme: str
    tiles: tuple[Tile, ...]


def _figure(metric: str, title: str, x: int, y: int, height: int = 3, **options: Any) -> Tile:
    return Tile("figure", title, x, y, 3, height, {"metric": metric, "queues": [], **options})


def _chart(metric: str, title: str, x: int, y: int, **options: Any) -> Tile:
    return Tile("chart", title, x, y, 6, 4, {"metric": metric, "queues": [], **options})


def _foot(y: int) -> tuple[Tile, ...]:
    return (Tile("source_health", "Sources", 0, y, 9, 1), Tile("clock", "", 9, y, 3, 1))


FOOT_OF_WALL = 7  # the row of its foot
WALL_COLUMNS = ["contacts_waiting", "longest_wait_since", "available", "service_level"]
DESK_COLUMNS = [
    "contacts_waiting",
    "longest_wait_since",
    "available",
    "on_contact",
    "offered",
    "answered",
    "abandoned",
    "service_level",
    "asa_seconds",
]

PLANS: tuple[Plan, ...] = (
    Plan(
        "wall",
        "Wall",
        "wall",
        "dark",
        (
            _figure("contacts_waiting", "Waiting", 0, 0, warn=5, critical=10),
            _figure("longest_wait_since", "Longest wait", 3, 0, warn=60, critical=180),
            _figure(
                "service_level", "Service level today", 6, 0, target=0.8, warn=0.8, critical=0.7
            ),
            _figure("abandon_rate", "Abandoned today", 9, 0, target=0.05, warn=0.05, critical=0.1),
            _figure("available", "Available", 0, 3, height=2, warn=2, critical=1),
            _figure("on_contact", "On contact", 0, 5, height=2),
            Tile("queue_table", "Queues", 3, 3, 9, 4, {"queues": [], "columns": WALL_COLUMNS}),
            *_foot(FOOT_OF_WALL),
        ),
    ),
    Plan(
        "queues",
        "Queues",
        "desk",
        "auto",
        (
            Tile("queue_table", "Queues", 0, 0, 12, 8, {"queues": [], "columns": DESK_COLUMNS}),
            *_foot(8),
        ),
    ),
    Plan(
        "agents",
        "Agents",
        "desk",
        "auto",
        (
            Tile("state_bar", "Agents now", 0, 0, 12, 1, {"teams": []}),
            Tile(
                "agent_grid",
                "Agents",
                0,
                1,
                12,
                7,
                {"teams": [], "group_by": "state", "show_logged_out": False},
            ),
            *_foot(8),
        ),
    ),
    Plan(
        "team",
        "Team",
        "desk",
        "auto",
        (
            Tile("notices", "Notices", 0, 0, 12, 1),
            Tile("state_bar", "Agents now", 0, 1, 12, 1, {"teams": []}),
            Tile("adherence_list", "Off schedule", 0, 2, 8, 4, {"teams": []}),
            Tile("help_requests", "Help requests", 8, 2, 4, 4, {"teams": []}),
            Tile(
                "agent_grid",
                "Agents",
                0,
                6,
                12,
                6,
                {"teams": [], "group_by": "team", "show_logged_out": False},
            ),
            *_foot(12),
        ),
    ),
    Plan(
        "day",
        "Day",
        "desk",
        "auto",
        (
            _figure("offered", "Offered today", 0, 0, height=2),
            _figure("answered", "Answered today", 3, 0, height=2),
            _figure("service_level", "Service level today", 6, 0, height=2, target=0.8),
            _figure("abandon_rate", "Abandoned today", 9, 0, height=2, target=0.05),
            _chart("contacts_waiting", "Waiting", 0, 2),
            _chart("service_level", "Service level", 6, 2, target=0.8),
            _chart("available", "Available", 0, 6),
            _chart("longest_wait_since", "Longest wait", 6, 6, target=60),
            *_foot(10),
        ),
    ),
)


def with_notices(plan: Plan) -> Plan:
    """A line of notices above the foot of the wall. Without a source it would say so for ever.

    The figures above give it their third row, so that the table of queues keeps its own.
    """
    if plan.slug != "wall":
        return plan
    tiles = [_made_lower(tile) if tile.y < FOOT_OF_WALL else tile for tile in plan.tiles]
    return replace(plan, tiles=(*tiles, Tile("notices", "Notices", 0, FOOT_OF_WALL - 1, 12, 1)))


def _made_lower(tile: Tile) -> Tile:
    return replace(tile, y=tile.y - 1) if tile.y else replace(tile, height=tile.height - 1)


def _in_language_of(site: Site) -> Callable[[str], str]:
    """Names are data from here on: they are given once, in the language of the site."""

    def said(english: str) -> str:
        with translation.override(site.language):
            return gettext(english) if english else ""

    return said


@transaction.atomic
def make_boards(site: Site, plans: Sequence[Plan] = PLANS) -> int:
    """Give a site the boards whose slugs it lacks, in its language; returns how many were made."""
    there = set(site.boards.values_list("slug", flat=True))
    said = _in_language_of(site)
    missing = [plan for plan in plans if plan.slug not in there]
    for position, plan in enumerate(missing, start=len(there)):
        board = Board.objects.create(
            site=site,
            slug=plan.slug,
            name=said(plan.name),
            purpose=plan.purpose,
            theme=plan.theme,
            position=position,
        )
        put_tiles(board, plan)
    return len(missing)


def put_tiles(board: Board, plan: Plan) -> None:
    said = _in_language_of(board.site)
    for tile in plan.tiles:
        Widget.objects.create(
            board=board,
            type=tile.type,
            title=said(tile.title),
            x=tile.x,
            y=tile.y,
            width=tile.width,
            height=tile.height,
            options=dict(tile.options),
        )
