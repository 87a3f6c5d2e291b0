"""When a rule raises, eases and clears: a pure state machine, one step per look.

Each level is a latch of its own with two limits and two dwells. What is late, lost or unknown
neither raises nor clears: time in which nothing was known counts for no dwell.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

LEVELS = ("critical", "warn")  # the worst first
WORSE: Mapping[str | None, int] = {None: 0, "warn": 1, "critical": 2}

RAISED, ROSE, EASED, CLEARED = "raised", "rose", "eased", "cleared"
BY_ITSELF = ""  # the figure was good again for long enough


@dataclass(frozen=True, slots=True)
class Limit:
    """Raises at `at` and beyond; clears at `clear_at` and better. In the unit of the metric."""

    at: float
    clear_at: float

    def crossed(self, value: float, more_is_better: bool) -> bool:
        """As a tile's threshold: where more is better, below it."""
        return value < self.at if more_is_better else value >= self.at

    def relieved(self, value: float, more_is_better: bool) -> bool:
        if self.crossed(value, more_is_better):
            return False
        return (
            value >= self.clear_at
            if more_is_better
            else value <= self.clear_at or (self.clear_at >= self.at)
        )

    def settled(self, low: float, high: float, more_is_better: bool) -> bool:
        """It says the same of all values from `low` to `high`: of both ends, since each of its
        questions has one answer below a value and the other above it."""
        return all(
            asks(low, more_is_better) == asks(high, more_is_better)
            for asks in (self.crossed, self.relieved)
        )


@dataclass(frozen=True, slots=True)
class Terms:
    """What the machine must know of a rule. `limits`: level → limit, for the levels it has."""

    limits: Mapping[str, Limit]
    more_is_better: bool = False
    raise_seconds: float = 0.0
    clear_seconds: float = 0.0

    def settled(self, low: float, high: float) -> bool:
        """Whatever the value is from `low` to `high`, no level turns by it another way."""
        return all(one.settled(low, high, self.more_is_better) for one in self.limits.values())


@dataclass(frozen=True, slots=True)
class Reading:
    """A figure as a rule sees it at one instant.

    `held`: why it may not be believed (late, lost, unknown). `calm`: why nothing about it is urgent
    (closed, hours, na, never, policy). With neither, `value` is a number; where it is not `told`,
    another one on the same side of all limits, in place of one that the policy keeps back.
    """

    value: float | None = None
    held: str = ""
    calm: str = ""
    told: bool = True


@dataclass(frozen=True, slots=True)
class Latch:
    """`turning_since`: since when the figure has asked for the other position."""

    on: bool = False
    turning_since: float | None = None


OFF = Latch()


@dataclass(frozen=True, slots=True)
class State:
    """Of one rule. `held_since` stands while its figure may not be believed."""

    latches: Mapping[str, Latch] = field(default_factory=dict)
    held: str = ""
    held_since: float | None = None
    calm: str = ""

    @property
    def level(self) -> str | None:
        return next((level for level in LEVELS if self.latches.get(level, OFF).on), None)

    def as_json(self) -> dict[str, Any]:
        return {
            "latches": {k: [latch.on, latch.turning_since] for k, latch in self.latches.items()},
            "held": self.held,
            "held_since": self.held_since,
            "calm": self.calm,
        }

    @classmethod
    def of_json(cls, found: Mapping[str, Any]) -> State:
        latches = {k: Latch(bool(on), since) for k, (on, since) in found["latches"].items()}
        return cls(latches, found["held"], found["held_since"], found["calm"])

    def at_level(self, level: str | None) -> State:
        """The same with the latches as a level that was recorded has them."""
        if level == self.level:
            return self
        asked = {k: WORSE[k] <= WORSE[level] for k in LEVELS}
        return replace(self, latches={k: Latch(on) for k, on in asked.items()})


@dataclass(frozen=True, slots=True)
class Event:
    """The level became another. `why` says what cleared it: "" by itself, else a word of `calm`."""

    happening: str
    level: str | None
    was: str | None
    why: str = BY_ITSELF


def evaluate(
    terms: Terms, state: State, reading: Reading, now_at: float
) -> tuple[State, tuple[Event, ...]]:
    """The state after a look at `now_at` (epoch seconds), and the change of level if any."""
    if reading.calm:
        return _after(state, State(calm=reading.calm), reading.calm)
    if reading.held or reading.value is None:
        why = reading.held or "unknown"
        since = now_at if state.held_since is None else state.held_since
        return replace(state, held=why, held_since=since, calm=""), ()
    lost = 0.0 if state.held_since is None else max(0.0, now_at - state.held_since)
    latches = {
        level: _turned(terms, limit, _later(state.latches.get(level, OFF), lost), reading.value,
                       now_at)
        for level, limit in terms.limits.items()
    }  # fmt: skip
    return _after(state, State(latches))


def reconsider(terms: Terms, state: State, reading: Reading) -> tuple[State, tuple[Event, ...]]:
    """The rule was edited: what its new limits do not ask for ends at once, without a dwell."""
    if reading.value is None or reading.held or reading.calm:
        return state, ()
    value = reading.value
    latches = {
        level: latch if _asks(terms, level, value) else OFF
        for level, latch in state.latches.items()
    }
    return _after(state, replace(state, latches=latches), "rule")


def _asks(terms: Terms, level: str, value: float) -> bool:
    limit = terms.limits.get(level)
    return limit is not None and limit.crossed(value, terms.more_is_better)


def _later(latch: Latch, seconds: float) -> Latch:
    """Seconds in which nothing was known are taken out of its dwell."""
    if latch.turning_since is None or not seconds:
        return latch
    return replace(latch, turning_since=latch.turning_since + seconds)


def _turned(terms: Terms, limit: Limit, latch: Latch, value: float, now_at: float) -> Latch:
    other_wanted = (
        limit.relieved(value, terms.more_is_better)
        if latch.on
        else limit.crossed(value, terms.more_is_better)
    )
    if not other_wanted:
        return Latch(latch.on)
    dwell = terms.clear_seconds if latch.on else terms.raise_seconds
    # A clock that was set back must not stretch a dwell.
    since = now_at if latch.turning_since is None else min(latch.turning_since, now_at)
    if now_at - since >= dwell:
        return Latch(not latch.on)
    return Latch(latch.on, since)


def _after(before: State, after: State, why: str = BY_ITSELF) -> tuple[State, tuple[Event, ...]]:
    was, level = before.level, after.level
    if was == level:
        return after, ()
    if level is None:
        return after, (Event(CLEARED, None, was, why),)
    happening = RAISED if was is None else ROSE if WORSE[level] > WORSE[was] else EASED
    return after, (Event(happening, level, was, why),)
