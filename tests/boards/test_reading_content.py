"""What a browser sends is of the right shape and bounded, or refused in words."""

from __future__ import annotations

import copy
import json

import pytest

from wallboard.boards.reading_content import MAX_BYTES, MAX_WIDGETS, Unreadable, parsed, read

TILE = {
    "key": "n1",
    "type": "figure",
    "title": "Köer",
    "x": 9,
    "y": 0,
    "width": 3,
    "height": 2,
    "options": {"metric": "offered", "thresholds": {"a": {"warn": 1}}},
    "phone": {"position": 1, "hidden": True, "height": 2},
}
SCREEN = {"inches": 55, "width": 1920, "height": 1080, "distance_metres": 8}
BOARD = {
    "name": "Made",
    "purpose": "wall",
    "theme": "dark",
    "team": "",
    "screen": SCREEN,
    "widgets": [TILE],
}


def with_tile(**change):
    return {**copy.deepcopy(BOARD), "widgets": [{**TILE, **change}]}


def test_what_is_right_is_read_and_nothing_else_is_passed_on():
    told = {**with_tile(extra=1), "archived": True, "site": 7}
    assert read(told) == BOARD


def test_tiles_come_by_lines():
    tiles = [{**TILE, "key": "b", "y": 4}, {**TILE, "key": "a", "x": 0}, TILE]
    found = read({**BOARD, "widgets": tiles})["widgets"]
    assert [tile["key"] for tile in found] == ["a", "n1", "b"]


@pytest.mark.parametrize(
    "change",
    [
        {"x": -1},
        {"x": 12},
        {"x": 10},
        {"x": True},
        {"x": 1.5},
        {"x": "1"},
        {"y": 10**9},
        {"width": 0},
        {"width": 13},
        {"height": 61},
        {"height": None},
        {"key": ""},
        {"key": "k" * 41},
        {"key": 7},
        {"type": ""},
        {"type": ["figure"]},
        {"title": None},
        {"title": "t" * 121},
        {"options": []},
        {"options": "{}"},
        {"options": None},
        {"phone": []},
        {"phone": {"hidden": 1}},
        {"phone": {"position": -1}},
        {"phone": {"height": 99}},
    ],
)
def test_a_tile_of_another_shape_is_refused(change):
    with pytest.raises(Unreadable):
        read(with_tile(**change))


@pytest.mark.parametrize(
    "change",
    [
        {"name": 1},
        {"name": "n" * 121},
        {"purpose": "billboard"},
        {"purpose": ["wall"]},
        {"theme": None},
        {"team": 7},
        {"team": "abc"},
        {"team": "٣"},
        {"screen": None},
        {"screen": {**SCREEN, "inches": 0}},
        {"screen": {**SCREEN, "width": 1.5}},
        {"screen": {**SCREEN, "distance_metres": True}},
        {"widgets": None},
        {"widgets": {"0": TILE}},
        {"widgets": [TILE, TILE]},
        {"widgets": [None]},
        {"widgets": [{**TILE, "key": str(n)} for n in range(MAX_WIDGETS + 1)]},
    ],
)
def test_a_board_of_another_shape_is_refused(change):
    with pytest.raises(Unreadable):
        read({**BOARD, **change})


@pytest.mark.parametrize("value", [None, [], "board", 7, {}])
def test_what_is_no_board_is_refused(value):
    with pytest.raises(Unreadable):
        read(value)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b'{"a": NaN}',
        b'{"a": 1e999}',
        b'{"a": -Infinity}',
        b'{"a": "\\u0000"}',
        b'{"\\u0000": 1}',
        b'{"a": "\\ud800"}',
        b"[" * 100_000,
        b"[" * 20 + b"]" * 20,
        b'{"a": "' + b"x" * MAX_BYTES + b'"}',
    ],
)
def test_text_that_cannot_be_kept_is_refused(raw):
    with pytest.raises(Unreadable):
        parsed(raw)


def test_a_whole_board_fits_the_bounds():
    tiles = [{**TILE, "key": str(n), "y": n * 2} for n in range(MAX_WIDGETS)]
    assert read(parsed(json.dumps({**BOARD, "widgets": tiles}).encode()))["name"] == "Made"
