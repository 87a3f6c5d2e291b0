"""A site in Stockholm with a wall and a screen that shows it."""

from __future__ import annotations

from typing import Any

import pytest

from wallboard.boards.models import Board, Display, Site


@pytest.fixture
def site(db: Any) -> Site:
    return Site.objects.create(name="Malmö", slug="malmo", timezone="Europe/Stockholm")


@pytest.fixture
def board(site: Site) -> Board:
    return Board.objects.create(site=site, slug="wall", name="Wall", purpose="wall")


@pytest.fixture
def display(site: Site, board: Board) -> Display:
    one = Display(site=site, board=board, name="Room 4")
    one.new_secret()
    one.save()
    return one
