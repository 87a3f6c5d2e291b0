from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from wallboard.boards import access
from wallboard.boards.models import Board, Display, Membership


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
    assert access.display_for_secret(secret) is None
