"""A board's content out of what a browser sent: of the right shape and bounded, or refused.

Options are not judged here: an unfinished draft may hold anything of a bounded size. Who looks at a
draft sees it through the registry, which takes what it understands.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

from wallboard.boards.content import Content
from wallboard.boards.models.board import Purpose, Theme
from wallboard.boards.models.widget import COLUMNS

MAX_BYTES = 256 * 1024
MAX_WIDGETS = 60
MAX_ROWS = 200
MAX_DEPTH = 8
LARGEST_HEIGHT = 60
KEY_CHARACTERS = 40


class Unreadable(ValueError):
    """What came is no board. The text says where it stops being one."""


def parsed(raw: bytes) -> Any:
    """JSON of a bounded size and depth, without the numbers that JSON does not have."""
    if len(raw) > MAX_BYTES:
        raise Unreadable(f"more than {MAX_BYTES} bytes")
    try:
        value = json.loads(raw, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise Unreadable("not JSON") from error
    _look_into(value, MAX_DEPTH)
    return value


def _no_number(word: str) -> Any:
    raise ValueError(word)


def _look_into(value: Any, depth: int) -> None:
    """No deeper than ours, no number past its range, no text that a database refuses."""
    if isinstance(value, str):
        _text_stored(value)
    elif isinstance(value, float):
        if not math.isfinite(value):  # 1e999
            raise Unreadable("a number without end")
    elif isinstance(value, dict | list):
        if depth == 0:
            raise Unreadable("nested too deeply")
        for item in value.values() if isinstance(value, dict) else value:
            _look_into(item, depth - 1)
        for key in value if isinstance(value, dict) else ():
            _text_stored(key)


def _text_stored(text: str) -> None:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise Unreadable("half a character") from error
    if "\x00" in text:
        raise Unreadable("a character that cannot be stored")


def read(value: Any) -> Content:
    """The content in `value`, of which nothing is passed on that is not ours. Raises Unreadable."""
    board = _object(value, "the board")
    tiles = board.get("widgets")
    if not isinstance(tiles, list) or len(tiles) > MAX_WIDGETS:
        raise Unreadable(f"“widgets” is a list of at most {MAX_WIDGETS}")
    found = [_tile(tile) for tile in tiles]
    if len({tile["key"] for tile in found}) < len(found):
        raise Unreadable("two widgets have the same key")
    return {
        "name": _text(board, "name", 120),
        "purpose": _word(board, "purpose", Purpose.values),
        "theme": _word(board, "theme", Theme.values),
        "team": _team(board),
        "screen": _screen(board.get("screen")),
        "widgets": sorted(found, key=lambda tile: (tile["y"], tile["x"], tile["key"])),
    }


def _tile(value: Any) -> Content:
    tile = _object(value, "a widget")
    x = _whole(tile, "x", 0, COLUMNS - 1)
    return {
        "key": _text(tile, "key", KEY_CHARACTERS, least=1),
        "type": _text(tile, "type", 40, least=1),
        "title": _text(tile, "title", 120),
        "x": x,
        "y": _whole(tile, "y", 0, MAX_ROWS),
        "width": _whole(tile, "width", 1, COLUMNS - x),
        "height": _whole(tile, "height", 1, LARGEST_HEIGHT),
        "options": dict(_object(tile.get("options"), "“options”")),
        "phone": _phone(tile.get("phone")),
    }


def _phone(value: Any) -> Content:
    phone = _object(value if value is not None else {}, "“phone”")
    hidden = phone.get("hidden", False)
    if not isinstance(hidden, bool):
        raise Unreadable("“hidden” is true or false")
    return {
        "position": _maybe_whole(phone, "position", 0, MAX_WIDGETS),
        "hidden": hidden,
        "height": _maybe_whole(phone, "height", 1, 20),
    }


def _screen(value: Any) -> Content:
    screen = _object(value, "“screen”")
    return {
        "inches": _measure(screen, "inches", 3, 200),
        "width": _whole(screen, "width", 320, 16_384),
        "height": _whole(screen, "height", 320, 16_384),
        "distance_metres": _measure(screen, "distance_metres", 0.2, 100),
    }


def _team(board: Mapping[str, Any]) -> str:
    team = _text(board, "team", 18)
    if team and not (team.isascii() and team.isdecimal()):
        raise Unreadable("“team” is the id of a team")
    return team


def _object(value: Any, what: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise Unreadable(f"{what} is an object")
    return value


def _text(of: Mapping[str, Any], key: str, most: int, least: int = 0) -> str:
    value = of.get(key)
    if not isinstance(value, str) or not least <= len(value) <= most:
        raise Unreadable(f"“{key}” is a text of {least} to {most} characters")
    return value


def _word(of: Mapping[str, Any], key: str, words: list[str]) -> str:
    value = of.get(key)
    if not isinstance(value, str) or value not in words:
        raise Unreadable(f"“{key}” is one of {', '.join(words)}")
    return value


def _whole(of: Mapping[str, Any], key: str, least: int, most: int) -> int:
    value = of.get(key)
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise Unreadable(f"“{key}” is a whole number from {least} to {most}")
    return value


def _maybe_whole(of: Mapping[str, Any], key: str, least: int, most: int) -> int | None:
    return None if of.get(key) is None else _whole(of, key, least, most)


def _measure(of: Mapping[str, Any], key: str, least: float, most: float) -> float:
    value = of.get(key)
    if not isinstance(value, int | float) or isinstance(value, bool) or not least <= value <= most:
        raise Unreadable(f"“{key}” is a number from {least:g} to {most:g}")
    return float(value)
