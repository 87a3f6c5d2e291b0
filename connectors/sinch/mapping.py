"""Sinch's field mapping: shipped defaults as data, an account's overrides merged over them.

The first name of a row is what a real client reads where one was seen (VENDOR-FACTS 3.3, 3.4);
others are likely spellings. Case, ``_``, ``-`` and spaces do not count. `unit` is what a bare
number counts; a duration without one counts what the option `duration_unit` says. An account
overrides single rows and words::

    {"agent": {"availability": "presence", "time_in_state": {"names": ["stateMs"], "unit": "ms"}},
     "availabilities": {"At desk": "free"}}
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from connectors.errors import Refused
from connectors.reading import fold
from connectors.scalars import CLOCK_UNITS, UNITS
from connectors.sinch.words import WORDS, allowed_words

Row = Mapping[str, Any]


def _row(names: str, unit: str = "") -> Row:
    return {"names": names.split()} | ({"unit": unit} if unit else {})


FIELDS: Mapping[str, Mapping[str, Row]] = {
    "queue_status": {
        "id": _row("id queueId"),
        "name": _row("name queueName"),
        "open": _row("open isOpen queueState state status"),
        "contacts_waiting": _row("inQueueCurrent inQueue contactsInQueue waitingCurrent"),
        "longest_wait": _row("waitingDurationCurrentMax longestWaitingDuration"),
        "expected_wait_seconds": _row("estimatedWaitingDuration expectedWaitingDuration"),
        "staffed": _row("agentsServing agentsLoggedIn"),
        "available": _row("agentsFree agentsIdle"),
        "ringing": _row("agentsRinging agentsAllocated"),
        "on_contact": _row("agentsBusy agentsTalking agentsHandling"),
        "on_hold": _row("agentsOnHold"),
        "wrap_up": _row("agentsWrapUp agentsAfterWork"),
        "paused": _row("agentsNotReady agentsPaused"),
    },
    "agent": {
        "id": _row("id agentId userId"),
        "name": _row("name agentName fullName displayName"),
        "first_name": _row("firstName givenName"),
        "last_name": _row("surname lastName familyName"),
        "availability": _row("availability availabilityStatus"),
        "ready_state": _row("readyState ready isReady"),
        "wrap_up": _row("wrapUp inWrapUp isWrapUp afterWork"),
        "activity": _row("contactState activity agentState state status"),
        "reason": _row("presenceName presence.name presence presenceProfile notReadyReason reason"),
        "state_since": _row("stateSince statusSince availabilitySince stateStartTime"),
        "time_in_state": _row("stateDuration statusDuration timeInState"),
        "queue": _row("currentQueueId contact.queueId queueId"),
        "queue_name": _row("currentQueueName contact.queueName queueName"),
        "number": _row("phone extension number"),
        "queues": _row("queues servingQueues"),
        "serving": _row("serving isServing loggedIn"),
    },
    "statistic": {
        "queue": _row("queueId id"),
        "name": _row("queueName"),
        "channel": _row("channel channelType"),
        "offered": _row("countOfArrivedContacts"),
        "handled": _row("countOfHandledContacts"),
        "completed": _row("countOfCompletedContacts"),
        "abandoned": _row("countOfAbandonedContacts"),
        "answered_in_threshold": _row("countOfAnsweredOnTimeContacts"),
        "wait_seconds": _row("waitingDurationForHandled"),
        "talk_seconds": _row("handlingDuration"),
        "wrap_up_seconds": _row("afterworkDuration"),
    },
}

DEFAULT_MAPPING: Mapping[str, Mapping[str, Any]] = {**FIELDS, **WORDS}


class FieldMap:
    """The mapping in force for one account."""

    def __init__(self, overrides: Mapping[str, Any], duration_unit: str = "ms") -> None:
        """Raises `Refused` naming the row of the account's mapping that makes no sense."""
        self._rows = {name: dict(rows) for name, rows in FIELDS.items()}
        self._words = {
            name: {fold(word): ours for word, ours in words.items()}
            for name, words in WORDS.items()
        }
        self._duration_unit = duration_unit
        for table, changes in overrides.items():
            if not isinstance(changes, Mapping):
                raise _refused(f"“{table}” is not a table")
            for key, change in changes.items():
                self._override(str(table), str(key), change)

    def fields(self, resource: str) -> Iterable[str]:
        return self._rows[resource]

    def names(self, resource: str, field: str) -> tuple[str, ...]:
        return tuple(self._rows[resource][field]["names"])

    def unit(self, resource: str, field: str) -> str:
        return str(self._rows[resource][field].get("unit") or self._duration_unit)

    def words(self, table: str) -> Mapping[str, str]:
        """Folded word → ours."""
        return self._words[table]

    def mapped(self, resource: str) -> Mapping[str, str]:
        """Folded first step of a member's name → the first field that it feeds."""
        found: dict[str, str] = {}
        for field in self._rows[resource]:
            for name in self.names(resource, field):
                found.setdefault(fold(name.split(".")[0]), field)
        return found

    def _override(self, table: str, key: str, change: Any) -> None:
        if table in self._words:
            if change not in allowed_words(table):
                raise _refused(f"“{table}”, “{key}” leads to no word of ours")
            self._words[table][fold(key)] = change
            return
        if key not in self._rows.get(table, {}):
            raise _refused(f"“{table}”, “{key}” is no field of ours")
        row = change if isinstance(change, Mapping) else {"names": change}
        names = row.get("names", self._rows[table][key]["names"])
        names = [names] if isinstance(names, str) else names
        unit = row.get("unit", self._rows[table][key].get("unit", ""))
        if not isinstance(names, list | tuple) or not all(isinstance(n, str) for n in names):
            raise _refused(f"“{table}”, “{key}” must name a member or a list of members")
        if unit and unit not in UNITS and unit not in CLOCK_UNITS:
            raise _refused(f"“{table}”, “{key}” has a unit that is none of ours")
        self._rows[table][key] = {"names": [name for name in names if name.strip()], "unit": unit}


def _refused(what: str) -> Refused:
    return Refused(f"The mapping of the Sinch account is not usable: {what}.")
