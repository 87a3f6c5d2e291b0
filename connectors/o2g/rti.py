"""The package `rti`: figures of OXE itself, told as changes of single attributes. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import tzinfo
from typing import Any

from connectors.base import Findings
from connectors.o2g.normalize import (
    RTI_PHONE_STATES,
    RTI_PILOT_STATES,
    RTI_SERVICE_STATES,
    Event,
    name_of,
    number,
    text,
    whole,
    words,
)
from connectors.o2g.queues import GROUP, PILOT, QUEUE, Queue, Queues
from connectors.reading import Unreadable, instant_of
from wallboard.domain.observation import Qualifier, Value
from wallboard.domain.states import AgentState

NOUN_OF_EVENT: Mapping[str, str] = {
    "OnPilotRtiChanged": PILOT,
    "OnQueueRtiChanged": QUEUE,
    "OnPGAgentRtiChanged": GROUP,
    "OnPGOtherRtiChanged": GROUP,
}
IDENTITY = frozenset({"eventName", "name", "number", "firstName", "type", "afeKey"})
# noun → our count → the attributes that are its sum. Idle, not free, means available: an agent in
# wrap-up is free of calls as well.
COUNTS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    PILOT: {"contacts_waiting": ("nbOfWaitingCalls",)},
    QUEUE: {"contacts_waiting": ("nbOfWaitingCalls",)},
    GROUP: {
        "contacts_waiting": ("consolidatedQueuesNbOfWaitingCalls",),
        "staffed": ("nbOfLoggedOnAgents",),
        "available": ("nbOfIdleAgents",),
        "ringing": ("nbOfAgentsInACDRinging",),
        "on_contact": ("nbOfAgentsInACDConv",),
        "wrap_up": ("nbOfAgentsInWrapupAndTransaction",),
        "paused": ("nbOfAgentsInPause", "nbOfWithdrawnAgents"),
        "busy_other": ("nbOfAgentsInPrivateCall",),
    },
}
EXPECTED_WAIT: Mapping[str, str] = {QUEUE: "expectedWaitingTime", GROUP: "consolidatedQueuesEWT"}
SERVICE_LEVEL: Mapping[str, str] = {
    PILOT: "serviceLevel",
    GROUP: "consolidatedPilotsServiceLevel",
}
LONGEST_GROUP = "queuesLongestWaitingTime"
STEADY_SECONDS = 2.5  # a wait is told in whole seconds, every few seconds
REPORTED = {"by": "OXE"}


class Rti:
    """`longest_wait` names the attribute of a queue that tells its oldest waiting call."""

    def __init__(self, queues: Queues, findings: Findings, zone: tzinfo, longest_wait: str) -> None:
        self.agents: dict[str, dict[str, Any]] = {}  # by directory number
        self._queues = queues
        self._findings = findings
        self._zone = zone
        self._longest = {QUEUE: longest_wait, GROUP: LONGEST_GROUP}

    def changed(self, event: Event, at: float) -> None:
        noun = NOUN_OF_EVENT[str(event["eventName"])]
        key = text(event.get("number"))
        if not key:
            return
        row = self._queues.row(noun, key)
        row.name = text(event.get("name")) or row.name
        row.rti.update(_attributes(event))
        row.rti_at = at
        state = row.rti.get("state")
        if noun == PILOT and state is not None and words(state) not in RTI_PILOT_STATES:
            self._findings.unknown_word("pilot state (RTI)", str(state))
        self._follow_longest(row, event, at)
        self._queues.touch(row)

    def _follow_longest(self, row: Queue, event: Event, at: float) -> None:
        attribute = self._longest.get(row.noun, "")
        if not whole(row.rti.get(COUNTS[row.noun]["contacts_waiting"][0])):
            row.longest_since = None
        elif (seconds := number(event.get(attribute))) is not None:
            since = at - seconds
            if row.longest_since is None or abs(since - row.longest_since) > STEADY_SECONDS:
                row.longest_since = since

    def agent_changed(self, event: Event) -> str:
        """Returns the directory number of the agent."""
        key = text(event.get("number"))
        record = self.agents.setdefault(key, {})
        record.update(_attributes(event))
        if name := name_of(text(event.get("firstName")), text(event.get("name"))):
            record["fullName"] = name
        state = record.get("phoneState")
        if state is not None and words(state) not in RTI_PHONE_STATES:
            self._findings.unknown_word("phone state (RTI)", str(state))
        return key

    def state_of(self, number_: str) -> tuple[AgentState, float | None] | None:
        """What RTI makes of an agent, and since when; None where it says nothing."""
        record = self.agents.get(number_)
        if not record:
            return None
        service = RTI_SERVICE_STATES.get(words(record.get("serviceState", "")))
        if service is not None and service is not AgentState.UNKNOWN:
            return service, self._instant(record.get("serviceStateDate"))
        phone = record.get("phoneState")
        if phone is None:
            return None
        state = RTI_PHONE_STATES.get(words(phone), AgentState.UNKNOWN)
        return state, self._instant(record.get("phoneStateDate"))

    def forget(self) -> None:
        """The context is gone with its session: all of it is told anew."""
        self.agents.clear()
        for row in self._queues.rows.values():
            if row.rti:
                row.rti = {}
                row.longest_since = None
                self._queues.touch(row)

    def _instant(self, value: object) -> float | None:
        try:
            return instant_of(value, self._zone)  # without a zone: the site's
        except Unreadable:
            return None


def _attributes(event: Event) -> dict[str, Any]:
    return {k: v for k, v in event.items() if k not in IDENTITY and v is not None}


def values_of(row: Queue) -> dict[str, Value]:
    """What RTI reports of a pilot, group or queue."""
    rti, values = row.rti, {}
    for name, attributes in COUNTS[row.noun].items():
        parts = [whole(rti.get(attribute)) for attribute in attributes]
        known = [part for part in parts if part is not None]
        if len(known) == len(parts):
            values[name] = Value(sum(known))
    if (expected := number(rti.get(EXPECTED_WAIT.get(row.noun, "")))) is not None:
        values["expected_wait_seconds"] = Value(max(expected, 0.0))
    level = number(rti.get(SERVICE_LEVEL.get(row.noun, "")))
    if level is not None and 0 <= level <= 100:
        values["service_level"] = Value(level / 100, Qualifier.AS_REPORTED, REPORTED)
    if row.noun == PILOT and (state := rti.get("state")) is not None:
        values["open"] = Value(str(RTI_PILOT_STATES.get(words(state), "unknown")))
    if row.longest_since is not None:
        values["longest_wait_since"] = Value(row.longest_since)
    return values
