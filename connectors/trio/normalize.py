"""Trio's items in, observations out: tables, not branches. What Trio did not send is absent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

from connectors.base import Findings
from connectors.reading import Reader, Unreadable, text_of, word_in
from connectors.steady import first_seen, since_of
from connectors.tally import count
from connectors.trio.discovery import Center
from connectors.trio.mapping import FieldMap
from connectors.trio.spec import COUNTERS
from wallboard.domain.local_day import last_midnight
from wallboard.domain.observation import Kind, Observation, Parameters, Value
from wallboard.domain.states import AgentState, QueueState

Known = Mapping[str, Mapping[str, Value]]  # external id → field → what was said before

QUEUE_NUMBERS = (
    "contacts_waiting", "staffed", "available", "ringing", "on_contact", "on_hold", "wrap_up",
    "paused", "busy_other", "offered", "answered", "handled", "abandoned", "abandoned_short",
    "answered_in_threshold", "abandoned_in_threshold", "overflowed", "callbacks_waiting",
)  # fmt: skip
QUEUE_DURATIONS = (
    "expected_wait_seconds", "wait_seconds", "talk_seconds", "hold_seconds", "wrap_up_seconds",
)  # fmt: skip
AGENT_TEXTS = ("reason", "queue_name", "group")
AGENT_NUMBERS = ("handled",)
AGENT_DURATIONS = ("handle_seconds", "withdrawn_seconds")

# Trio's counters turn by its own clock (METRICS.md, rule 5), which is said with each of them.
DAY: Parameters = {"window": "day", "clock": "vendor"}


@dataclass(frozen=True)
class Frame:
    """What is the same for all items of one reply."""

    center: Center
    fields: FieldMap
    findings: Findings
    zone: tzinfo  # of Trio's own clock
    received_at: float
    latency_seconds: float
    known: Known
    parameters: Mapping[str, Parameters]  # field → what to keep with its value
    day: Parameters  # of a counter without parameters of its own
    watched: bool = True  # since the reply before: what changed has changed just now

    def reader(self, item: Mapping[str, Any], resource: str) -> FieldReader:
        return FieldReader(item, resource, self)


class FieldReader:
    """Reads one item by our field names, through the mapping."""

    def __init__(self, item: Mapping[str, Any], resource: str, frame: Frame) -> None:
        self._reader = Reader(item, frame.findings, resource)
        self._resource = resource
        self._frame = frame

    def raw(self, field: str) -> Any:
        return self._reader.value(*self._names(field))

    def text(self, field: str) -> str | None:
        return self._reader.text(*self._names(field)) if self._names(field) else None

    def whole(self, field: str) -> int | None:
        number = self._reader.whole(*self._names(field)) if self._names(field) else None
        if number is not None and number < 0:
            self._frame.findings.malformed(self._resource, f"{field} is a negative count")
            return None
        return number

    def flag(self, field: str) -> bool | None:
        return self._reader.flag(*self._names(field)) if self._names(field) else None

    def duration(self, field: str) -> float | None:
        if not self._names(field):
            return None
        return self._reader.duration(*self._names(field), unit=self.unit(field))

    def instant(self, field: str) -> float | None:
        if not self._names(field):
            return None
        frame = self._frame
        return self._reader.instant(*self._names(field), zone=frame.zone, now_at=frame.received_at)

    def word(self, field: str, table: str) -> str | None:
        """Our word; "" for one that no table knows (told), None for absent."""
        value = self.raw(field)
        if isinstance(value, bool):
            value = "true" if value else "false"
        try:
            text = text_of(value)
        except Unreadable as trouble:
            self._frame.findings.malformed(self._resource, f"{field} {trouble}")
            return None
        if text is None:
            return None
        found = word_in(self._frame.fields.words(table), text)
        if found is None:
            self._frame.findings.unknown_word(table, text)
        else:
            count(self._frame.findings, readable=True)
        return found or ""

    def unit(self, field: str) -> str:
        return self._frame.fields.unit(self._resource, field)

    def _names(self, field: str) -> tuple[str, ...]:
        return self._frame.fields.names(self._resource, field)


def queue_from_service_state(item: Mapping[str, Any], frame: Frame) -> Observation | None:
    """None for an item without an id (told)."""
    read = frame.reader(item, "service_state")
    own_id = _id(read, frame, "service_state")
    if own_id is None:
        return None
    external = frame.center.external(own_id)
    values: dict[str, Value] = {}
    _put(values, "name", read.text("name"))
    state = read.word("open", "queue_states")
    if state is not None:
        values["open"] = Value(state or QueueState.UNKNOWN.value)
    for field in QUEUE_NUMBERS:
        _put(values, field, read.whole(field), frame.parameters.get(field))
    for field in QUEUE_DURATIONS:
        _put(values, field, read.duration(field), frame.parameters.get(field))
    waiting = values.get("contacts_waiting")
    if waiting is None or waiting.raw:
        known = frame.known.get(external, {}).get("longest_wait_since")
        since = _longest_wait(read, frame, known, waiting is not None)
        if since is not None:
            values["longest_wait_since"] = since
    return _observed(Kind.QUEUE, external, values, frame)


def _longest_wait(
    read: FieldReader, frame: Frame, known: Value | None, surely_waiting: bool
) -> Value | None:
    at = read.instant("longest_wait_since")
    if at is not None:
        return Value(at)
    seconds = read.duration("longest_wait")
    if seconds is None or (seconds == 0 and not surely_waiting):
        return None  # zero says "nobody waits" as well as "just arrived"
    return since_of(
        seconds, frame.received_at, frame.latency_seconds, read.unit("longest_wait"), known
    )


def agent_from_agent_state(item: Mapping[str, Any], frame: Frame) -> Observation | None:
    """None for an item without an id (told)."""
    read = frame.reader(item, "agent_state")
    own_id = _id(read, frame, "agent_state")
    if own_id is None:
        return None
    external = frame.center.external(own_id)
    values: dict[str, Value] = {}
    _put(values, "name", person_name(read))
    state = _agent_state(read)
    if state is not None:
        values["state"] = Value(state)
        values["state_since"] = _state_since(read, frame, external, state)
    for field in AGENT_TEXTS:
        _put(values, field, read.text(field))
    queue = read.text("queue")
    if queue is not None and queue != "0":  # no service has the number 0: "none" as a number
        values["queue"] = Value(frame.center.external(queue))
    for field in AGENT_NUMBERS:
        _put(values, field, read.whole(field), frame.day)
    for field in AGENT_DURATIONS:
        _put(values, field, read.duration(field), frame.day)
    return _observed(Kind.AGENT, external, values, frame)


def person_name(read: FieldReader) -> str | None:
    parts = (read.text("first_name"), read.text("last_name"))
    return read.text("name") or " ".join(part for part in parts if part) or None


def _agent_state(read: FieldReader) -> str | None:
    if read.flag("logged_in") is False:
        return AgentState.LOGGED_OUT.value
    word = read.word("state", "agent_states")
    return None if word is None else word or AgentState.UNKNOWN.value


def _state_since(read: FieldReader, frame: Frame, external: str, state: str) -> Value:
    known = frame.known.get(external, {})
    before = known.get("state")
    same = before is not None and before.raw == state
    since = known.get("state_since")
    at = read.instant("state_since")
    if at is not None:
        return Value(at)
    seconds = read.duration("time_in_state")
    if seconds is None:
        seen_to_change = frame.watched and before is not None
        return first_seen(frame.received_at, same, since, seen_to_change)
    steady = since if same else None
    unit = read.unit("time_in_state")
    return since_of(seconds, frame.received_at, frame.latency_seconds, unit, steady)


def _id(read: FieldReader, frame: Frame, resource: str) -> str | None:
    own_id = read.text("id")
    if own_id is None:
        frame.findings.malformed(resource, "an item has no id")
    return own_id


def _put(
    values: dict[str, Value],
    field: str,
    raw: str | float | None,
    parameters: Parameters | None = None,
) -> None:
    if raw is not None:
        values[field] = Value(raw) if parameters is None else Value(raw, parameters=parameters)


def _observed(kind: Kind, external: str, values: dict[str, Value], frame: Frame) -> Observation:
    return Observation(kind, external, values, frame.received_at, frame.received_at)


def day_of(vendor_zone: tzinfo, site_zone: tzinfo, now_at: float) -> Parameters:
    """What is kept with a counter of Trio's day. One that turns with the site's is the same day,
    whatever its zone is called; another one carries its zone, and is added to nothing else."""
    midnights = (last_midnight(now_at, zone) for zone in (vendor_zone, site_zone))
    return DAY if len(set(midnights)) == 1 else {**DAY, "day": str(vendor_zone)}


def parameters_of(
    threshold_seconds: float, short_abandon_seconds: float, day: Parameters = DAY
) -> dict[str, Parameters]:
    """What is kept with each counter."""
    kept: dict[str, Parameters] = dict.fromkeys(COUNTERS, day)
    timed: Parameters = {**day, "threshold_seconds": threshold_seconds}
    kept |= {"answered_in_threshold": timed, "abandoned_in_threshold": timed}
    kept["abandoned_short"] = {**day, "short_abandon_seconds": short_abandon_seconds}
    return kept
