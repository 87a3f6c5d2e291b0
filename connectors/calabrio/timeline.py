"""What changes of state tell: the window to ask for, the state now, since when it has not fit.

Pure functions of instants (epoch seconds).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from wallboard.domain.adherence import in_adherence
from wallboard.domain.facts import Fact
from wallboard.domain.observation import Qualifier, Value
from wallboard.domain.schedule import activities_at, parse
from wallboard.domain.states import AgentState

AHEAD_SECONDS = 120.0  # the vendor's clock may be ahead of ours; toTime is exclusive
CATCH_UP_SECONDS = 600.0  # so often a poll goes back to midnight, for what came in late
MARGIN_SECONDS = 1.0  # so near its beginning a window may miss a change by rounding
PIECE_SECONDS = 4 * 86_400.0  # a longer window (after days without a poll) is asked in pieces
# Somebody may be logged out for weeks; whoever served a day ago and was not seen since has left.
KEEP_SECONDS, KEEP_LOGGED_OUT_SECONDS = 86_400.0, 31 * 86_400.0
LONGEST_SECONDS = 30 * 86_400.0  # the document's limit is 31 days


@dataclass(frozen=True, slots=True)
class Change:
    """In `state` since `at`, with the reason's text where there is one."""

    at: float
    state: AgentState
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """What to ask for; `catches_up`: once it was read, all up to `end_at` is known."""

    start_at: float
    end_at: float
    catches_up: bool

    @property
    def told_from_at(self) -> float:
        """A state that began since then is in the reply, or its agent is not in the login's view
        (the document: fromTime is inclusive, and whoever is not in view is left out)."""
        return self.start_at + MARGIN_SECONDS

    def pieces(self) -> Iterator[tuple[float, float]]:
        start = self.start_at
        while start < self.end_at:
            end = min(start + PIECE_SECONDS, self.end_at)
            yield start, end
            start = end


def window(
    now_at: float,
    caught_up_at: float | None,
    midnight_at: float,
    first_look_back_seconds: float,
    overlap_seconds: float,
) -> Window:
    """The window of a poll.

    A person who does not change state is absent from a reply (the document, fromTime parameter
    considerations), so what is known is kept, and a window only has to begin before the instant
    up to which everything is known. The first one looks far back. Every ten minutes one goes back
    to the tenant's midnight, for states that reached Calabrio late.
    """
    end_at = now_at + AHEAD_SECONDS
    if caught_up_at is None or caught_up_at > now_at:
        return Window(now_at - first_look_back_seconds, end_at, catches_up=True)
    start_at = caught_up_at - overlap_seconds
    catches_up = now_at - caught_up_at >= CATCH_UP_SECONDS
    if catches_up:
        start_at = min(start_at, midnight_at)
    return Window(max(start_at, now_at - LONGEST_SECONDS), end_at, catches_up)


def joined(changes: Iterable[Change]) -> tuple[Change, ...]:
    """In the order of time; what repeats the state and reason before it is no change."""
    kept: list[Change] = []
    for change in sorted(changes, key=lambda item: item.at):
        last = kept[-1] if kept else None
        if last is None or (last.state, last.reason) != (change.state, change.reason):
            kept.append(change)
    return tuple(kept)


def out_since(
    changes: Sequence[Change], schedule: str | None, now_at: float, known: Value | None = None
) -> Value | None:
    """Since when the state has not fit the schedule without a break; None if it fits or unknown.

    Walks back over every change of state and every edge of the schedule. `known` is what an
    earlier poll found, for where the walk reaches the end of what these changes tell.
    """
    if not changes or schedule is None:
        return None
    try:
        edges = _edges(changes, schedule, now_at)
    except ValueError:
        return None
    since: float | None = None
    for at, state in edges:
        activity = activities_at(schedule, at).activity
        if activity is None or in_adherence(state, activity) is not False:
            return None if since is None else Value(since)
        since = at
    if since is None:
        return None
    if known is not None and isinstance(known.raw, int | float) and known.raw <= since:
        return known
    return Value(since, Qualifier.AT_LEAST)


def _edges(
    changes: Sequence[Change], schedule: str, now_at: float
) -> list[tuple[float, AgentState]]:
    """(instant, state from then on), latest first, from the first change on."""
    begun = [change for change in changes if change.at <= now_at]
    if not begun:
        return []
    instants = {change.at for change in begun}
    for activity in parse(schedule):
        edges = (activity.start_at, activity.end_at)
        instants.update(at for at in edges if begun[0].at < at <= now_at)
    index = len(begun) - 1
    found = []
    for at in sorted(instants, reverse=True):
        while begun[index].at > at:
            index -= 1
        found.append((at, begun[index].state))
    return found


def remembered(known: Mapping[str, Fact], now_at: float, before_at: float) -> list[Change]:
    """The state that was known, as a change, unless it is too old to go on, or did not begin
    before `before_at`, whence on the vendor was asked and said nothing of it."""
    state, since = known.get("state"), known.get("state_since")
    if state is None or since is None or not isinstance(since.value.raw, int | float):
        return []
    if since.value.raw >= before_at:
        return []
    word = str(state.value.raw)
    logged_out = word == AgentState.LOGGED_OUT
    if now_at - since.value.raw > (KEEP_LOGGED_OUT_SECONDS if logged_out else KEEP_SECONDS):
        return []
    reason = known.get("reason")
    known_word = AgentState(word) if word in set(AgentState) else AgentState.UNKNOWN
    return [Change(since.value.raw, known_word, str(reason.value.raw) if reason else None)]
