"""Boards are made, copied, renamed, put away, taken out and deleted; addresses stay clear."""

from __future__ import annotations

import pytest

from wallboard.boards import board_life
from wallboard.boards.content import DESK_SCREEN, WALL_SCREEN, content_of
from wallboard.boards.models import Board, BoardDraft, Display, Widget
from wallboard.boards.ready_made import PLANS


def test_an_empty_board_has_the_screen_of_its_purpose(site, teammate):
    wall = board_life.create(site, teammate, "Stora väggen", purpose="wall")
    desk = board_life.create(site, teammate, "Desk")
    assert (wall.slug, content_of(wall)["screen"]) == ("stora-vaggen", WALL_SCREEN)
    assert content_of(desk)["screen"] == DESK_SCREEN
    assert [r.words for r in wall.revisions.all()] == ["created"]
    assert wall.revisions.get().by == teammate


def test_a_board_begins_with_the_tiles_of_a_plan(site, teammate):
    made = board_life.create(site, teammate, "Ours", plan=PLANS[0])
    assert made.widgets.count() == len(PLANS[0].tiles)
    assert (made.purpose, made.theme) == (PLANS[0].purpose, PLANS[0].theme)
    assert len(made.revisions.get().content["widgets"]) == len(PLANS[0].tiles)


def test_every_address_is_another_one(site, other_site, board, teammate):
    names = ["Wall", "wall!", "Wall", "世界", "世界", "x" * 200]
    slugs = [board_life.create(site, teammate, name).slug for name in names]
    assert slugs[:5] == ["wall-2", "wall-3", "wall-4", "board", "board-2"]
    assert len(slugs[5]) <= 60
    assert board_life.create(other_site, teammate, "Wall").slug == "wall"


def test_a_copy_has_the_tiles_and_not_the_screens_of_the_first(board, site, teammate):
    Widget.objects.create(board=board, type="clock", title="Klocka", phone_hidden=True)
    Display.objects.create(board=board, site=site, name="Room 4", secret_hash="x")
    made = board_life.copy(board, teammate, "Wall (copy)")
    (tile,) = made.widgets.all()
    assert (tile.title, tile.phone_hidden) == ("Klocka", True)
    assert tile.pk != board.widgets.get().pk
    assert (made.slug, made.purpose, made.displays.count()) == ("wall-copy", "wall", 0)
    assert made.revisions.get().words == "copied from “Wall”"


def test_renaming_keeps_the_address_and_the_history(board, teammate):
    board_life.rename(board, teammate, "The great wall")
    board.refresh_from_db()
    assert (board.name, board.slug) == ("The great wall", "wall")
    assert [r.words for r in board.revisions.all()] == ["renamed from “Wall”", "created"]
    board_life.rename(board, teammate, "The great wall")
    assert board.revisions.count() == 2


def test_only_an_archived_board_that_no_screen_shows_is_deleted(board, site):
    screen = Display.objects.create(board=board, site=site, name="Room 4", secret_hash="x")
    with pytest.raises(ValueError, match="archived"):
        board_life.delete(board)
    board_life.archive(board)
    with pytest.raises(board_life.InUse) as used:
        board_life.delete(board)
    assert used.value.names == ["Room 4"]
    board_life.take_out(board)
    assert not Board.objects.get().archived
    board_life.archive(board)
    screen.revoke()
    board_life.delete(board)
    assert not Board.objects.exists()


def test_with_a_board_go_its_draft_and_its_history(board, teammate):
    board_life.rename(board, teammate, "Other")
    BoardDraft.objects.create(
        board=board, content={}, mark="m", base="b", changed_at="2026-11-28T10:00Z"
    )
    board_life.archive(board)
    board_life.delete(Board.objects.get())
    assert not BoardDraft.objects.exists()


def test_its_author_leaving_changes_nothing(site, teammate, owner):
    made = board_life.create(site, teammate, "Hers")
    teammate.delete()
    revision = made.revisions.get()
    assert (revision.by, revision.by_name) == (None, "teammate")
    assert Board.objects.filter(pk=made.pk).exists()
