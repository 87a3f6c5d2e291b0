"""A day of one person: what may be told of her stretches, what is not known, sums. Pure.

What is kept was rounded by the policy of the time at which it was recorded. A policy that has
become coarser since then is applied again here, before anything is shown or added up.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from wallboard.domain.policy import Policy
from wallboard.history.days import Span as Silence
from wallboard.history.strips import BANDS, Span

NOTICED_SECONDS = 150
"""A source is silent for so long before it counts as lost, and we look again so long after it came
back: what is not recorded so near to a silence is not known either."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Somebody in a state; `to_at` is None while it lasts. Epoch seconds."""

    state: str
    reason: str
    from_at: int
    to_at: int | None


@dataclass(frozen=True, slots=True)
class Piece:
    """What is told of a stretch. `lasts`: as far as we know it still does."""

    state: str
    reason: str
    span: Span
    lasts: bool = False


@dataclass(frozen=True, slots=True)
class Window:
    """What of a day is shown: from its beginning, or that of what is still kept, until its end or
    now. `seen_until_at`: up to where we looked."""

    from_at: int
    to_at: int
    seen_until_at: int

    def cut(self, from_at: float, to_at: float) -> Span | None:
        begin, end = max(self.from_at, int(from_at)), min(self.to_at, int(to_at))
        return Span(begin, end) if begin < end else None


def pieces_of(rows: Iterable[Stretch], window: Window, policy: Policy) -> list[Piece]:
    """In order. What a coarser policy makes of no length is left out, what goes on is joined."""
    pieces: list[Piece] = []
    for row in sorted(rows, key=lambda one: one.from_at):
        to_at = window.seen_until_at if row.to_at is None else policy.rounded(row.to_at)
        span = window.cut(policy.rounded(row.from_at), to_at)
        if span is None or row.state not in BANDS:
            continue
        lasts = row.to_at is None and span.to_at == window.to_at == window.seen_until_at
        piece = Piece(row.state, row.reason, span, lasts)
        if pieces and _goes_on(pieces[-1], piece):
            joined = Span(pieces[-1].span.from_at, span.to_at)
            pieces[-1] = replace(piece, span=joined)
        else:
            pieces.append(piece)
    return pieces


def _goes_on(one: Piece, next_: Piece) -> bool:
    same = (one.state, one.reason) == (next_.state, next_.reason)
    return same and one.span.to_at == next_.span.from_at


def gaps_of(pieces: Sequence[Piece], silences: Iterable[Silence], window: Window) -> list[Span]:
    """When her sources were silent, or nobody looked, and nothing was recorded of her."""
    around = sorted(
        (span.from_at - NOTICED_SECONDS, span.to_at + NOTICED_SECONDS) for span in silences
    )
    found: list[Span] = []
    for from_at, to_at in around:
        begin = max(from_at, found[-1].to_at) if found else from_at
        if span := window.cut(begin, to_at):
            found.append(span)
    return [left for span in found for left in _without(span, pieces)]


def _without(span: Span, pieces: Sequence[Piece]) -> Iterable[Span]:
    """What of the span no piece covers."""
    at = span.from_at
    for piece in pieces:
        if piece.span.to_at <= at or piece.span.from_at >= span.to_at:
            continue
        if piece.span.from_at > at:
            yield Span(at, piece.span.from_at)
        at = max(at, piece.span.to_at)
    if at < span.to_at:
        yield Span(at, span.to_at)


def seconds_by_state(pieces: Iterable[Piece]) -> dict[str, int]:
    """State → how long altogether; a state that did not occur is not there."""
    sums: dict[str, int] = {}
    for piece in pieces:
        sums[piece.state] = sums.get(piece.state, 0) + piece.span.seconds
    return sums
