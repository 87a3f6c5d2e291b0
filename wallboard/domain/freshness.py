"""How far a source may be believed, by the time since it last confirmed what it said."""

from __future__ import annotations

from enum import StrEnum

LATE_AFTER_CADENCES = 2
LOST_AFTER_CADENCES = 6

# What a stream says of itself and of what it tells, as fields of facts. `late_since`: of the entity
# CHANNEL (kind SOURCE) all that the job says is late from that instant on, whatever was confirmed;
# of an agent or a queue, what is said of it alone. `never`: fields, separated by blanks, that the
# source can never supply for this entity.
CHANNEL = "channel"
LATE_SINCE = "late_since"
NEVER_SUPPLIED = "never"


class Trust(StrEnum):
    FRESH = "fresh"
    LATE = "late"  # its figures stay, dimmed and marked
    LOST = "lost"  # its figures go, "since 10:41" takes their place
    UNKNOWN = "unknown"  # it has confirmed nothing since we began to listen


def age_seconds(confirmed_at: float, now_at: float, silent_seconds: float = 0.0) -> float:
    """Seconds since a confirmation, by the clock that shows more of them; never negative.

    `silent_seconds` is what the caller's monotonic clock has counted since it last saw
    `confirmed_at` change. When the wall clock is set back, or the workers' clock is ahead, the age
    by the wall is too small or negative, and only the monotonic clock notices the silence. When
    the caller has just begun, only the wall clock knows it.
    """
    return max(now_at - confirmed_at, silent_seconds, 0.0)


def trust_of(
    confirmed_at: float | None,
    cadence_seconds: float,
    now_at: float,
    silent_seconds: float = 0.0,
) -> Trust:
    """Late after more than 2 cadences, lost after more than 6; see `age_seconds`."""
    if confirmed_at is None:
        return Trust.UNKNOWN
    age = age_seconds(confirmed_at, now_at, silent_seconds)
    if age > LOST_AFTER_CADENCES * cadence_seconds:
        return Trust.LOST
    if age > LATE_AFTER_CADENCES * cadence_seconds:
        return Trust.LATE
    return Trust.FRESH
