from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.db.models import RestrictedError

from wallboard.boards import access
from wallboard.boards.models import Board, Display, Membership, Playlist, PlaylistEntry, Role, Team


@pytest.fixture
def display(board):
    display = Display(site=board.site, board=board, name="Room 4")
    secret = display.new_secret()
    display.save()
    return display, secret


def test_a_board_is_seen_by_members_of_its_site_and_superusers(board, owner, teammate, stranger):
    seen = {user.username: access.may_view(user, board) for user in (owner, teammate, stranger)}
    assert seen == {"owner": True, "teammate": True, "stranger": False}
    assert not access.may_view(AnonymousUser(), board)
    assert list(access.boards_for(teammate)) == [board]
    assert list(access.boards_for(stranger)) == []
    assert list(access.boards_for(AnonymousUser())) == []


def test_nobody_sees_an_archived_board(board, owner):
    board.archived = True
    board.save()
    assert not access.may_view(owner, board)
    assert list(access.boards_for(owner)) == []


def test_a_withdrawn_membership_or_a_deactivated_user_sees_nothing(board, teammate, owner):
    Membership.objects.filter(user=teammate).delete()
    assert not access.may_view(teammate, board)
    owner.is_active = False
    owner.save()
    assert not access.may_view(owner, board)


def test_a_display_is_known_by_its_secret_only(display):
    display, secret = display
    assert access.display_for_secret(secret) == display
    assert access.display_for_secret(display.secret_hash) is None
    assert access.display_for_secret("") is None
    assert secret not in str(vars(Display.objects.get()))


def test_a_display_shows_its_own_board_only(display, board):
    display, _ = display
    other = Board.objects.create(site=board.site, slug="other", name="Other")
    assert access.may_show(display, board)
    assert not access.may_show(display, other)


def test_a_revoked_display_opens_nothing_until_it_gets_another_secret(display, board):
    display, secret = display
    display.revoke()
    assert access.display_for_secret(secret) is None
    assert not access.may_show(display, board)
    fresh = display.new_secret()
    display.save()
    assert access.display_for_secret(fresh) == display
    assert access.display_for_secret(secret) is None


def test_the_display_of_an_archived_board_shows_nothing(display, board):
    display, secret = display
    board.archived = True
    board.save()
    assert access.display_for_secret(secret) == display, "it stays connected"
    assert not access.may_show(display, board)


def test_a_display_shows_the_boards_of_its_playlist_and_that_of_its_alarms(display, board, site):
    display, _ = display
    one, two, alarm = (
        Board.objects.create(site=site, slug=slug, name=slug) for slug in ("one", "two", "alarm")
    )
    display.playlist = Playlist.objects.create(site=site, name="Day")
    display.alarm_board = alarm
    display.save()
    PlaylistEntry.objects.create(playlist=display.playlist, board=one)
    shown = [access.may_show(display, each) for each in (board, one, two, alarm)]
    assert shown == [False, True, False, True]


# -- roles and teams ------------------------------------------------------------------------------

QUESTIONS = {
    "view": access.may_view,
    "edit": access.may_edit,
    "acknowledge": access.may_acknowledge,
    "names": access.sees_names,
}
WHOLE_SITE = {
    Role.VIEWER: {"view"},
    Role.SUPERVISOR: {"view", "edit", "acknowledge", "names"},
    Role.ADMINISTRATOR: {"view", "edit", "acknowledge", "names"},
}
OF_ONE_TEAM = {
    # (role, whose board): what she may
    (Role.VIEWER, "own"): {"view"},
    (Role.VIEWER, "other"): set(),
    (Role.VIEWER, "shared"): {"view"},
    (Role.VIEWER, "unshared"): set(),
    (Role.SUPERVISOR, "own"): {"view", "edit", "acknowledge", "names"},
    (Role.SUPERVISOR, "other"): set(),
    (Role.SUPERVISOR, "shared"): {"view", "acknowledge"},
    (Role.SUPERVISOR, "unshared"): set(),
}


@pytest.fixture
def boards(site, board):
    """The site's own, shared and not, and those of two teams."""
    nord, syd = (Team.objects.create(site=site, name=name) for name in ("Nord", "Syd"))
    make = Board.objects.create
    return {
        "shared": board,
        "unshared": make(site=site, slug="managers", name="Managers", shared=False),
        "own": make(site=site, slug="nord", name="Nord", team=nord),
        "other": make(site=site, slug="syd", name="Syd", team=syd),
    }


def member(site, role, *teams):
    user = get_user_model().objects.create_user(f"{role}-{len(teams)}")
    Membership.objects.create(user=user, site=site, role=role).teams.set(teams)
    return user


def allowed(user, board):
    return {name for name, may in QUESTIONS.items() if may(user, board)}


@pytest.mark.parametrize("role", Role)
def test_a_member_of_the_whole_site_may_the_same_on_each_board(role, site, boards):
    user = member(site, role)
    for whose, board in boards.items():
        assert allowed(user, board) == WHOLE_SITE[role], whose
    assert set(access.boards_for(user)) == set(boards.values())


@pytest.mark.parametrize(("role", "whose"), OF_ONE_TEAM)
def test_a_member_of_one_team_may_on_its_boards_and_looks_at_the_shared_ones(
    role, whose, site, boards
):
    user = member(site, role, boards["own"].team)
    assert allowed(user, boards[whose]) == OF_ONE_TEAM[role, whose]
    listed = {name for name, board in boards.items() if board in access.boards_for(user)}
    assert listed == {"own", "shared"}


def test_a_superuser_sees_and_edits_every_board(boards, owner):
    assert set(access.boards_for(owner)) == set(boards.values())
    assert set(access.editable_boards_for(owner)) == set(boards.values())


def test_only_an_administrator_of_the_whole_site_configures_it(site, boards, owner, stranger):
    team = boards["own"].team
    cast = {
        "administrator": member(site, Role.ADMINISTRATOR),
        "limited administrator": member(site, Role.ADMINISTRATOR, team),
        "supervisor": member(site, Role.SUPERVISOR),
        "team supervisor": member(site, Role.SUPERVISOR, team),
        "viewer": member(site, Role.VIEWER),
        "owner": owner,
        "stranger": stranger,
    }
    may = {name for name, user in cast.items() if access.may_administer(user, site)}
    assert may == {"administrator", "owner"}
    pairs = {name for name, user in cast.items() if access.may_pair(user, site)}
    assert pairs == set(cast) - {"viewer", "stranger"}
    assert pairs == {name for name, user in cast.items() if access.may_acknowledge(user, site)}
    assert set(access.editable_boards_for(cast["team supervisor"])) == {boards["own"]}


def test_a_deleted_team_widens_nobodys_sight(site, boards):
    nord, syd = boards["own"].team, boards["other"].team
    of_one, of_two = member(site, Role.SUPERVISOR, nord), member(site, Role.VIEWER, nord, syd)
    with pytest.raises(RestrictedError):
        nord.delete()
    for whose in ("own", "other"):
        boards[whose].delete()
    Team.objects.filter(site=site).delete()
    for user in (of_one, of_two):
        assert list(access.boards_for(user)) == [boards["shared"]]
    assert not access.sees_names(of_one, boards["shared"])


def test_taking_away_the_limit_by_hand_gives_the_whole_site(site, boards):
    user = member(site, Role.VIEWER, boards["own"].team)
    membership = Membership.objects.get(user=user)
    membership.teams.clear()
    assert set(access.boards_for(user)) == set(boards.values())
    boards["other"].team.memberships.add(membership)
    assert set(access.boards_for(user)) == {boards["shared"], boards["other"]}


def test_a_site_can_be_deleted_with_its_teams_and_their_boards(site, boards):
    member(site, Role.VIEWER, boards["own"].team)
    site.delete()
    assert not Board.objects.exists()
    assert not Membership.objects.exists()
