"""What a board must show, worked out from the oracle's truth and from nothing of the product.

The arithmetic of METRICS.md is done here a second time, by hand. Where a vendor's document makes a
figure coarser than the truth (whole seconds, one decimal of a percent, twenty cases), the figure
may be as coarse and no more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Figure = Mapping[str, Any]
Truth = Mapping[str, Any]

EPSILON = 2e-6  # shares travel with six decimals
MILLISECOND = 0.0011
CASE_CAP = 20
STATES = (
    "available", "ringing", "on_contact", "on_hold",
    "wrap_up", "paused", "busy_other", "unknown", "logged_out",
)  # fmt: skip


def _is_plain(figure: Figure, qualifier: str) -> bool:
    """Fresh, whole, without a remark, and as certain as it may be."""
    return not {"s", "parts", "n"} & figure.keys() and figure.get("q", "") == qualifier


@dataclass(frozen=True)
class Exactly:
    """This very value, fresh. `qualifier` is the member `q`."""

    value: Any
    qualifier: str = ""

    def fits(self, figure: Figure) -> bool:
        return bool(figure["v"] == self.value) and _is_plain(figure, self.qualifier)


@dataclass(frozen=True)
class Within:
    """A number in one of these ranges, fresh."""

    ranges: tuple[tuple[float, float], ...]
    qualifier: str = ""

    def fits(self, figure: Figure) -> bool:
        value = figure["v"]
        return (
            isinstance(value, int | float)
            and any(low <= value <= high for low, high in self.ranges)
            and _is_plain(figure, self.qualifier)
        )


@dataclass(frozen=True)
class Nothing:
    """No value, for this reason."""

    status: str

    def fits(self, figure: Figure) -> bool:
        return figure["v"] is None and figure.get("s") == self.status


Wanted = Exactly | Within | Nothing
NOT_APPLICABLE, NEVER, NOT_SENT = Nothing("na"), Nothing("never"), Nothing("unknown")


@dataclass(frozen=True)
class Manner:
    """How coarse the vendor under test is: seconds lost to rounding, and what it never sends."""

    rounding_seconds: float = 1.0
    rounds_up: bool = False
    not_sent: frozenset[str] = frozenset({"overflowed", "callbacks_waiting"})
    never: frozenset[str] = frozenset({"saturated", "unknown", "logged_out"})


def number(low: float, high: float) -> Within:
    return Within(((low - EPSILON, high + EPSILON),))


def share(numerator: float, denominator: float) -> Wanted:
    if denominator == 0:
        return NOT_APPLICABLE
    exact = numerator / denominator
    return number(exact, exact)


def added(sums: Iterable[float], manner: Manner, count: float = 1) -> Wanted:
    """Sums that were each rounded on the way, added up and divided by `count`."""
    found = list(sums)
    if count == 0:
        return NOT_APPLICABLE
    lost = manner.rounding_seconds * len(found)
    exact, gained = sum(found), lost if manner.rounds_up else 0.0
    return number((exact - lost) / count, (exact + gained) / count)


# -- queues -----------------------------------------------------------------------------------

COUNTS = (
    "contacts_waiting", "offered", "answered", "handled", "abandoned", "abandoned_short",
    "answered_in_threshold", "abandoned_in_threshold",
)  # fmt: skip
SUMS = {
    "wait_seconds": "wait_seconds",
    "talk_seconds": "talk_seconds",
    "hold_seconds": "hold_seconds",
    "wrap_up_seconds": "wrap_seconds",
}
AGENTS = ("available", "ringing", "on_contact", "on_hold", "wrap_up", "paused", "busy_other")


def metric_of_queues(
    key: str, queues: Sequence[Truth], manner: Manner, waits: Wanted | None = None
) -> Wanted:
    """`waits` is what the longest wait may be, for it hangs on when the vendor was asked."""

    def total(name: str) -> float:
        return float(sum(queue[name] for queue in queues))

    if key in manner.never:
        return NEVER
    if key in manner.not_sent:
        return NOT_SENT
    if key in COUNTS:
        return Exactly(total(key))
    if key in SUMS:
        return added((queue[SUMS[key]] for queue in queues), manner)
    if key in AGENTS or key == "staffed":
        return _people_of(key, queues)
    if key == "open":
        words = {"open" if queue["open"] else "closed" for queue in queues}
        return Exactly(words.pop() if len(words) == 1 else "open")
    if key == "expected_wait_seconds":
        return added([max(queue[key] for queue in queues)], manner)
    if key == "longest_wait_since":
        return NOT_APPLICABLE if total("contacts_waiting") == 0 else waits or NOT_APPLICABLE
    if key in ("backlog", "oldest_item_since"):
        return _cases(key, queues)
    answered, abandoned, short = total("answered"), total("abandoned"), total("abandoned_short")
    if key == "service_level":
        return share(total("answered_in_threshold"), answered + abandoned - short)
    if key == "abandon_rate":
        return share(abandoned - short, answered + abandoned - short)
    if key == "asa_seconds":
        return added((queue["wait_seconds"] for queue in queues), manner, answered)
    assert key == "aht_seconds", f"nobody worked out what {key} should be"
    parts = [queue[name] for queue in queues for name in list(SUMS.values())[1:]]
    return added(parts, manner, total("handled"))


def _people_of(key: str, queues: Sequence[Truth]) -> Wanted:
    """Of one queue; of several there is no total, as people would count twice."""
    if len(queues) > 1:
        return NEVER
    return Exactly(queues[0]["staffed"] if key == "staffed" else queues[0]["agents"][key])


def _cases(key: str, queues: Sequence[Truth]) -> Wanted:
    """Trio lists at most twenty of each service, so twenty is "twenty or more"."""
    capped = "at_least" if any(queue["backlog"] >= CASE_CAP for queue in queues) else ""
    if key == "backlog":
        return Exactly(sum(min(queue["backlog"], CASE_CAP) for queue in queues), capped)
    instants = [queue["oldest_case_since"] for queue in queues if queue["backlog"]]
    if not instants:
        return NOT_APPLICABLE
    return Within(((min(instants) - MILLISECOND, min(instants) + MILLISECOND),), capped)


# -- people -----------------------------------------------------------------------------------

OF_CALABRIO = {
    "LOGGED_OUT": "logged_out",
    "READY_WAITING": "available",
    "TALK": "on_contact",
    "HOLD": "on_hold",
    "WORK_AFTER_CONTACT": "wrap_up",
    "NOT_READY_BUSY": "paused",
}
LABELS = {"in_service": "In Service", "not_available": "Not Available"}


def instant(at: float) -> Within:
    return Within(((at - MILLISECOND, at + MILLISECOND),))


def state_of(truth: Truth, by_trio: bool) -> str:
    return str(truth["state"] if by_trio else OF_CALABRIO[truth["calabrio_state"]])


def scheduled(truth: Truth) -> dict[str, Wanted]:
    """What the schedule says of now and next; both are None where there is nothing."""
    now, following = truth["scheduled_activity"], truth["next_activity"]
    return {
        "activity": _label(now),
        "until": instant(now["until"]) if now else NOT_APPLICABLE,
        "next": _label(following),
        "next_at": instant(following["started_at"]) if following else NOT_APPLICABLE,
    }


def _label(activity: Truth | None) -> Wanted:
    if activity is None:
        return NOT_APPLICABLE
    return Exactly(LABELS.get(activity["type"]) or activity["name"])


def percent(value: float | None) -> Wanted:
    """Calabrio's own share, by its own rule."""
    if value is None:
        return NOT_APPLICABLE
    return Within(((value / 100 - EPSILON, value / 100 + EPSILON),), "as_reported")
