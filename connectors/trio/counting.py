"""Cases and calls, counted per service. A service without any is 0 only if the reply was whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection as Words
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from connectors.reading import fold
from connectors.steady import since_of
from connectors.trio.client import Collection
from connectors.trio.normalize import FieldReader, Frame
from wallboard.domain.observation import Kind, Observation, Qualifier, Value

CASE_CAP = 20  # cases per service in one reply, by the document: at the cap it is "20 or more"
WAITING = frozenset({"waiting", "ringing"})

Groups = dict[str, dict[str, FieldReader]]  # external id of the queue → job number → item


def backlog_of(
    found: Collection, frame: Frame, services: Iterable[str], types: Words[str]
) -> list[Observation]:
    """`services`: external ids known of this contact centre; `types`: folded, empty for all."""
    groups = _by_queue(found.items, "case", frame)
    total = {queue: len(cases) for queue, cases in groups.items()}
    observations = []
    for queue in _queues(groups, services, found.complete):
        cases = [case for case in groups.get(queue, {}).values() if _counts(case, types)]
        all_there = found.complete and total.get(queue, 0) < CASE_CAP
        values = {"backlog": _sure(Value(len(cases)), all_there)}
        oldest = _oldest(cases, "age", frame, queue, "oldest_item_since")
        if oldest is not None:
            values["oldest_item_since"] = _sure(oldest, all_there)
        observations.append(_observed(queue, values, frame))
    return observations


def waiting_of(found: Collection, frame: Frame, services: Iterable[str]) -> list[Observation]:
    """Contacts waiting (those that ring at an agent included) and the longest wait.

    A service with a call whose state no table knows gets no figure at all.
    """
    groups = _by_queue(found.items, "call", frame)
    observations = []
    for queue in _queues(groups, services, found.complete):
        calls = list(groups.get(queue, {}).values())
        states = [call.word("state", "call_states") for call in calls]
        if not all(states):
            frame.findings.malformed("call", "the state of a call is missing or unknown")
            continue
        waiting = [call for call, state in zip(calls, states, strict=True) if state in WAITING]
        values = {"contacts_waiting": _sure(Value(len(waiting)), found.complete)}
        longest = _oldest(waiting, "waited", frame, queue, "longest_wait_since")
        if longest is not None:
            values["longest_wait_since"] = _sure(longest, found.complete)
        observations.append(_observed(queue, values, frame))
    return observations


def _sure(value: Value, all_there: bool) -> Value:
    """There may be more, and an older one, among those that we were not given."""
    return value if all_there else replace(value, qualifier=Qualifier.AT_LEAST)


def _by_queue(items: Iterable[Mapping[str, Any]], resource: str, frame: Frame) -> Groups:
    groups: Groups = defaultdict(dict)
    for position, item in enumerate(items):
        read = frame.reader(item, resource)
        queue = read.text("queue")
        if queue is None:
            frame.findings.malformed(resource, "an item names no service")
            continue
        # One that moved to the next page while we read is listed twice: it counts once.
        groups[frame.center.external(queue)][read.text("id") or f"#{position}"] = read
    return groups


def _queues(groups: Groups, services: Iterable[str], complete: bool) -> list[str]:
    return list(dict.fromkeys([*(services if complete else ()), *groups]))


def _counts(case: FieldReader, types: Words[str]) -> bool:
    return not types or fold(case.text("type") or "") in types


def _oldest(
    items: Iterable[FieldReader], duration: str, frame: Frame, queue: str, field: str
) -> Value | None:
    """The earliest arrival, by instant where items have one, else by their age."""
    arrivals: list[float] = []
    longest: float | None = None
    unit = "s"
    for item in items:
        at = item.instant("arrived")
        seconds = item.duration(duration) if at is None else None
        if at is not None:
            arrivals.append(at)
        elif seconds is not None:
            longest = max(seconds, longest or 0.0)
            unit = item.unit(duration)
    if longest is not None:
        known = None if arrivals else frame.known.get(queue, {}).get(field)
        by_age = since_of(longest, frame.received_at, frame.latency_seconds, unit, known)
        if not arrivals:
            return by_age
        arrivals.append(float(by_age.raw))
    return Value(min(arrivals)) if arrivals else None


def _observed(queue: str, values: dict[str, Value], frame: Frame) -> Observation:
    return Observation(Kind.QUEUE, queue, values, frame.received_at, frame.received_at)
