"""A screen shows a code, somebody with the right enters it: every way that this may be abused."""

from __future__ import annotations

import re
import time
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from wallboard.boards.models import Display, Membership, Role
from wallboard.displays import pairing
from wallboard.pages.views.pairing import COOKIE as PENDING
from wallboard.pages.views.screens import COOKIE
from wallboard.state.pairings import CODE_SECONDS

pytestmark = pytest.mark.usefixtures("redis_client")


@pytest.fixture(autouse=True)
def _supervisor(cast):
    Membership.objects.filter(user=cast.teammate).update(role=Role.SUPERVISOR)


def ask_for_code(screen: Client) -> str:
    return str(screen.post(reverse("tv-code")).json()["code"])


def state_of(screen: Client) -> str:
    return str(screen.get(reverse("tv-waiting")).json()["state"])


def enter(browser: Client, code: str, board: Any, name: str = "Room 4", **extra: Any) -> Any:
    data = {"code": code, "name": name, "shows": f"board:{board.pk}"}
    return browser.post(reverse("display-pair"), data, **extra)


def test_a_code_that_is_entered_connects_the_screen_that_shows_it(cast):
    screen, other = Client(), Client()
    code, another = ask_for_code(screen), ask_for_code(other)
    assert re.fullmatch(f"[{pairing.ALPHABET}]{{6}}", code)
    assert code != another
    assert state_of(screen) == "waiting"
    response = enter(cast.browser(cast.teammate), code, cast.board)
    assert response["Location"] == reverse("display-list")
    paired = screen.get(reverse("tv-waiting"))
    assert paired.json() == {"state": "paired"}
    cookie = paired.cookies[COOKIE]
    assert cookie["httponly"]
    assert cookie["max-age"] == timedelta(days=400).total_seconds()
    assert paired.cookies[PENDING]["max-age"] == 0
    assert f'data-board="{cast.board.pk}"' in screen.get(reverse("tv")).content.decode()
    assert state_of(other) == "waiting"


def test_the_credential_is_in_no_reply_but_the_cookie_and_never_stored(cast, redis_client):
    screen = Client()
    reply = screen.post(reverse("tv-code"))
    secret = reply.cookies[PENDING].value
    assert reply.cookies[PENDING]["httponly"]
    assert reply.cookies[PENDING]["path"] == "/tv"
    assert secret not in reply.content.decode()
    kept = b"".join(key + (redis_client.dump(key) or b"") for key in redis_client.scan_iter("*"))
    assert secret.encode() not in kept
    enter(cast.browser(cast.teammate), reply.json()["code"], cast.board)
    assert secret not in str(vars(Display.objects.get()))


def test_a_waiting_screen_opens_nothing(cast):
    screen = Client()
    ask_for_code(screen)
    screen.cookies[COOKIE] = screen.cookies[PENDING].value
    assert screen.get(reverse("tv-program")).status_code == 401
    assert "data-board" not in screen.get(reverse("tv")).content.decode()


def test_a_code_stays_the_same_while_the_page_is_loaded_again(cast):
    screen = Client()
    assert ask_for_code(screen) == ask_for_code(screen)


def test_a_code_is_used_once(cast):
    screen = Client()
    code = ask_for_code(screen)
    enter(cast.browser(cast.teammate), code, cast.board)
    again = enter(cast.browser(cast.owner), code, cast.board)
    assert again.status_code == 200
    assert "No screen shows this code" in again.content.decode()
    assert Display.objects.count() == 1


def test_a_code_ends_and_the_screen_gets_another(cast, monkeypatch):
    screen = Client()
    code = ask_for_code(screen)
    later = time.time() + CODE_SECONDS + 1
    monkeypatch.setattr("wallboard.displays.pairing.time.time", lambda: later)
    assert (
        "No screen shows" in enter(cast.browser(cast.teammate), code, cast.board).content.decode()
    )
    assert ask_for_code(screen) != code


def test_a_form_with_a_mistake_does_not_use_the_code_up(cast):
    screen = Client()
    code = ask_for_code(screen)
    browser = cast.browser(cast.teammate)
    assert enter(browser, code, cast.board, name="").status_code == 200
    assert browser.post(reverse("display-pair"), {"code": code, "name": "A"}).status_code == 200
    assert enter(browser, code, cast.board).status_code == 302


@pytest.mark.parametrize("typed", ["{0}", " {0} ", "{1}-{2}", "{1} {2}"])
def test_a_code_is_read_as_people_type_it(cast, typed):
    code = ask_for_code(Client())
    written = typed.format(code.lower(), code[:3], code[3:].lower())
    assert enter(cast.browser(cast.teammate), written, cast.board).status_code == 302


@pytest.mark.parametrize("who", ["viewer", "stranger", "nobody"])
def test_who_may_not_connect_screens_may_not_even_guess(cast, who):
    code = ask_for_code(Client())
    if who == "viewer":
        Membership.objects.filter(user=cast.teammate).update(role=Role.VIEWER)
    users = {"viewer": cast.teammate, "stranger": cast.stranger, "nobody": None}
    response = enter(cast.browser(users[who]), code, cast.board)
    assert response.status_code == (302 if who == "nobody" else 403)
    assert not Display.objects.exists()
    assert enter(cast.browser(cast.owner), code, cast.board).status_code == 302


def test_nobody_hangs_up_a_board_of_another_site(cast):
    Membership.objects.filter(user=cast.stranger).update(role=Role.SUPERVISOR)
    code = ask_for_code(Client())
    response = enter(cast.browser(cast.stranger), code, cast.board)
    assert response.status_code == 200
    assert not Display.objects.exists()


def test_a_user_who_guesses_is_stopped_and_does_not_stop_others(cast):
    code = ask_for_code(Client())
    browser = cast.browser(cast.teammate)
    replies = [enter(browser, "333333", cast.board).status_code for _ in range(12)]
    assert replies[:10] == [200] * 10
    assert replies[10:] == [429] * 2
    assert enter(browser, code, cast.board).status_code == 429, "the right one neither"
    assert enter(cast.browser(cast.owner), code, cast.board).status_code == 302


def test_an_address_and_everybody_together_are_limited_too(cast, monkeypatch):
    monkeypatch.setattr(pairing, "GUESSES", {"user": 1000, "address": 3, "all": 5})
    first, second = {"REMOTE_ADDR": "10.0.0.1"}, {"REMOTE_ADDR": "10.0.0.2"}
    browser = cast.browser(cast.owner)
    told = [enter(browser, "333333", cast.board, **first).status_code for _ in range(4)]
    assert told == [200, 200, 200, 429]
    told = [enter(browser, "333333", cast.board, **second).status_code for _ in range(3)]
    assert told == [200, 200, 429]


def test_looking_a_code_up_by_its_link_counts_as_a_guess(cast):
    browser = cast.browser(cast.teammate)
    for _ in range(10):
        browser.get(reverse("display-pair"), {"code": "333333"})
    assert browser.get(reverse("display-pair"), {"code": "333333"}).status_code == 429


def test_a_link_says_which_screen_asks_and_connects_nothing_by_itself(cast):
    screen = Client(REMOTE_ADDR="10.9.8.7")
    code = ask_for_code(screen)
    page = cast.browser(cast.teammate).get(reverse("display-pair"), {"code": code})
    text = page.content.decode()
    assert "10.9.8.7" in text
    assert f'value="{code}"' in text
    assert not Display.objects.exists()


def test_who_is_not_signed_in_comes_back_to_the_code(cast):
    response = Client().get(reverse("display-pair"), {"code": "ABC234"})
    assert response["Location"] == "/login/?next=/displays/pair/%3Fcode%3DABC234"


def test_the_picture_leads_to_the_code_of_this_screen_only(cast):
    screen = Client()
    ask_for_code(screen)
    picture = screen.get(reverse("tv-code-picture"))
    assert picture["Content-Type"] == "image/svg+xml"
    assert picture.content.startswith(b"<?xml")
    assert Client().get(reverse("tv-code-picture")).status_code == 404


def test_codes_are_not_given_out_without_end(cast, monkeypatch):
    monkeypatch.setattr(pairing, "CODES_AT_ONCE", 3)
    told = [Client().post(reverse("tv-code")).status_code for _ in range(5)]
    assert told == [200, 200, 200, 429, 429]


def test_an_address_gets_a_bounded_number_of_codes(cast, monkeypatch):
    monkeypatch.setattr(pairing, "CODES_PER_ADDRESS", 2)
    told = [Client().post(reverse("tv-code")).status_code for _ in range(3)]
    assert told == [200, 200, 429]
    assert Client(REMOTE_ADDR="10.0.0.9").post(reverse("tv-code")).status_code == 200


def test_a_foreign_page_makes_no_screen_show_codes_and_connects_none(cast):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(reverse("tv-code")).status_code == 403
    strict.force_login(cast.owner, backend="django.contrib.auth.backends.ModelBackend")
    assert enter(strict, "333333", cast.board).status_code == 403


def test_a_revoked_screen_gets_a_new_credential(cast):
    screen = Client()
    enter(cast.browser(cast.teammate), ask_for_code(screen), cast.board)
    secret = screen.cookies[PENDING].value
    assert state_of(screen) == "paired"
    Display.objects.get().revoke()
    screen.cookies[PENDING] = secret  # a screen that kept it
    assert screen.post(reverse("tv-code")).cookies[PENDING].value != secret
    assert state_of(screen) == "waiting"


def test_without_redis_a_screen_says_that_it_waits(cast, settings):
    settings.WALLBOARD_REDIS_URL = "redis://127.0.0.1:1/0"
    response = Client().post(reverse("tv-code"))
    assert response.status_code == 503
    page = enter(cast.browser(cast.owner), "333333", cast.board)
    assert "Codes cannot be read now" in page.content.decode()


@pytest.mark.parametrize("code", ["", "x" * 500, "ÅÄÖ", "<script>", "\x00", "''; --"])
def test_nonsense_is_told_apart_from_a_code(cast, code):
    assert enter(cast.browser(cast.owner), code, cast.board).status_code == 200
