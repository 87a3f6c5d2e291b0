"""What a screen is to show, for the next days: boards in turns, when it is dim, when it is light.

Instants are by the site's time zone and for longer than a night: a screen without its server goes
on by them.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from wallboard.boards.models import Board, Display, PlaylistEntry
from wallboard.boards.models.display import ScreenTheme
from wallboard.boards.policy import policy_for_display
from wallboard.boards.scrubber import Scrubber
from wallboard.domain.playlist import LONGEST_SECONDS, Entry, Phase, phases, shown_at

AHEAD_SECONDS = 4 * 86_400.0
BEHIND_SECONDS = 600.0  # a screen whose clock is behind must find its phase too
STAGGER_SECONDS = 240  # all screens have a new version well within five minutes


def entries_of(display: Display) -> list[Entry]:
    """What takes turns: without boards that are archived or of another site."""
    if display.playlist_id is None:
        board = display.board
        return [Entry(str(board.pk), LONGEST_SECONDS)] if board and _open(board, display) else []
    rows = PlaylistEntry.objects.filter(playlist_id=display.playlist_id).select_related("board")
    return [
        Entry(str(row.board_id), row.seconds, row.hours)
        for row in rows
        if _open(row.board, display)
    ]


def phases_of(display: Display, now_at: float) -> list[Phase]:
    return phases(
        entries_of(display), _zone(display), now_at - BEHIND_SECONDS, now_at + AHEAD_SECONDS
    )


def board_shown(display: Display, now_at: float) -> str:
    """The id of the board that it should show now; empty for none."""
    found = shown_at(phases_of(display, now_at), now_at)
    return found[0] if found else ""


def program_of(display: Display, now_at: float | None = None) -> dict[str, Any]:
    """As the screen gets it, see docs/protocol.md."""
    now_at = time.time() if now_at is None else now_at
    zone, span = _zone(display), (now_at - BEHIND_SECONDS, now_at + AHEAD_SECONDS)
    dim, alarm = display.dim_hours, display.alarm_board
    scrub = Scrubber(display.site, policy_for_display(display))
    by_hours = display.theme == ScreenTheme.HOURS
    return {
        "name": scrub(display.name),
        "site": display.site.name,
        "now_at": round(now_at, 3),
        "phases": [_phase(one) for one in phases_of(display, now_at)],
        "alarm": str(alarm.pk) if alarm and _open(alarm, display) else None,
        "theme": display.theme,
        "light": display.light_hours.spans(zone, *span) if by_hours else [],
        "dim": {
            "now": display.dimmed,
            "share": display.dim_percent / 100,
            "spans": dim.spans(zone, *span) if dim else [],
        },
        "shift": display.shift,
        "stagger_seconds": stagger_seconds(display),
    }


def stagger_seconds(display: Display) -> int:
    """How long this screen waits before it fetches a new version: each its own, always the same."""
    return zlib.crc32(str(display.pk).encode()) % STAGGER_SECONDS


def _phase(phase: Phase) -> dict[str, Any]:
    turns: Sequence[Any] = [{"board": t.board, "seconds": t.seconds} for t in phase.turns]
    return {"from_at": phase.from_at, "until_at": phase.until_at, "turns": turns}


def _open(board: Board, display: Display) -> bool:
    return not board.archived and board.site_id == display.site_id


def _zone(display: Display) -> ZoneInfo:
    return ZoneInfo(display.site.timezone)
