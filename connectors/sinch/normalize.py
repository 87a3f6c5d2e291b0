"""RMI's items in, observations out: tables, not branches. What Sinch did not send is absent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

from connectors.base import Findings
from connectors.reading import Reader, Unreadable, text_of, word_in
from connectors.sinch.mapping import FieldMap
from connectors.sinch.payloads import identity, readers_of
from connectors.steady import first_seen, since_of
from connectors.tally import count
from wallboard.domain.observation import Kind, Observation, Value
from wallboard.domain.states import AgentState, QueueState

Known = Mapping[str, Mapping[str, Value]]  # external id → field → what was said before

QUEUE_COUNTS = (
    "contacts_waiting", "staffed", "available", "ringing", "on_contact", "on_hold", "wrap_up",
    "paused",
)  # fmt: skip
AGENT_TEXTS = ("queue_name", "number")
HIDDEN_SECONDS = 1.0  # milliseconds are often whole seconds in disguise
# Words for the phase of a contact; they refine Busy.
BUSY = frozenset(
    {AgentState.RINGING, AgentState.ON_CONTACT, AgentState.ON_HOLD, AgentState.BUSY_OTHER}
)


@dataclass(frozen=True)
class Frame:
    """What is the same for all items of one reply."""

    fields: FieldMap
    findings: Findings
    zone: tzinfo
    received_at: float
    latency_seconds: float
    known: Known
    free_includes_wrap_up: bool = False
    watched: bool = True  # since the reply before: what changed has changed just now


class FieldReader:
    """Reads one item by our field names, through the mapping."""

    def __init__(self, read: Reader, resource: str, frame: Frame) -> None:
        self._read = read
        self._resource = resource
        self._frame = frame

    def names(self, field: str) -> tuple[str, ...]:
        return self._frame.fields.names(self._resource, field)

    def unit(self, field: str) -> str:
        return self._frame.fields.unit(self._resource, field)

    def raw(self, field: str) -> Any:
        return self._read.value(*self.names(field)) if self.names(field) else None

    def text(self, field: str) -> str | None:
        return self._read.text(*self.names(field)) if self.names(field) else None

    def identity(self, field: str) -> str | None:
        return identity(self._read, *self.names(field)) if self.names(field) else None

    def own_identity(self, field: str = "id") -> str | None:
        """Told when it is missing: an item without it can be of nobody."""
        found = self.identity(field)
        if found is None:
            self._frame.findings.malformed(self._resource, "an item has no id")
        return found

    def count(self, field: str) -> int | None:
        number = self._read.whole(*self.names(field)) if self.names(field) else None
        if number is not None and number < 0:
            self._frame.findings.malformed(self._resource, f"{field} is a negative count")
            return None
        return number

    def duration(self, field: str) -> float | None:
        if not self.names(field):
            return None
        return self._read.duration(*self.names(field), unit=self.unit(field))

    def instant(self, field: str) -> float | None:
        if not self.names(field):
            return None
        return self._read.instant(*self.names(field), zone=self._frame.zone)

    def flag(self, field: str) -> bool | None:
        return self._read.flag(*self.names(field)) if self.names(field) else None

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


def queue_from_status(read: Reader, frame: Frame) -> Observation | None:
    """None for an item without an id (told)."""
    fields = FieldReader(read, "queue_status", frame)
    external = fields.own_identity()
    if external is None:
        return None
    values: dict[str, Value] = {}
    put(values, "name", fields.text("name"))
    state = fields.word("open", "queue_states")
    if state is not None:
        values["open"] = Value(state or QueueState.UNKNOWN.value)
    for field in QUEUE_COUNTS:
        put(values, field, fields.count(field))
    put(values, "expected_wait_seconds", fields.duration("expected_wait_seconds"))
    if frame.free_includes_wrap_up and {"available", "wrap_up"} <= values.keys():
        free, wrap_up = values["available"].raw, values["wrap_up"].raw
        values["available"] = Value(max(0, int(free) - int(wrap_up)))
    waiting = values.get("contacts_waiting")
    if waiting is None or waiting.raw:
        _put_longest_wait(values, fields, frame, external, waiting is not None)
    return Observation(Kind.QUEUE, external, values, frame.received_at, frame.received_at)


def _put_longest_wait(
    values: dict[str, Value],
    fields: FieldReader,
    frame: Frame,
    external: str,
    surely_waiting: bool,
) -> None:
    seconds = fields.duration("longest_wait")
    if seconds is None or (seconds == 0 and not surely_waiting):
        return  # zero says "nobody waits" as well as "just arrived"
    known = frame.known.get(external, {}).get("longest_wait_since")
    unit = fields.unit("longest_wait")
    values["longest_wait_since"] = since_of(
        seconds, frame.received_at, frame.latency_seconds, unit, known, HIDDEN_SECONDS
    )


def agent_from_rmi(read: Reader, frame: Frame) -> Observation | None:
    """None for an item without an id (told)."""
    fields = FieldReader(read, "agent", frame)
    external = fields.own_identity()
    if external is None:
        return None
    values: dict[str, Value] = {}
    put(values, "name", person_name(fields))
    state = agent_state(fields, frame.findings)
    if state is not None:
        values["state"] = Value(state.value)
        values["state_since"] = _state_since(fields, frame, external, state.value)
    if state is AgentState.PAUSED:  # else it is a presence profile such as "Default"
        put(values, "reason", fields.text("reason"))
    for field in AGENT_TEXTS:
        put(values, field, fields.text(field))
    put(values, "queue", fields.identity("queue"))
    return Observation(Kind.AGENT, external, values, frame.received_at, frame.received_at)


def person_name(fields: FieldReader) -> str | None:
    """RMI's own form is "Fox, John"; RCI and all others of ours say "John Fox"."""
    parts = (fields.text("first_name"), fields.text("last_name"))
    name = " ".join(part for part in parts if part) or fields.text("name")
    if name and name.count(",") == 1:
        last, first = (part.strip() for part in name.split(","))
        name = f"{first} {last}".strip()
    return name


def agent_state(fields: FieldReader, findings: Findings) -> AgentState | None:
    """Wrap-up > Busy > Away > NotReady > Free (METRICS.md); a word that nobody knows is unknown.

    Away while serving a queue is paused, else logged out, whatever the ready state was left at.
    None when RMI says nothing at all of what the agent does.
    """
    activity = fields.word("activity", "agent_states")
    availability = fields.word("availability", "availabilities")
    ready = fields.word("ready_state", "ready_states")
    if fields.flag("wrap_up") or activity == AgentState.WRAP_UP:
        return AgentState.WRAP_UP
    if activity in BUSY:
        return AgentState(activity)
    if availability == "busy":
        return AgentState.ON_CONTACT
    if "" in (activity, availability, ready):
        return AgentState.UNKNOWN
    if activity and activity != "none":
        return AgentState(activity)
    if availability == "away":
        serving = _serves(fields, findings)
        return AgentState.PAUSED if serving else AgentState.LOGGED_OUT
    if ready == "not_ready":
        return AgentState.PAUSED
    if availability == "free":
        return AgentState.AVAILABLE
    return None if availability is None and ready is None else AgentState.UNKNOWN


def _serves(fields: FieldReader, findings: Findings) -> bool:
    """Logged in to at least one queue. A queue that does not say whether is not served."""
    names = fields.names("serving")
    queues = readers_of(fields.raw("queues"), findings, "agent.queues")
    return bool(names) and any(queue.flag(*names) for queue in queues)


def _state_since(fields: FieldReader, frame: Frame, external: str, state: str) -> Value:
    known = frame.known.get(external, {})
    before = known.get("state")
    same = before is not None and before.raw == state
    since = known.get("state_since")
    at = fields.instant("state_since")
    if at is not None:
        return Value(at)
    seconds = fields.duration("time_in_state")
    if seconds is None:
        seen_to_change = frame.watched and before is not None
        return first_seen(frame.received_at, same, since, seen_to_change)
    unit = fields.unit("time_in_state")
    steady = since if same else None
    return since_of(seconds, frame.received_at, frame.latency_seconds, unit, steady, HIDDEN_SECONDS)


def put(values: dict[str, Value], field: str, raw: str | float | None) -> None:
    if raw is not None:
        values[field] = Value(raw)
