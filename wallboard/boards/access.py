"""Who may see and who may configure what. The one place that decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from wallboard.boards.models import Board, Display, PlaylistEntry, Site
from wallboard.boards.models.display import hash_of

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser


def sites_for(user: AbstractBaseUser | AnonymousUser) -> QuerySet[Site]:
    """The sites of the user's memberships; a superuser's are all."""
    if not user.is_active or user.pk is None:
        return Site.objects.none()
    if getattr(user, "is_superuser", False):
        return Site.objects.all()
    return Site.objects.filter(memberships__user_id=user.pk)


def boards_for(user: AbstractBaseUser | AnonymousUser) -> QuerySet[Board]:
    """Boards that the user may view, in the order of the list; archived ones are in no list."""
    boards = Board.objects.filter(archived=False, site__in=sites_for(user))
    return boards.select_related("site").order_by("site__name", "position", "name")


def may_view(user: AbstractBaseUser | AnonymousUser, board: Board) -> bool:
    return not board.archived and sites_for(user).filter(pk=board.site_id).exists()


def display_for_secret(secret: str) -> Display | None:
    """The screen with this credential; None when unknown or revoked."""
    screens = Display.objects.select_related("site", "board", "alarm_board")
    return screens.filter(secret_hash=hash_of(secret), revoked_at=None).first()


def may_show(display: Display, board: Board) -> bool:
    """May this screen show this board? Its own, that of its alarms, and those of its playlist;
    all of its own site, until revoked."""
    return (
        display.revoked_at is None
        and not board.archived
        and display.site_id == board.site_id
        and board.pk in boards_of_display(display)
    )


def boards_of_display(display: Display) -> set[int]:
    """Ids of all boards that it may have to show, archived ones too."""
    found = {display.alarm_board_id}
    if display.playlist_id is None:
        found.add(display.board_id)
    else:
        entries = PlaylistEntry.objects.filter(playlist_id=display.playlist_id)
        found.update(entries.values_list("board_id", flat=True))
    return {board for board in found if board is not None}
