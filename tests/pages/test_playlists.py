"""Playlists are made and changed by those who may hang all their boards up."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from wallboard.boards.models import Board, Membership, Playlist, PlaylistEntry, Role

pytestmark = pytest.mark.usefixtures("redis_client")
WEEKDAYS = ("0", "1", "2", "3", "4")


@pytest.fixture(autouse=True)
def _supervisor(cast):
    Membership.objects.filter(user=cast.teammate).update(role=Role.SUPERVISOR)


@pytest.fixture
def playlist(cast) -> Playlist:
    playlist = Playlist.objects.create(site=cast.site, name="Day")
    PlaylistEntry.objects.create(playlist=playlist, board=cast.board)
    return playlist


def form(*entries: dict[str, Any], initial: int = 0, **more: Any) -> dict[str, Any]:
    data: dict[str, Any] = {
        "entries-TOTAL_FORMS": len(entries),
        "entries-INITIAL_FORMS": initial,
        **more,
    }
    for number, entry in enumerate(entries):
        plain = {"seconds": 30, "days": WEEKDAYS, "begin": "", "end": "", **entry}
        data |= {f"entries-{number}-{name}": value for name, value in plain.items()}
    return data


def test_a_playlist_is_made_with_hours_and_days(cast):
    entry = {"board": cast.board.pk, "seconds": 45, "begin": "08:00", "end": "17:00"}
    data = form(entry, name="Shift", site=cast.site.pk)
    response = cast.browser(cast.teammate).post(reverse("playlist-new"), data)
    assert response.status_code == 302
    made = PlaylistEntry.objects.get()
    assert (made.playlist.name, made.seconds, made.days) == ("Shift", 45, 0b0011111)
    assert made.begin is not None and made.begin.hour == 8


def test_rows_that_are_left_empty_are_no_boards(cast):
    untouched = {"board": "", "days": tuple("0123456"), "position": 2}
    data = form({"board": cast.board.pk}, untouched, name="S", site=cast.site.pk)
    response = cast.browser(cast.teammate).post(reverse("playlist-new"), data)
    assert response.status_code == 302
    assert PlaylistEntry.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [{"seconds": 1}, {"seconds": 90_000}, {"days": ()}, {"begin": "08:00"}, {"board": 9999}],
)
def test_what_makes_no_sense_is_refused(cast, wrong):
    data = form({"board": cast.board.pk, **wrong}, name="S", site=cast.site.pk)
    response = cast.browser(cast.teammate).post(reverse("playlist-new"), data)
    assert response.status_code == 200
    assert not Playlist.objects.exists()


def test_a_board_of_another_site_is_refused(cast):
    foreign = Board.objects.create(site=cast.other_site, slug="f", name="F")
    data = form({"board": foreign.pk}, name="S", site=cast.site.pk)
    assert cast.browser(cast.owner).post(reverse("playlist-new"), data).status_code == 200
    assert not Playlist.objects.exists()


@pytest.mark.parametrize(("who", "status"), [("owner", 200), ("teammate", 200), ("stranger", 404)])
def test_a_playlist_opens_for_its_site_only(cast, playlist, who, status):
    address = reverse("playlist", args=[playlist.pk])
    assert cast.browser(getattr(cast, who)).get(address).status_code == status


def test_a_viewer_makes_and_changes_none(cast, playlist):
    Membership.objects.filter(user=cast.teammate).update(role=Role.VIEWER)
    browser = cast.browser(cast.teammate)
    assert browser.get(reverse("playlist-new")).status_code == 403
    assert (
        browser.post(reverse("playlist", args=[playlist.pk]), {"do": "delete"}).status_code == 404
    )
    assert Playlist.objects.exists()


def test_an_entry_is_taken_out_and_the_playlist_deleted(cast, playlist):
    entry = playlist.entries.get()
    row = {"id": entry.pk, "board": cast.board.pk, "DELETE": "on", "position": 1}
    browser, address = cast.browser(cast.teammate), reverse("playlist", args=[playlist.pk])
    assert browser.post(address, form(row, initial=1, name="Day")).status_code == 302
    assert not PlaylistEntry.objects.exists()
    browser.post(address, {"do": "delete"})
    assert not Playlist.objects.exists()
