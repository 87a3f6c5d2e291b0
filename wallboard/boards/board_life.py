"""What is done with boards as wholes: made, copied, renamed, put away, taken out, deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max, ProtectedError
from django.utils.text import slugify

from wallboard.boards import content as contents
from wallboard.boards import revisions
from wallboard.boards.models import Board, Deed, Display, Site, Team
from wallboard.boards.models.board import Purpose, Theme
from wallboard.boards.models.policy import POLICY_FIELDS
from wallboard.boards.ready_made import Plan, put_tiles

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

SLUG_CHARACTERS = 60
NAME_CHARACTERS = 120


class InUse(Exception):
    """Screens show the board, or something else hangs on it; `names` are theirs."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(", ".join(names))
        self.names = names


def free_slug(site: Site, name: str) -> str:
    """An address out of a name, which no board of the site has; also not an archived one."""
    root = slugify(name)[: SLUG_CHARACTERS - 4].strip("-_") or "board"
    taken = set(site.boards.filter(slug__startswith=root).values_list("slug", flat=True))
    slug, number = root, 2
    while slug in taken:
        slug, number = f"{root}-{number}", number + 1
    return slug


@transaction.atomic
def create(
    site: Site,
    user: AbstractBaseUser,
    name: str,
    *,
    team: Team | None = None,
    purpose: str = Purpose.DESK,
    plan: Plan | None = None,
) -> Board:
    """An empty board for a purpose, or one with the tiles of a plan, which has its own."""
    board = Board.objects.create(
        site=site,
        team=team,
        slug=free_slug(site, name),
        name=name[:NAME_CHARACTERS],
        purpose=plan.purpose if plan else purpose,
        theme=plan.theme if plan else Theme.AUTO,
        position=_last_position(site) + 1,
    )
    if plan is not None:
        put_tiles(board, plan)
    revisions.record(board, user, Deed.CREATED)
    return board


@transaction.atomic
def copy(board: Board, user: AbstractBaseUser, name: str) -> Board:
    """Another board with the same tiles, for the same people. Screens stay with the first."""
    made = Board.objects.create(
        site=board.site,
        team=board.team,
        slug=free_slug(board.site, name),
        name=name[:NAME_CHARACTERS],
        position=_last_position(board.site) + 1,
        **{name: getattr(board, name) for name in (*POLICY_FIELDS, "shared")},
    )
    of_board = contents.content_of(board)
    tiles = [{**tile, "key": f"new-{tile['key']}"} for tile in of_board["widgets"]]
    contents.apply(made, {**of_board, "name": made.name, "widgets": tiles})
    revisions.record(revisions.fresh(made), user, Deed.COPIED, board.name)
    return made


@transaction.atomic
def rename(board: Board, user: AbstractBaseUser, name: str) -> None:
    """Its address stays: screens and bookmarks know it by that."""
    board = Board.objects.select_for_update().get(pk=board.pk)
    before, board.name = board.name, name[:NAME_CHARACTERS]
    if board.name == before:
        return
    revisions.catch_up(revisions.fresh(board))
    board.save(update_fields=["name"])
    revisions.record(board, user, Deed.RENAMED, before)


def archive(board: Board) -> None:
    """In no list and on no screen from now on; everything about it is kept."""
    board.archived = True
    board.save(update_fields=["archived"])


def take_out(board: Board) -> None:
    board.archived = False
    board.save(update_fields=["archived"])


@transaction.atomic
def delete(board: Board) -> None:
    """Only of an archived board. Raises InUse while a screen that was not revoked shows it."""
    if not board.archived:
        raise ValueError("a board is archived before it is deleted")
    screens = Display.objects.filter(board=board)
    names = [screen.name for screen in screens if screen.revoked_at is None]
    if names:
        raise InUse(names)
    screens.delete()
    try:
        board.delete()
    except ProtectedError as error:
        raise InUse(sorted(str(one) for one in error.protected_objects)) from error


def _last_position(site: Site) -> int:
    return site.boards.aggregate(last=Max("position"))["last"] or 0
