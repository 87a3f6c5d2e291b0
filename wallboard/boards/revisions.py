"""The history of a board: what it was, when it became so, and by whom. Whole boards, bounded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from wallboard.boards.content import Content, apply, content_of
from wallboard.boards.models import Board, BoardRevision, Deed

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

KEPT = 100  # revisions of one board; the oldest go first


def name_of(user: AbstractBaseUser | None) -> str:
    """As history keeps it, for when the account is gone."""
    if user is None:
        return ""
    full = getattr(user, "get_full_name", str)()
    return (full or user.get_username())[:150]


def latest(board: Board) -> BoardRevision | None:
    return board.revisions.first()


def record(
    board: Board, user: AbstractBaseUser | None, deed: Deed, detail: str = ""
) -> BoardRevision:
    """Keep the board as it is published now; call it in the transaction that made it so."""
    newest = latest(board)
    number = newest.number + 1 if newest else 1
    made = BoardRevision.objects.create(
        board=board,
        number=number,
        content=content_of(board),
        deed=deed,
        detail=detail[:150],
        at=timezone.now(),
        by_id=user.pk if user is not None else None,
        by_name=name_of(user),
    )
    board.revisions.filter(number__lte=number - KEPT).delete()
    return made


def catch_up(board: Board) -> None:
    """What was changed past the designer is kept too, before it is changed again."""
    newest = latest(board)
    if newest is None or newest.content != content_of(board):
        record(board, None, Deed.ELSEWHERE if newest else Deed.CREATED)


@transaction.atomic
def restore(board: Board, user: AbstractBaseUser, revision: BoardRevision) -> BoardRevision:
    """Publish what was; the way back is another restore. The board's team stays what it is now."""
    board = Board.objects.select_for_update().get(pk=board.pk)
    catch_up(board)
    then: Content = {**revision.content, "team": str(board.team_id or "")}
    apply(board, then)
    return record(fresh(board), user, Deed.RESTORED, str(revision.number))


def fresh(board: Board) -> Board:
    """Read again, so that what is kept is what is stored."""
    return Board.objects.get(pk=board.pk)
