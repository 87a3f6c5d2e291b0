"""A board as one plain value: what a draft holds, what history keeps, what is published.

{"name", "purpose", "theme", "team": id or "", "screen": {"inches", "width", "height",
"distance_metres"}, "widgets": [{"key", "type", "title", "x", "y", "width", "height", "options",
"phone": {"position", "hidden", "height"}}]}. A widget's key is its id once it was published.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from wallboard.boards import widgets
from wallboard.boards.models import Board, Widget
from wallboard.boards.models.board import Purpose
from wallboard.boards.models.widget import COLUMNS

Content = dict[str, Any]
Problems = dict[str, list[str]]
OF_BOARD = ""  # the key under which problems of the board itself stand

DESK_SCREEN = {"inches": 24.0, "width": 1920, "height": 1080, "distance_metres": 0.6}
WALL_SCREEN = {"inches": 55.0, "width": 1920, "height": 1080, "distance_metres": 8.0}
SCREENS = {Purpose.DESK: DESK_SCREEN, Purpose.WALL: WALL_SCREEN}


def content_of(board: Board) -> Content:
    """The board as it is published now."""
    return {
        "name": board.name,
        "purpose": board.purpose,
        "theme": board.theme,
        "team": str(board.team_id or ""),
        "screen": _screen(board),
        "widgets": [_widget(widget) for widget in board.widgets.all()],
    }


def _screen(board: Board) -> Content:
    told = {
        "inches": board.screen_inches,
        "width": board.screen_width,
        "height": board.screen_height,
        "distance_metres": board.distance_metres,
    }
    usual = SCREENS.get(Purpose(board.purpose), DESK_SCREEN)
    return {key: usual[key] if value is None else value for key, value in told.items()}


def _widget(widget: Widget) -> Content:
    return {
        "key": str(widget.pk),
        "type": widget.type,
        "title": widget.title,
        "x": widget.x,
        "y": widget.y,
        "width": widget.width,
        "height": widget.height,
        "options": widget.options,
        "phone": {
            "position": widget.phone_position,
            "hidden": widget.phone_hidden,
            "height": widget.phone_height,
        },
    }


def digest(content: Content) -> str:
    """Equal for equal boards."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=True, allow_nan=False)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def apply(board: Board, content: Content) -> dict[str, str]:
    """Make the board what `content` says; call it in a transaction. Returns key → id of those
    widgets that are new. Those that stay keep their ids, those that `content` lacks go."""
    board.name = content["name"]
    board.purpose = content["purpose"]
    board.theme = content["theme"]
    board.team_id = int(content["team"]) if content["team"] else None
    board.screen_inches = content["screen"]["inches"]
    board.screen_width = content["screen"]["width"]
    board.screen_height = content["screen"]["height"]
    board.distance_metres = content["screen"]["distance_metres"]
    board.save()
    there = {str(widget.pk): widget for widget in board.widgets.all()}
    kept = {one["key"] for one in content["widgets"]}
    for key, widget in there.items():
        if key not in kept:
            widget.delete()
    made: dict[str, str] = {}
    for one in content["widgets"]:
        known = there.get(one["key"])
        if known is not None and _widget(known) == one:
            continue
        widget = known or Widget(board=board)
        _fill(widget, one)
        widget.save()
        if known is None:
            made[one["key"]] = str(widget.pk)
    return made


def _fill(widget: Widget, one: Mapping[str, Any]) -> None:
    for field in ("type", "title", "x", "y", "width", "height", "options"):
        setattr(widget, field, one[field])
    widget.phone_position = one["phone"]["position"]
    widget.phone_hidden = one["phone"]["hidden"]
    widget.phone_height = one["phone"]["height"]


def problems_of(content: Content) -> Problems:
    """What keeps a board from being published, in sentences: by widget key, or of the board."""
    found: Problems = {}
    if not content["name"].strip():
        found.setdefault(OF_BOARD, []).append(_("The board needs a name."))
    for one in content["widgets"]:
        sentences = _options(one)
        if sentences:
            found[one["key"]] = sentences
    for one, other in _overlapping(content["widgets"]):
        names = {"one": one["title"] or one["type"], "other": other["title"] or other["type"]}
        sentence = _("“%(one)s” lies on “%(other)s”.") % names
        found.setdefault(one["key"], []).append(sentence)
    return found


def _options(one: Mapping[str, Any]) -> list[str]:
    """Of a type that this version does not know, options are kept as they are."""
    if one["type"] not in widgets.registry():
        return []
    return widgets.problems(one["type"], one["options"])


def _overlapping(tiles: list[Content]) -> list[tuple[Content, Content]]:
    taken: dict[tuple[int, int], Content] = {}
    pairs: dict[tuple[str, str], tuple[Content, Content]] = {}
    for one in tiles:
        for x in range(one["x"], min(COLUMNS, one["x"] + one["width"])):
            for y in range(one["y"], one["y"] + one["height"]):
                other = taken.setdefault((x, y), one)
                if other is not one:
                    pairs[one["key"], other["key"]] = (one, other)
    return list(pairs.values())
