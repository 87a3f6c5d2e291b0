"""`/displays/`: who sees which screen, and what the buttons do."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from wallboard.boards.models import (
    Board,
    Display,
    Membership,
    Playlist,
    PlaylistEntry,
    Role,
    Team,
)
from wallboard.displays import commands
from wallboard.state import keys

pytestmark = pytest.mark.usefixtures("redis_client")


@pytest.fixture(autouse=True)
def _supervisor(cast):
    Membership.objects.filter(user=cast.teammate).update(role=Role.SUPERVISOR)


@pytest.fixture
def told(monkeypatch) -> list[tuple[int, str]]:
    heard: list[tuple[int, str]] = []
    monkeypatch.setattr(commands, "tell", lambda display, word: heard.append((display.pk, word)))
    return heard


def listing(browser) -> str:
    return str(browser.get(reverse("display-list")).content.decode())


def order(browser, display, do):
    return browser.post(reverse("display-command", args=[display.pk]), {"do": do})


@pytest.mark.parametrize(
    ("who", "status"), [("owner", 200), ("teammate", 200), ("stranger", 403), (None, 302)]
)
def test_the_page_is_for_those_who_may_connect_screens(cast, screen, who, status):
    browser = cast.browser(getattr(cast, who) if who else None)
    response = browser.get(reverse("display-list"))
    assert response.status_code == status
    assert ("Room 4" in response.content.decode()) == (status == 200)


@pytest.mark.parametrize("name", ["display-settings", "display-command"])
def test_a_stranger_finds_no_screen_of_another_site(cast, screen, name):
    Membership.objects.filter(user=cast.stranger).update(role=Role.SUPERVISOR)
    address = reverse(name, args=[screen[0].pk])
    browser = cast.browser(cast.stranger)
    assert browser.post(address, {"do": "revoke"}).status_code == 404
    assert "Room 4" not in listing(browser)
    screen[0].refresh_from_db()
    assert screen[0].revoked_at is None


def test_a_supervisor_of_one_team_commands_no_screen_of_another(cast, screen):
    own, other = (Team.objects.create(site=cast.site, name=name) for name in ("A", "B"))
    membership = Membership.objects.get(user=cast.teammate)
    membership.teams.set([own])
    Board.objects.filter(pk=cast.board.pk).update(team=other)
    browser = cast.browser(cast.teammate)
    assert "Room 4" not in listing(browser)
    assert order(browser, screen[0], "revoke").status_code == 404
    Board.objects.filter(pk=cast.board.pk).update(team=own)
    assert "Room 4" in listing(browser)


def test_buttons_tell_the_screen(cast, screen, told):
    browser = cast.browser(cast.teammate)
    for word in ("identify", "reload"):
        assert order(browser, screen[0], word).status_code == 302
    assert told == [(screen[0].pk, "identify"), (screen[0].pk, "reload")]


def test_dim_is_remembered_and_undone(cast, screen):
    browser = cast.browser(cast.teammate)
    for dimmed in (True, False):
        order(browser, screen[0], "dim")
        screen[0].refresh_from_db()
        assert screen[0].dimmed is dimmed


def test_revoked_is_gone_from_the_page_and_takes_no_orders(cast, screen):
    browser = cast.browser(cast.teammate)
    order(browser, screen[0], "revoke")
    assert browser.get(reverse("tv-program")).status_code == 401
    listing(browser)  # reads the word of success
    assert "Room 4" not in listing(browser)
    assert order(browser, screen[0], "identify").status_code == 403
    assert browser.get(reverse("display-settings", args=[screen[0].pk])).status_code == 404


def test_an_unknown_order_and_a_get_do_nothing(cast, screen, told):
    browser = cast.browser(cast.teammate)
    assert order(browser, screen[0], "explode").status_code == 403
    assert browser.get(reverse("display-command", args=[screen[0].pk])).status_code == 405
    assert told == []


def test_a_screen_is_renamed_and_given_a_playlist_of_its_own_site(cast, screen):
    playlist = Playlist.objects.create(site=cast.site, name="Day")
    PlaylistEntry.objects.create(playlist=playlist, board=cast.board)
    foreign = Playlist.objects.create(site=cast.other_site, name="Elsewhere")
    browser = cast.browser(cast.owner)
    address = reverse("display-settings", args=[screen[0].pk])
    data = {"name": "Lobby", "theme": "dark", "dim_percent": 60, "shows": f"playlist:{foreign.pk}"}
    assert browser.post(address, data).status_code == 200
    data["shows"] = f"playlist:{playlist.pk}"
    assert browser.post(address, data).status_code == 302
    screen[0].refresh_from_db()
    assert (screen[0].name, screen[0].playlist) == ("Lobby", playlist)
    assert screen[0].board is None


def test_half_a_time_is_refused(cast, screen):
    data = {"name": "L", "theme": "dark", "dim_percent": 60, "dim_from": "22:00"}
    data["shows"] = f"board:{cast.board.pk}"
    page = cast.browser(cast.owner).post(reverse("display-settings", args=[screen[0].pk]), data)
    assert "Give both times, or neither." in page.content.decode()


def test_telemetry_is_shown_and_escaped(cast, screen, redis_client):
    now = time.time()
    report = (
        f'{{"at": {now}, "painted_at": {now - 2}, "board": "{cast.board.pk}", "frame": 42,'
        '"screen": "1920×1080 <script>", "browser": "Chrome/79.0 Web0S", "dropped": 3}'
    )
    redis_client.hset(keys.REPORTS, str(screen[0].pk), report)
    text = listing(cast.browser(cast.teammate))
    assert "painting" in text
    assert "Chromium 79, webOS" in text
    assert "frame 42" in text
    assert "<script>" not in text.replace("<script src", "")


@pytest.mark.parametrize(
    ("ago", "painted", "words"),
    [(5, 3, "painting"), (5, 300, "nothing painted for"), (600, 2, "offline since")],
)
def test_a_screen_is_painting_or_stale_or_offline(cast, screen, redis_client, ago, painted, words):
    at = time.time() - ago
    redis_client.hset(
        keys.REPORTS, str(screen[0].pk), f'{{"at": {at}, "painted_at": {at - painted}}}'
    )
    assert words in listing(cast.browser(cast.teammate))


def test_without_redis_the_page_says_when_each_was_seen_last(cast, screen, settings):
    settings.WALLBOARD_REDIS_URL = "redis://127.0.0.1:1/0"
    Display.objects.update(last_seen_at=timezone.now() - timedelta(hours=3))
    assert "offline since" in listing(cast.browser(cast.teammate))
