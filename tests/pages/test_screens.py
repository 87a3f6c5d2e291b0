"""`/tv`: a link once, a cookie from then on, nothing after it was revoked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from wallboard.pages.views.screens import COOKIE


def enter(client: Client, secret: str, **extra):
    return client.post(reverse("tv-enter"), {"secret": secret}, **extra)


def test_an_unknown_screen_asks_for_a_code_and_says_where_to_enter_it(cast):
    text = cast.browser().get(reverse("tv")).content.decode()
    assert "This screen is not connected" in text
    assert f"testserver{reverse('display-pair')}" in text
    assert f'data-code="{reverse("tv-code")}"' in text


def test_a_link_is_traded_for_a_cookie_that_scripts_cannot_read(cast, screen):
    _, secret = screen
    client = cast.browser()
    response = enter(client, secret)
    assert response.status_code == 204
    cookie = response.cookies[COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == timedelta(days=400).total_seconds()
    assert not cookie["secure"]
    secure = cast.browser().post(reverse("tv-enter"), {"secret": secret}, secure=True)
    assert secure.cookies[COOKIE]["secure"]


def test_a_connected_screen_gets_its_board_without_any_user(cast, screen):
    display, secret = screen
    client = cast.browser()
    enter(client, secret)
    response = client.get(reverse("tv"))
    text = response.content.decode()
    assert f'data-board="{display.board_id}"' in text
    assert 'data-screen="tv"' in text
    assert secret not in text
    assert COOKIE in response.cookies  # renewed on use


@pytest.mark.parametrize("secret", ["", "wrong", "x" * 5000])
def test_a_wrong_secret_opens_nothing(cast, secret):
    response = enter(cast.browser(), secret)
    assert response.status_code == 403
    assert COOKIE not in response.cookies


def test_a_revoked_screen_is_not_connected_any_more(cast, screen):
    display, secret = screen
    client = cast.browser()
    enter(client, secret)
    display.revoke()
    assert "This screen is not connected" in client.get(reverse("tv")).content.decode()
    assert enter(cast.browser(), secret).status_code == 403


def test_a_foreign_page_cannot_enter_a_screen(cast, screen):
    _, secret = screen
    assert enter(Client(enforce_csrf_checks=True), secret).status_code == 403


def test_the_page_holds_the_token_that_entering_needs(cast, screen):
    _, secret = screen
    client = Client(enforce_csrf_checks=True)
    page = client.get(reverse("tv"))
    token = page.context["csrf_token"]
    assert f'data-token="{str(token)[:8]}' in page.content.decode()
    assert enter(client, secret, headers={"X-CSRFToken": str(token)}).status_code == 204


def test_a_secret_in_a_query_opens_nothing(cast, screen):
    _, secret = screen
    response = cast.browser().post(f"{reverse('tv-enter')}?secret={secret}")
    assert response.status_code == 403


def test_a_load_is_noted_at_most_once_a_minute(cast, screen):
    display, secret = screen
    client = cast.browser()
    enter(client, secret)
    display.refresh_from_db()
    first = display.last_seen_at
    assert first is not None
    client.get(reverse("tv"))
    display.refresh_from_db()
    assert display.last_seen_at == first
    display.last_seen_at = timezone.now() - timedelta(hours=1)
    display.save()
    client.get(reverse("tv"))
    display.refresh_from_db()
    assert timezone.now() - display.last_seen_at < timedelta(minutes=1)


def test_what_a_screen_fetches_renews_its_credential_for_as_long_as_it_is_used(cast, screen):
    _, secret = screen
    client = cast.browser()
    enter(client, secret)
    response = client.get(reverse("tv-program"))
    assert response.cookies[COOKIE].value == secret
    assert response.cookies[COOKIE]["max-age"] == timedelta(days=400).total_seconds()
    assert response.json()["phases"][0]["turns"][0]["board"] == str(cast.board.pk)
    assert secret not in response.content.decode()


def test_a_revoked_screen_has_no_program(cast, screen):
    display, secret = screen
    client = cast.browser()
    enter(client, secret)
    display.revoke()
    response = client.get(reverse("tv-program"))
    assert response.status_code == 401
    assert COOKIE not in response.cookies


def test_a_user_is_no_screen(cast):
    assert cast.browser(cast.owner).get(reverse("tv-program")).status_code == 401


@pytest.mark.parametrize("change", ["archive", "delete"])
def test_a_screen_whose_board_is_gone_stays_connected_and_has_nothing_to_show(cast, screen, change):
    _, secret = screen
    client = cast.browser()
    enter(client, secret)
    if change == "archive":
        cast.board.archived = True
        cast.board.save()
    else:
        cast.board.delete()
    (phase,) = client.get(reverse("tv-program")).json()["phases"]
    assert phase["turns"] == []
    assert 'data-board=""' in client.get(reverse("tv")).content.decode()
