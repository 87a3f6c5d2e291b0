"""What a screen is to show, from rows to instants."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

from wallboard.boards.models import Board, Display, Playlist, PlaylistEntry, Site
from wallboard.displays.program import STAGGER_SECONDS, board_shown, program_of, stagger_seconds

NOON = datetime(2026, 6, 3, 12, tzinfo=ZoneInfo("Europe/Stockholm")).timestamp()
NIGHT = NOON + 11 * 3600


def playlist_of(display: Display, *rows: tuple[Board, time | None, time | None]) -> None:
    playlist = Playlist.objects.create(site=display.site, name="Day")
    for position, (board, begin, end) in enumerate(rows):
        PlaylistEntry.objects.create(
            playlist=playlist, board=board, position=position, begin=begin, end=end
        )
    display.playlist = playlist
    display.save()


def test_one_board_is_shown_always(display: Display, board: Board) -> None:
    (phase,) = program_of(display, NOON)["phases"]
    assert [turn["board"] for turn in phase["turns"]] == [str(board.pk)]
    assert phase["from_at"] < NOON < phase["until_at"] - 3 * 86_400


def test_a_playlist_goes_before_the_board_and_follows_its_hours(
    display: Display, board: Board, site: Site
) -> None:
    night = Board.objects.create(site=site, slug="night", name="Night")
    playlist_of(display, (board, time(7), time(19)), (night, time(19), time(7)))
    assert board_shown(display, NOON) == str(board.pk)
    assert board_shown(display, NIGHT) == str(night.pk)


def test_boards_that_are_archived_deleted_or_foreign_are_left_out(
    display: Display, board: Board, site: Site
) -> None:
    other = Site.objects.create(name="Vasa", slug="vasa")
    foreign = Board.objects.create(site=other, slug="f", name="F")
    archived = Board.objects.create(site=site, slug="a", name="A", archived=True)
    deleted = Board.objects.create(site=site, slug="d", name="D")
    playlist_of(display, *((one, None, None) for one in (board, foreign, archived, deleted)))
    deleted.delete()
    (phase,) = program_of(display, NOON)["phases"]
    assert [turn["board"] for turn in phase["turns"]] == [str(board.pk)]


def test_without_a_board_there_is_nothing_to_show(display: Display, board: Board) -> None:
    board.delete()
    display.refresh_from_db()
    assert board_shown(display, NOON) == ""
    assert program_of(display, NOON)["phases"][0]["turns"] == []


def test_it_is_dim_at_night_and_light_by_day(display: Display) -> None:
    display.dim_from, display.dim_until = time(22), time(6)
    display.theme, display.light_from, display.light_until = "hours", time(7), time(19)
    program = program_of(display, NOON)

    def within(spans: list[tuple[float, float]], at: float) -> bool:
        return any(begin <= at < end for begin, end in spans)

    assert not within(program["dim"]["spans"], NOON)
    assert within(program["dim"]["spans"], NIGHT)
    assert within(program["light"], NOON)
    assert not within(program["light"], NIGHT)


def test_an_archived_alarm_board_is_none(display: Display, site: Site) -> None:
    display.alarm_board = Board.objects.create(site=site, slug="a", name="A")
    assert program_of(display, NOON)["alarm"] == str(display.alarm_board.pk)
    display.alarm_board.archived = True
    assert program_of(display, NOON)["alarm"] is None


def test_screens_wait_differently_for_a_new_version_and_all_less_than_five_minutes() -> None:
    waits = [stagger_seconds(Display(pk=number)) for number in range(1, 200)]
    assert max(waits) < STAGGER_SECONDS < 300
    assert len(set(waits)) > 90
    assert waits == [stagger_seconds(Display(pk=number)) for number in range(1, 200)]
