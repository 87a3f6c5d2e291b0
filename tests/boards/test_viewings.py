"""The access log in the database."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from wallboard.boards import viewings
from wallboard.boards.models import Display, Viewing
from wallboard.boards.viewings import Look, Looking
from wallboard.history import tasks

AT = 1_760_000_000.0


@pytest.fixture
def display(board):
    display = Display(site=board.site, board=board, name="Room 4")
    display.new_secret()
    display.save()
    return display


def look(by, board, until_at=AT, token=None):
    looking = Looking(by, str(board.site_id), str(board.pk), "names")
    return Look(token or uuid.uuid4(), looking, AT, until_at)


def test_a_user_and_a_screen_are_named_with_the_board(
    board, owner, display, django_assert_max_num_queries
):
    many = [look(f"user:{owner.pk}", board) for _ in range(30)]
    with django_assert_max_num_queries(5):
        viewings.record([*many, look(f"display:{display.pk}", board)])
    assert Viewing.objects.count() == 31
    assert {(row.who, row.what) for row in Viewing.objects.all()} == {
        ("owner", "Wall"),
        ("Room 4", "Wall"),
    }


def test_the_same_look_is_extended(board, owner):
    first = look(f"user:{owner.pk}", board)
    viewings.record([first])
    viewings.record([look(f"user:{owner.pk}", board, AT + 60, first.token)])
    row = Viewing.objects.get()
    assert (row.until_at - row.began_at).total_seconds() == 60


def test_the_words_outlive_who_and_what_they_name(board, teammate):
    viewings.record([look(f"user:{teammate.pk}", board)])
    teammate.delete()
    board.delete()
    row = Viewing.objects.get()
    assert (row.user, row.board, row.who, row.what) == (None, None, "teammate", "Wall")


def test_what_is_gone_before_it_is_written_is_left_out(board, owner):
    gone = look("user:99999", board)
    viewings.record([gone, look(f"user:{owner.pk}", board), look("nonsense", board)])
    assert Viewing.objects.count() == 1


def test_a_page_that_is_opened_again_is_the_same_look(site, other_site, owner):
    for _ in range(2):
        viewings.page_seen(owner, [site, other_site], "Sources")
    assert Viewing.objects.count() == 2
    Viewing.objects.update(until_at=timezone.now() - timedelta(minutes=10))
    viewings.page_seen(owner, [site], "Sources")
    assert Viewing.objects.count() == 3


def test_what_is_old_enough_is_deleted(board, owner, settings):
    settings.WALLBOARD_ACCESS_LOG_RETENTION_SECONDS = 30 * 86_400
    viewings.page_seen(owner, [board.site], "Sources")
    viewings.record([look(f"user:{owner.pk}", board)])  # long ago
    assert tasks.prune_access_log() == 1
    assert Viewing.objects.get().what == "Sources"
