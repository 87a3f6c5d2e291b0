"""Who gets which board, and what its shell says."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from wallboard.boards.models import Board, Membership
from wallboard.live.build import build_id


def page(client, name, *args, **kwargs):
    return client.get(reverse(name, args=args), **kwargs)


def test_the_front_leads_to_the_list_of_boards(cast):
    response = page(cast.browser(cast.teammate), "front", follow=True)
    assert response.redirect_chain == [(reverse("board-list"), 302)]


@pytest.mark.parametrize("name", ["board-list", "source-health"])
def test_a_visitor_is_asked_to_sign_in(cast, name):
    response = page(cast.browser(), name)
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("login"))


def test_a_member_sees_the_boards_of_the_site(cast):
    text = page(cast.browser(cast.teammate), "board-list").content.decode()
    assert reverse("board", args=["wall"]) in text


def test_a_stranger_sees_no_board_of_the_site(cast):
    text = page(cast.browser(cast.stranger), "board-list").content.decode()
    assert reverse("board", args=["wall"]) not in text
    assert "Your site has no board yet" in text


def test_who_is_in_no_site_is_told_what_to_do(cast):
    Membership.objects.filter(user=cast.stranger).delete()
    text = page(cast.browser(cast.stranger), "board-list").content.decode()
    assert "not a member of any site" in text


@pytest.mark.parametrize(("who", "status"), [("owner", 200), ("teammate", 200), ("stranger", 404)])
def test_a_board_opens_for_its_site_only(cast, who, status):
    assert page(cast.browser(getattr(cast, who)), "board", "wall").status_code == status


def test_a_board_that_is_not_there_and_one_that_is_not_theirs_look_the_same(cast):
    client = cast.browser(cast.stranger)
    foreign = page(client, "board", "wall")
    absent = page(client, "board", "nothing")
    assert foreign.content == absent.content
    assert "ask an administrator" in foreign.content.decode()


def test_the_shell_names_board_and_build_and_holds_no_inline_code(cast):
    text = page(cast.browser(cast.teammate), "board", "wall").content.decode()
    assert f'data-board="{cast.board.pk}"' in text
    assert f'data-build="{build_id()}"' in text
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", text)


def test_shells_are_never_stored(cast):
    assert "no-store" in page(cast.browser(cast.teammate), "board", "wall")["Cache-Control"]


def test_a_slug_of_two_sites_has_an_address_for_each(cast):
    Board.objects.create(site=cast.other_site, slug="wall", name="Other wall")
    client = cast.browser(cast.owner)
    text = page(client, "board-list").content.decode()
    for site in (cast.site, cast.other_site):
        address = reverse("site-board", args=[site.slug, "wall"])
        assert address in text
        assert client.get(address).status_code == 200
    assert page(client, "board", "wall")["Location"] == reverse("board-list")


def test_the_viewers_own_theme_wins_over_the_boards(cast):
    client = cast.browser(cast.teammate)
    client.cookies["wallboard_theme"] = "light"
    assert 'data-theme="light"' in page(client, "board", "wall").content.decode()
    client.cookies["wallboard_theme"] = '"><script>'
    assert f'data-theme="{cast.board.theme}"' in page(client, "board", "wall").content.decode()
