"""Who may see and who may configure what. The one place that decides.

A member is a viewer, a supervisor or an administrator of a site; all but administrators may be
limited to teams. A superuser may everything. Whoever is not active may nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from wallboard.boards.models import (
    Board,
    Display,
    Membership,
    Playlist,
    PlaylistEntry,
    Role,
    Site,
    Team,
)
from wallboard.boards.models.display import hash_of

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

    Somebody = AbstractBaseUser | AnonymousUser

_AT_LEAST = {
    Role.VIEWER: (Role.VIEWER, Role.SUPERVISOR, Role.ADMINISTRATOR),
    Role.SUPERVISOR: (Role.SUPERVISOR, Role.ADMINISTRATOR),
    Role.ADMINISTRATOR: (Role.ADMINISTRATOR,),
}

# -- sites --------------------------------------------------------------------------------------


def sites_for(user: Somebody) -> QuerySet[Site]:
    """The sites of which the user is a member, of whatever part."""
    return _sites(user, Role.VIEWER)


def sites_of_whole(user: Somebody) -> QuerySet[Site]:
    """Those of which the user sees more than some teams."""
    return _sites(user, Role.VIEWER, whole=True)


def sites_to_administer(user: Somebody) -> QuerySet[Site]:
    return _sites(user, Role.ADMINISTRATOR, whole=True)


def sites_to_pair(user: Somebody) -> QuerySet[Site]:
    """Those for which the user may hang up a screen."""
    return _sites(user, Role.SUPERVISOR)


def sites_supervised(user: Somebody) -> QuerySet[Site]:
    """Those whose boards the user may furnish: type a notice, give an image."""
    return _sites(user, Role.SUPERVISOR)


def may_administer(user: Somebody, site: Site) -> bool:
    return sites_to_administer(user).filter(pk=site.pk).exists()


may_edit_site = may_administer


def may_pair(user: Somebody, site: Site) -> bool:
    return sites_to_pair(user).filter(pk=site.pk).exists()


def may_acknowledge(user: Somebody, what: Site | Board) -> bool:
    """An alert that concerns a site, or is shown on a board that the user may view."""
    if isinstance(what, Site):
        return _sites(user, Role.SUPERVISOR).filter(pk=what.pk).exists()
    return may_view(user, what) and _sites(user, Role.SUPERVISOR).filter(pk=what.site_id).exists()


def supervises(user: Somebody, site: Site) -> bool:
    """Is the user a supervisor or administrator of the whole site?"""
    return _sites(user, Role.SUPERVISOR, whole=True).filter(pk=site.pk).exists()


def teams_supervised(user: Somebody, site: Site) -> QuerySet[Team]:
    """Those of the site whose people the user supervises: all of them where she supervises it as a
    whole."""
    return teams_to_make_boards(user).filter(site=site)


def teams_to_which_limited(user: Somebody, site: Site) -> QuerySet[Team] | None:
    """None: the user sees the whole site."""
    if not user.is_active or user.pk is None:
        return Team.objects.none()
    if sites_of_whole(user).filter(pk=site.pk).exists():
        return None
    own = Membership.objects.filter(user_id=user.pk, site=site, limited=True)
    return Team.objects.filter(site=site, pk__in=own.values("teams"))


# -- boards -------------------------------------------------------------------------------------


def boards_for(user: Somebody) -> QuerySet[Board]:
    """Boards that the user may view, in the order of the list; archived ones are in no list."""
    boards = Board.objects.filter(_seen_by(user), archived=False)
    return boards.select_related("site").order_by("site__name", "position", "name")


def editable_boards_for(user: Somebody) -> QuerySet[Board]:
    """Boards that the user may change, archived ones too. These may also go onto a screen."""
    boards = Board.objects.filter(_within_scope(user, Role.SUPERVISOR))
    return boards.select_related("site").order_by("site__name", "position", "name")


def may_view(user: Somebody, board: Board) -> bool:
    return boards_for(user).filter(pk=board.pk).exists()


def may_edit(user: Somebody, board: Board) -> bool:
    return editable_boards_for(user).filter(pk=board.pk).exists()


def sites_to_make_boards(user: Somebody) -> QuerySet[Site]:
    """Those whose own boards, of no team, the user may make and change."""
    return _sites(user, Role.SUPERVISOR, whole=True)


def teams_to_make_boards(user: Somebody) -> QuerySet[Team]:
    """Teams whose boards the user may make and change."""
    if not user.is_active or user.pk is None:
        return Team.objects.none()
    own = Membership.objects.filter(user_id=user.pk, role__in=_AT_LEAST[Role.SUPERVISOR])
    of_teams = Q(pk__in=own.filter(limited=True).values("teams"))
    found = Team.objects.filter(Q(site__in=sites_to_make_boards(user)) | of_teams)
    return found.select_related("site")


def sees_names(user: Somebody, board: Board) -> bool:
    """As far as the role goes: a supervisor of the board's team or of the whole site. Who is
    limited to teams is a viewer of the site's own boards."""
    return not board.archived and may_edit(user, board)


# -- screens ------------------------------------------------------------------------------------


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


def boards_to_hang(user: Somebody) -> QuerySet[Board]:
    """What the user may put onto a screen."""
    return editable_boards_for(user).filter(archived=False, site__in=sites_to_pair(user))


def playlists_for(user: Somebody) -> QuerySet[Playlist]:
    """Those that the user may change and hang up: all their boards are the user's to hang."""
    others = PlaylistEntry.objects.exclude(board__in=editable_boards_for(user))
    playlists = Playlist.objects.filter(site__in=sites_to_pair(user))
    return playlists.exclude(pk__in=others.values("playlist")).select_related("site")


def displays_for(user: Somebody) -> QuerySet[Display]:
    """Screens that the user may command: nothing that they show is somebody else's."""
    strange = Board.objects.exclude(pk__in=editable_boards_for(user).values("pk")).values("pk")
    lists = Playlist.objects.exclude(pk__in=playlists_for(user).values("pk")).values("pk")
    displays = Display.objects.filter(site__in=sites_to_pair(user))
    displays = displays.exclude(board__in=strange).exclude(alarm_board__in=strange)
    displays = displays.exclude(playlist__in=lists)
    return displays.select_related("site", "board", "playlist", "alarm_board")


# -- how it is decided --------------------------------------------------------------------------


def _sites(user: Somebody, least: Role, *, whole: bool = False) -> QuerySet[Site]:
    if not user.is_active or user.pk is None:
        return Site.objects.none()
    if getattr(user, "is_superuser", False):
        return Site.objects.all()
    members = Membership.objects.filter(user_id=user.pk, role__in=_AT_LEAST[least])
    if whole:
        members = members.filter(limited=False)
    return Site.objects.filter(pk__in=members.values("site"))


def within_scope(user: Somebody, least: Role) -> Q:
    """Of rows with a site and a team (None: the site's own), those in which the user has at least
    this role. Boards, rules and alerts are such rows."""
    return _within_scope(user, least)


def _within_scope(user: Somebody, least: Role) -> Q:
    """Boards of the teams, or of the whole sites, in which the user has at least this role."""
    if not user.is_active or user.pk is None:
        return Q(pk__in=())
    if getattr(user, "is_superuser", False):
        return Q(pk__isnull=False)  # an empty Q is left out of an “or”
    members = Membership.objects.filter(user_id=user.pk, role__in=_AT_LEAST[least])
    whole = members.filter(limited=False).values("site")
    teams = members.filter(limited=True, teams__isnull=False).values("teams")
    return Q(site__in=whole) | Q(team__in=teams)


def _seen_by(user: Somebody) -> Q:
    shared = Q(team=None, shared=True, site__in=sites_for(user))
    return _within_scope(user, Role.VIEWER) | shared
