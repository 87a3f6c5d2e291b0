"""A person's day as a strip, drawn on the server: one SVG path for each state. Pure.

A strip is as wide as its day has seconds and `HEIGHT` high, and is stretched sideways only: hence
no hatching, which would be stretched too. A state is told by the bands that it fills, beside its
colour. Three bands can be filled in seven ways, which are the seven states, and a stretch one pixel
wide still shows which.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from wallboard.domain.states import AgentState

HEIGHT = 24
THIRD = HEIGHT // 3
MIDDLE = HEIGHT // 2

# State → the top and the height of each of its bands.
BANDS: Mapping[str, tuple[tuple[int, int], ...]] = {
    AgentState.AVAILABLE.value: ((2 * THIRD, THIRD),),
    AgentState.RINGING.value: ((0, THIRD),),
    AgentState.ON_CONTACT.value: ((0, HEIGHT),),
    AgentState.ON_HOLD.value: ((0, THIRD), (2 * THIRD, THIRD)),
    AgentState.WRAP_UP.value: ((THIRD, 2 * THIRD),),
    AgentState.PAUSED.value: ((THIRD, THIRD),),
    AgentState.BUSY_OTHER.value: ((0, 2 * THIRD),),
}
"""What people are recorded in, in the one order of display."""


@dataclass(frozen=True, slots=True)
class Span:
    """From when until when, in epoch seconds."""

    from_at: int
    to_at: int

    @property
    def seconds(self) -> int:
        return self.to_at - self.from_at


def drawn(state: str, spans: Iterable[Span], begin_at: int) -> str:
    """The path of a state's spans, `begin_at` being the left edge of the strip."""
    return "".join(
        f"M{span.from_at - begin_at} {top}h{span.seconds}v{height}h-{span.seconds}z"
        for span in spans
        for top, height in BANDS[state]
    )


def line(spans: Iterable[Span], begin_at: int) -> str:
    """A line through the middle, for what is not known."""
    return "".join(f"M{span.from_at - begin_at} {MIDDLE}h{span.seconds}" for span in spans)


def box(spans: Iterable[Span], begin_at: int) -> str:
    """The whole height, for what lies behind a line."""
    return "".join(
        f"M{span.from_at - begin_at} 0h{span.seconds}v{HEIGHT}h-{span.seconds}z" for span in spans
    )
