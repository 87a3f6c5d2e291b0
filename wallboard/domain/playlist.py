"""Which board a screen shows when. Pure: entries with durations and hours, by a site's time zone.

The server works out *phases*, intervals in which the same entries take turns; a screen needs only
the remainder of a division to know its board at an instant, and goes on without the server. Turns
are counted from the epoch, so that screens of one playlist turn together and a program that is read
again jumps nowhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from zoneinfo import ZoneInfo

from wallboard.domain.hours import ALWAYS, Hours

SHORTEST_SECONDS = 5
LONGEST_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class Entry:
    """A board for some seconds of each round, within its hours."""

    board: str
    seconds: int = 30
    hours: Hours = ALWAYS


@dataclass(frozen=True, slots=True)
class Turn:
    board: str
    seconds: int


@dataclass(frozen=True, slots=True)
class Phase:
    """From one instant until another these boards take turns; none: there is nothing to show."""

    from_at: float
    until_at: float
    turns: tuple[Turn, ...]

    def shown(self, at: float) -> tuple[str, float] | None:
        """The board at an instant, and until when; None when there is nothing to show."""
        if not self.turns:
            return None
        if len(self.turns) == 1:
            return self.turns[0].board, self.until_at
        into = at % sum(turn.seconds for turn in self.turns)
        for turn in self.turns:
            if into < turn.seconds:
                return turn.board, min(self.until_at, at + turn.seconds - into)
            into -= turn.seconds
        return self.turns[-1].board, self.until_at  # unreachable but for rounding


def phases(
    entries: Sequence[Entry], zone: ZoneInfo, from_at: float, until_at: float
) -> list[Phase]:
    """Without gaps from the first instant to the last; neighbours differ."""
    spans = [entry.hours.spans(zone, from_at, until_at) for entry in entries]
    edges = {from_at, until_at, *(at for found in spans for span in found for at in span)}
    ordered = sorted(edges)
    result: list[Phase] = []
    for begin, end in pairwise(ordered):
        turns = tuple(
            Turn(entry.board, entry.seconds)
            for entry, found in zip(entries, spans, strict=True)
            if any(a <= begin < b for a, b in found)
        )
        if result and result[-1].turns == turns:
            result[-1] = Phase(result[-1].from_at, end, turns)
        else:
            result.append(Phase(begin, end, turns))
    return result


def shown_at(found: Sequence[Phase], at: float) -> tuple[str, float] | None:
    """The board at an instant, and until when; None when there is nothing to show."""
    for phase in found:
        if phase.from_at <= at < phase.until_at:
            return phase.shown(at)
    return None
