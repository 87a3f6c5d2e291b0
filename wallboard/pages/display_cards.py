"""What the page of displays says of each screen, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import structlog
from django.utils.formats import date_format

from wallboard.boards.access import displays_for
from wallboard.boards.models import Board, Display, Widget
from wallboard.displays.program import board_shown
from wallboard.displays.standing import Standing, standing_of
from wallboard.pages.browsers import browser_in_words
from wallboard.state.redis import StateUnavailable, sync_client
from wallboard.state.reports import DisplayReports

if TYPE_CHECKING:
    from wallboard.boards.access import Somebody

log = structlog.get_logger(__name__)


_MARKS = {"painting": "fresh", "stale": "late", "offline": "lost", "never": "unknown"}
_PICTURE = (192.0, 108.0)  # of a board, in the units of its small drawing
_MARGIN = 4.0
_FEWEST_LINES = 8
_COLUMNS = 12


@dataclass(frozen=True, slots=True)
class Tile:
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Card:
    display: Display
    standing: Standing
    board: Board | None  # what it shows, by its own word or by its program
    pictured: list[Tile]
    report: dict[str, Any]
    browser: str

    @property
    def mark(self) -> str:
        return _MARKS[self.standing.word]

    @property
    def since(self) -> str:
        """Of the standing, by the clock of the site."""
        zone = ZoneInfo(self.display.site.timezone)
        if self.standing.since_at is None:
            return ""
        return date_format(datetime.fromtimestamp(self.standing.since_at, zone), "j M H:i")

    @property
    def up_since_at(self) -> float | None:
        up = self.report.get("up_seconds")
        return None if up is None else float(self.report["at"]) - float(up)


def cards_of(user: Somebody, now_at: float) -> list[Card]:
    """Those that hang, by site and name; what was revoked is no screen any more."""
    displays = list(displays_for(user).filter(revoked_at=None).order_by("site__name", "name"))
    reports = _reports(displays)
    shown = {one.pk: _board_of(one, reports.get(str(one.pk), {}), now_at) for one in displays}
    boards = Board.objects.prefetch_related("widgets").in_bulk(
        [int(pk) for pk in set(shown.values()) if pk]
    )
    return [
        _card(one, reports.get(str(one.pk), {}), boards.get(int(shown[one.pk] or 0)), now_at)
        for one in displays
    ]


def screens_off(user: Somebody, now_at: float) -> list[Card]:
    """Those that the user may command and that are off while they should be on."""
    return [
        card
        for card in cards_of(user, now_at)
        if card.standing.word == "offline" and card.display.offline_told_at is not None
    ]


def _card(display: Display, report: dict[str, Any], board: Board | None, now_at: float) -> Card:
    seen_at = display.last_seen_at.timestamp() if display.last_seen_at else None
    return Card(
        display=display,
        standing=standing_of(report, seen_at, display.revoked_at is not None, now_at),
        board=board,
        pictured=_pictured(list(board.widgets.all()) if board else []),
        report=report,
        browser=browser_in_words(str(report.get("browser", ""))),
    )


def _pictured(widgets: list[Widget]) -> list[Tile]:
    lines = max((one.y + one.height for one in widgets), default=1)
    lines = max(lines, _FEWEST_LINES)
    wide, high = (_PICTURE[0] - _MARGIN) / _COLUMNS, (_PICTURE[1] - _MARGIN) / lines
    return [
        Tile(
            round(one.x * wide + _MARGIN, 1),
            round(one.y * high + _MARGIN, 1),
            round(one.width * wide - _MARGIN, 1),
            round(one.height * high - _MARGIN, 1),
        )
        for one in widgets
    ]


def _board_of(display: Display, report: dict[str, Any], now_at: float) -> str:
    """Its own word counts while it is fresh and names a board that it may show."""
    told = str(report.get("board", ""))
    known = report and standing_of(report, None, False, now_at).word != "offline"
    return told if known and told.isdecimal() else board_shown(display, now_at)


def _reports(displays: list[Display]) -> dict[str, dict[str, Any]]:
    try:
        return DisplayReports(sync_client()).of(str(one.pk) for one in displays)
    except StateUnavailable as error:
        log.warning("what displays told cannot be read", reason=str(error))
        return {}
