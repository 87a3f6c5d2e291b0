"""What a person is scheduled to do, as one absolute value: the fact `schedule` of an agent.

"Now" and "next" change with the clock, not only with a poll. A source therefore hands over the
coming activities once, as compact JSON text (a `Value` holds scalars only):

    [["in_service", "In Service", 1535378400, 1535382900], ["lunch", "Lunch", ...], ...]

type, label, start and end (epoch seconds), by start. Whoever shows it asks `activities_at` at the
instant that he draws. An empty list means *nothing is scheduled*; no fact at all means *unknown*.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple


class Activity(StrEnum):
    """The words for activities, whatever the vendor calls them."""

    IN_SERVICE = "in_service"
    OVERTIME = "overtime"
    AVAILABLE = "available"
    ASSIGNMENT = "assignment"
    PROJECT = "project"
    CLOSED_SERVICE = "closed_service"
    BREAK = "break"
    LUNCH = "lunch"
    EXCEPTION = "exception"
    NOT_AVAILABLE = "not_available"
    UNKNOWN = "unknown"


class Scheduled(NamedTuple):
    """One activity: `type` is an `Activity` word, `label` is for people."""

    type: str
    label: str
    start_at: float
    end_at: float


class Now(NamedTuple):
    """What is scheduled at an instant and what comes after it; None where there is nothing.

    In a gap between activities only the `next_*` members are set.
    """

    activity: str | None = None
    label: str | None = None
    since: float | None = None
    until: float | None = None
    next_activity: str | None = None
    next_label: str | None = None
    next_at: float | None = None


NOTHING = Now()


def encode(activities: Iterable[Scheduled]) -> str:
    """The text of a schedule: sorted, duplicates dropped, what continues unchanged joined.

    The same activities give the same text in whatever order they came, so that a repeated poll
    changes nothing. Activities that do not end after their start are left out.
    """
    joined: list[Scheduled] = []
    for activity in sorted({item for item in activities if item.end_at > item.start_at}):
        last = joined[-1] if joined else None
        if last and last[:2] == activity[:2] and activity.start_at <= last.end_at:
            joined[-1] = last._replace(end_at=max(last.end_at, activity.end_at))
        else:
            joined.append(activity)
    rows = sorted(joined, key=lambda item: (item.start_at, item.end_at, item.type, item.label))
    return json.dumps(
        [[row.type, row.label, _plain(row.start_at), _plain(row.end_at)] for row in rows],
        ensure_ascii=False,
        separators=(",", ":"),
    )


@lru_cache(maxsize=4096)
def parse(text: str) -> tuple[Scheduled, ...]:
    """The activities of a schedule's text, by start. Raises ValueError when it is no such text."""
    try:
        return tuple(
            Scheduled(str(type_), str(label), float(start), float(end))
            for type_, label, start, end in json.loads(text)
        )
    except (TypeError, ValueError) as error:
        raise ValueError("not a schedule: a list of [type, label, start, end] is needed") from error


def activities_at(text: str, now_at: float) -> Now:
    """What the schedule `text` says for `now_at`.

    Where activities overlap, the one that started last holds (an exception laid over service); it
    ends when it ends or when another starts. Next is what holds after that, or after a gap.
    Raises ValueError as `parse` does.
    """
    activities = parse(text)
    current = _holding(activities, now_at)
    since = until = None
    if current is not None:
        since = _begin(activities, current, now_at)
        until = _end(activities, current, now_at)
    after = until if until is not None else now_at
    following, next_at = _following(activities, after, inclusive=until is not None)
    return Now(
        activity=current.type if current else None,
        label=current.label if current else None,
        since=since,
        until=until,
        next_activity=following.type if following else None,
        next_label=following.label if following else None,
        next_at=next_at,
    )


def _plain(instant: float) -> float | int:
    return int(instant) if float(instant).is_integer() else instant


def _holding(activities: tuple[Scheduled, ...], at: float) -> Scheduled | None:
    """Of those that cover `at`, the one that started last; then the shorter one."""
    covering = [item for item in activities if item.start_at <= at < item.end_at]
    return max(covering, key=lambda item: (item.start_at, -item.end_at), default=None)


def _begin(activities: tuple[Scheduled, ...], current: Scheduled, at: float) -> float:
    """When it began to hold: its start, or the end of what was laid over it."""
    over = [
        item.end_at
        for item in activities
        if item is not current and current.start_at <= item.start_at and item.end_at <= at
    ]
    return max([current.start_at, *over])


def _end(activities: tuple[Scheduled, ...], current: Scheduled, at: float) -> float:
    """When it ceases to hold: its end, or the start of what is laid over it."""
    starts = [item.start_at for item in activities if at < item.start_at < current.end_at]
    return min([current.end_at, *starts])


def _following(
    activities: tuple[Scheduled, ...], after: float, *, inclusive: bool
) -> tuple[Scheduled | None, float | None]:
    """What holds at `after`, or else the first to start later, and when it does."""
    if inclusive and (holding := _holding(activities, after)):
        return holding, after
    later = min((item.start_at for item in activities if item.start_at > after), default=None)
    return (None, None) if later is None else (_holding(activities, later), later)
