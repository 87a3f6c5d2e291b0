"""What the page of people's states on a day shows, as plain values: strips, texts, sums.

In the order of what people are called, and in no other. Nothing here tells who somebody is beyond
that: no key of ours, no number of a system.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from wallboard.domain.policy import Policy
from wallboard.domain.states import AgentState
from wallboard.history.day_page import NOTHING, clock
from wallboard.history.days import Span as Silence
from wallboard.history.people_day import (
    Piece,
    Stretch,
    Window,
    gaps_of,
    pieces_of,
    seconds_by_state,
)
from wallboard.history.people_rows import Known
from wallboard.history.strips import BANDS, HEIGHT, Span, box, drawn, line

HOUR_SECONDS = 3600
LINES_EVERY = 3  # hours
SWATCH = Span(0, 10)  # of the legend, as wide as that
END_OF_DAY = "24:00"

# Of one person, as boards say it; the labels of metrics are of several in many a language.
WORDS: Mapping[str, Any] = {
    AgentState.AVAILABLE.value: pgettext_lazy("of one person", "Available"),
    AgentState.RINGING.value: pgettext_lazy("of one person", "Ringing"),
    AgentState.ON_CONTACT.value: pgettext_lazy("of one person", "In contact"),
    AgentState.ON_HOLD.value: pgettext_lazy("of one person", "On hold"),
    AgentState.WRAP_UP.value: pgettext_lazy("of one person", "Wrap-up"),
    AgentState.PAUSED.value: pgettext_lazy("of one person", "Paused"),
    AgentState.BUSY_OTHER.value: pgettext_lazy("of one person", "Busy otherwise"),
}


@dataclass(frozen=True, slots=True)
class Frame:
    """The day that all strips share: its midnights, its zone, and what of it can be shown."""

    bounds: tuple[int, int]
    zone: ZoneInfo
    window: Window

    @property
    def width(self) -> int:
        return self.bounds[1] - self.bounds[0]

    def clock(self, at: int) -> str:
        return END_OF_DAY if at == self.bounds[1] else clock(at, self.zone)

    def per_cent(self, at: int) -> float:
        return round(100 * (at - self.bounds[0]) / self.width, 2)


def people_shown(
    people: Iterable[Known],
    stretches: Mapping[int, Sequence[Stretch]],
    silences: Mapping[int, Sequence[Silence]],
    frame: Frame,
    policy: Policy,
) -> list[dict[str, Any]]:
    """A row for each: strip, stretches in words, and how long in which state."""
    rows = []
    for one in people:
        pieces = pieces_of(stretches.get(one.agent, ()), frame.window, policy)
        gaps = gaps_of(pieces, silences.get(one.agent, ()), frame.window)
        rows.append(
            {
                "name": one.called,
                "strip": _strip(pieces, gaps, frame),
                "texts": _texts(pieces, gaps, frame),
                "sums": _sums(pieces, gaps),
            }
        )
    return rows


def _strip(pieces: Sequence[Piece], gaps: Sequence[Span], frame: Frame) -> dict[str, Any]:
    begin = frame.bounds[0]
    spans: dict[str, list[Span]] = {state: [] for state in BANDS}
    for piece in pieces:
        spans[piece.state].append(piece.span)
    paths = [(_class(state), drawn(state, found, begin)) for state, found in spans.items() if found]
    return {"paths": paths, "gap": box(gaps, begin), "gap_line": line(gaps, begin)}


def _class(state: str) -> str:
    return f"state-{state.replace('_', '-')}"


def _texts(
    pieces: Sequence[Piece], gaps: Sequence[Span], frame: Frame
) -> list[tuple[str, str, str]]:
    """When, in what, and why, in the order of time."""
    words = {state: str(word) for state, word in WORDS.items()}
    not_known = _("Not known")
    told = [(one.span.from_at, _when(one, frame), words[one.state], one.reason) for one in pieces]
    told += [(one.from_at, _from_to(one, frame), not_known, "") for one in gaps]
    return [(when, word, reason) for _at, when, word, reason in sorted(told)]


def _when(piece: Piece, frame: Frame) -> str:
    if piece.lasts:
        return _("since %(time)s") % {"time": frame.clock(piece.span.from_at)}
    return _from_to(piece.span, frame)


def _from_to(span: Span, frame: Frame) -> str:
    return f"{frame.clock(span.from_at)}–{frame.clock(span.to_at)}"


def _sums(pieces: Sequence[Piece], gaps: Sequence[Span]) -> list[str]:
    by_state = seconds_by_state(pieces)
    told = [hours(by_state[state]) if state in by_state else NOTHING for state in BANDS]
    return [*told, hours(sum(gap.seconds for gap in gaps)) if gaps else NOTHING]


def hours(seconds: float) -> str:
    """Hours and minutes: 07:05."""
    whole, minutes = divmod(round(seconds / 60), 60)
    return f"{whole:02}:{minutes:02}"


def legend() -> list[dict[str, str]]:
    """States in their one order, each with the swatch that a strip shows and its glyph."""
    return [
        {
            "state": state,
            "class": _class(state),
            "path": drawn(state, [SWATCH], 0),
            "word": str(WORDS[state]),
        }
        for state in BANDS
    ]


def axis(frame: Frame) -> dict[str, Any]:
    """What all strips share: their size, lines every three hours, what of the day is shown."""
    marks: list[dict[str, Any]] = []
    for at in range(*frame.bounds, HOUR_SECONDS // 4):
        text = clock(at, frame.zone)
        hour, _colon, minute = text.partition(":")
        if (
            minute == "00"
            and int(hour) % LINES_EVERY == 0
            and (not marks or marks[-1]["hour"] != hour)
        ):
            marks.append({"hour": hour, "x": frame.per_cent(at), "at": at - frame.bounds[0]})
    window = frame.window
    return {
        "width": frame.width,
        "height": HEIGHT,
        "swatch": {"width": SWATCH.to_at, "gap": box([SWATCH], 0), "line": line([SWATCH], 0)},
        "marks": marks,
        "lines": "".join(f"M{mark['at']} 0v{HEIGHT}" for mark in marks),
        "shown": box([Span(window.from_at, window.to_at)], frame.bounds[0]),
    }
