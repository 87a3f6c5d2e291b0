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


def test_an_unknown_screen_says_whom_to_ask(cast):
    text = cast.browser().get(reverse("tv")).content.decode()
    assert "This screen is not connected" in text
    assert "Ask an administrator for its link" in text


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
