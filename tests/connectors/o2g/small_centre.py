"""A tiny model of a contact centre with O2G's agents and calls, independent of the tracker.

It knows what is true by construction, and tells it in O2G's events. A step is an action of one
agent; what it tells is in order for that agent, as O2G's events are.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Event = dict[str, Any]
PILOTS = ("60141", "60142")
REASONS = (1, 3)


@dataclass
class Line:
    """A call as its agent has it."""

    ref: str
    contact: int
    acd: bool
    pilot: str
    wait: int
    state: str


@dataclass
class Person:
    login: str
    group: str
    main: str = "LOG_OFF"
    sub: str = ""
    reason: int | None = None
    lines: list[Line] = field(default_factory=list)

    def truth(self) -> str:
        """Written out case by case, on purpose not as the tracker does it."""
        acd = {line.state for line in self.lines if line.acd}
        if "ACTIVE" in acd:
            return "on_contact"
        if "HELD" in acd:
            return "on_hold"
        if "RINGING_INCOMING" in acd:
            return "ringing"
        if self.main == "LOG_OFF":
            return "logged_out"
        others = {line.state for line in self.lines if not line.acd} - {"RELEASING"}
        if "RINGING_INCOMING" in others:
            return "ringing"
        if others:
            return "busy_other"
        return {"READY": "available", "BUSY": "busy_other", "WRAPUP": "wrap_up",
                "WITHDRAW": "paused", "PAUSE": "paused"}[self.sub]  # fmt: skip


class SmallCentre:
    def __init__(self, people: int = 3) -> None:
        self.people = [Person(f"oxe{n}", f"6100{n % 2}") for n in range(people)]
        self.answered: dict[str, set[int]] = {pilot: set() for pilot in PILOTS}
        self.waits: dict[int, int] = {}
        self._refs = 0
        self._contacts = 0

    def act(self, who: int, what: int, choice: int) -> list[Event]:
        """Something possible happens to one person; the events that tell of it."""
        person = self.people[who % len(self.people)]
        possible = self._possible(person)
        found: list[Event] = possible[what % len(possible)](person, choice)
        return found

    def _possible(self, person: Person) -> list[Any]:
        if person.main == "LOG_OFF":
            return [self._log_on]
        found: list[Any] = []
        if not person.lines:
            found += [self._log_off, self._ready, self._withdraw, self._pause]
        if len(person.lines) < 2 and person.sub == "READY":
            found += [self._ring_acd, self._ring_private]
        if any(line.state == "RINGING_INCOMING" for line in person.lines):
            found += [self._answer, self._give_up]
        if any(line.state == "ACTIVE" for line in person.lines):
            found += [self._hold, self._end, self._replace, self._replace_by]
        if any(line.state == "HELD" for line in person.lines):
            found.append(self._retrieve)
        return found or [self._ready]

    # actions

    def _agent(self, person: Person, sub: str, reason: int | None = None) -> Event:
        person.sub, person.reason = sub, reason
        return agent_event(person)

    def _log_on(self, person: Person, choice: int) -> list[Event]:
        person.main = "LOG_ON"
        return [self._agent(person, "READY")]

    def _log_off(self, person: Person, choice: int) -> list[Event]:
        person.main = "LOG_OFF"
        return [self._agent(person, "")]

    def _ready(self, person: Person, choice: int) -> list[Event]:
        return [self._agent(person, "READY")]

    def _withdraw(self, person: Person, choice: int) -> list[Event]:
        return [self._agent(person, "WITHDRAW", REASONS[choice % 2])]

    def _pause(self, person: Person, choice: int) -> list[Event]:
        return [self._agent(person, "PAUSE")]

    def _ring(self, person: Person, acd: bool, choice: int) -> list[Event]:
        self._contacts += 1
        wait = (choice * 7) % 60
        line = Line(self._ref(), self._contacts, acd, PILOTS[choice % 2], wait, "RINGING_INCOMING")
        person.lines.append(line)
        self.waits[line.contact] = wait
        return [call_event("Created", person, line)]

    def _ring_acd(self, person: Person, choice: int) -> list[Event]:
        return self._ring(person, True, choice)

    def _ring_private(self, person: Person, choice: int) -> list[Event]:
        return self._ring(person, False, choice)

    def _answer(self, person: Person, choice: int) -> list[Event]:
        line = next(line for line in person.lines if line.state == "RINGING_INCOMING")
        line.state = "ACTIVE"
        if line.acd:
            self.answered[line.pilot].add(line.contact)
        return [call_event("Modified", person, line), self._agent(person, "BUSY")]

    def _give_up(self, person: Person, choice: int) -> list[Event]:
        line = next(line for line in person.lines if line.state == "RINGING_INCOMING")
        person.lines.remove(line)
        return [removed_event(person, line.ref)]

    def _hold(self, person: Person, choice: int) -> list[Event]:
        line = next(line for line in person.lines if line.state == "ACTIVE")
        line.state = "HELD"
        return [call_event("Modified", person, line)]

    def _retrieve(self, person: Person, choice: int) -> list[Event]:
        line = next(line for line in person.lines if line.state == "HELD")
        line.state = "ACTIVE"
        return [call_event("Modified", person, line)]

    def _end(self, person: Person, choice: int) -> list[Event]:
        line = next(line for line in person.lines if line.state == "ACTIVE")
        line.state = "RELEASING"
        told = [call_event("Modified", person, line)]
        person.lines.remove(line)
        sub = "WRAPUP" if line.acd else "READY"
        return [*told, removed_event(person, line.ref), self._agent(person, sub)]

    def _replace(self, person: Person, choice: int) -> list[Event]:
        line = next(line for line in person.lines if line.state == "ACTIVE")
        before, line.ref = line.ref, self._ref()
        return [{**call_event("Modified", person, line), "previousCallRef": before}]

    def _replace_by(self, person: Person, choice: int) -> list[Event]:
        """Blindly transferred to a colleague, at whom it has another reference and is active."""
        line = next(line for line in person.lines if line.state == "ACTIVE")
        person.lines.remove(line)
        told = call_event("Modified", person, line)
        told["callData"]["state"] = "RELEASING"
        told["replacedByCallRef"] = self._ref()
        other = self.people[choice % len(self.people)]
        events = [told, self._agent(person, "READY")]
        if other is not person and other.main == "LOG_ON" and not other.lines:
            moved = Line(told["replacedByCallRef"], line.contact, line.acd, line.pilot, line.wait,
                         "ACTIVE")  # fmt: skip
            other.lines.append(moved)
            events += [call_event("Created", other, moved), self._agent(other, "BUSY")]
        return events

    def _ref(self) -> str:
        self._refs += 1
        return f"c{self._refs}"

    # what is true, and the snapshots

    def snapshots(self) -> list[Event]:
        return [agent_event(person) for person in self.people] + [
            {
                "eventName": "OnTelephonyState",
                "loginName": person.login,
                "state": {
                    "calls": [
                        {"callRef": line.ref, "callData": _data(person, line), "legs": []}
                        for line in person.lines
                    ]
                },
            }
            for person in self.people
        ]

    def states(self) -> dict[str, str]:
        return {person.login: person.truth() for person in self.people}

    def references(self) -> dict[str, set[str]]:
        return {person.login: {line.ref for line in person.lines} for person in self.people}

    def figures(self, told: dict[str, set[int]] | None = None) -> dict[str, tuple[int, int, int]]:
        """Pilot → answered, in threshold, waits."""
        return {
            pilot: (
                len(contacts),
                sum(self.waits[one] <= 20 for one in contacts),
                sum(self.waits[one] for one in contacts),
            )
            for pilot, contacts in (told or self.answered).items()
        }


def agent_event(person: Person) -> Event:
    state: Event = {"mainState": person.main}
    if person.sub:
        state |= {"subState": person.sub, "pgNumber": person.group}
    if person.reason is not None:
        state["withdrawReason"] = person.reason
    return {"eventName": "OnAgentStateChanged", "loginName": person.login, "state": state}


def _data(person: Person, line: Line) -> Event:
    data: Event = {"state": line.state}
    if line.acd:
        info = {"queueWaitingTime": line.wait, "agentGroup": person.group}
        data["acdCallData"] = {"callInfo": info, "pilotNumber": line.pilot}
    return data


def call_event(kind: str, person: Person, line: Line) -> Event:
    return {
        "eventName": f"OnCall{kind}",
        "loginName": person.login,
        "callRef": line.ref,
        "callData": _data(person, line),
    }


def removed_event(person: Person, ref: str) -> Event:
    return {"eventName": "OnCallRemoved", "loginName": person.login, "callRef": ref}
