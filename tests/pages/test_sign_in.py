"""Signing in, and being locked out."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from tests.pages.conftest import PASSWORD


def sign_in(client, name, password):
    return client.post(reverse("login"), {"username": name, "password": password})


def test_a_member_signs_in_and_out(cast):
    client = cast.browser()
    assert sign_in(client, "teammate", PASSWORD).status_code == 302
    assert client.get(reverse("board-list")).status_code == 200
    client.post(reverse("logout"))
    assert client.get(reverse("board-list")).status_code == 302


def test_a_wrong_password_is_said_in_words_and_not_echoed(cast):
    text = sign_in(cast.browser(), "teammate", "not-the-password").content.decode()
    assert 'role="alert"' in text
    assert "not-the-password" not in text


def test_repeated_failures_lock_out_with_a_page_that_says_for_how_long(cast):
    client = cast.browser()
    for _ in range(settings.AXES_FAILURE_LIMIT):
        response = sign_in(client, "teammate", "not-the-password")
    assert response.status_code == 429
    assert "Too many failed sign-ins" in response.content.decode()
    right = sign_in(client, "teammate", PASSWORD)
    assert right.status_code == 429
    assert "_auth_user_id" not in client.session


def test_a_colleague_at_the_same_address_is_not_locked_out(cast):
    client = cast.browser()
    for _ in range(settings.AXES_FAILURE_LIMIT):
        sign_in(client, "teammate", "not-the-password")
    assert sign_in(cast.browser(), "stranger", PASSWORD).status_code == 302


def test_next_leads_to_no_other_host(cast):
    response = cast.browser().post(
        f"{reverse('login')}?next=https://evil.example/",
        {"username": "teammate", "password": PASSWORD, "next": "https://evil.example/"},
    )
    assert response["Location"] == settings.LOGIN_REDIRECT_URL
