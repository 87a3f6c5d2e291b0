"""Trio's field mapping: shipped defaults as data, an account's overrides merged over them.

The public documents name three members (`open`, `servicename`, `serviceid`); all others are what
such members are likely to be called, tried in turn. Case, ``_``, ``-`` and spaces do not count. A
first name is what we would call it; the rest are aliases (VENDOR-FACTS 1.3). `unit` is what a bare
number counts: s, ms, min, h, or a clock form (hh:mm:ss, mm:ss, hh:mm).

An account overrides single rows and words::

    {"service_state": {"contacts_waiting": "inq",
                       "longest_wait": {"names": ["oldest"], "unit": "ms"}},
     "agent_states": {"Fika": "paused"}}
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from connectors.errors import Refused
from connectors.reading import fold
from connectors.scalars import CLOCK_UNITS, UNITS
from connectors.trio.words import WORDS, allowed_words

Row = Mapping[str, Any]


def _row(names: str, unit: str = "") -> Row:
    return {"names": names.split()} | ({"unit": unit} if unit else {})


_SERVICE_ID = "serviceid sid service_no service_number queueid id"
_SERVICE_NAME = "servicename service queuename service.name name title"
_AGENT_ID = "agentid aid agent_no agent_number id"
_GROUP = "groupid servicegroupid agentgroupid gid group.id"

FIELDS: Mapping[str, Mapping[str, Row]] = {
    "contact_center": {
        "id": _row("ccid id contactcenterid"),
        "name": _row("ccname name contactcentername description title"),
    },
    "service": {
        "id": _row(_SERVICE_ID),
        "name": _row(_SERVICE_NAME),
        "group_id": _row(_GROUP),
        "group": _row("groupname servicegroupname servicegroup group.name"),
    },
    "service_group": {
        "id": _row("groupid servicegroupid gid id"),
        "name": _row("groupname servicegroupname name title"),
    },
    "agent": {
        "id": _row(_AGENT_ID),
        "name": _row("agentname fullname displayname name"),
        "first_name": _row("firstname givenname"),
        "last_name": _row("lastname surname familyname"),
        "group_id": _row(_GROUP),
        "group": _row("groupname agentgroupname agentgroup group.name"),
    },
    "agent_group": {
        "id": _row("groupid agentgroupid gid id"),
        "name": _row("groupname agentgroupname name title"),
    },
    "service_state": {
        "id": _row(_SERVICE_ID),
        "name": _row(_SERVICE_NAME),
        "open": _row("open isopen servicestate openstate status state"),
        "contacts_waiting": _row(
            "queuelength contactswaiting callswaiting queuedcalls inqueue queuedepth queuesize "
            "waiting waitingcalls noofwaiting queued"
        ),
        "longest_wait": _row(
            "longestwait longestwaittime longestwaitingtime currentwaitingtime currentwaittime "
            "oldestcallwaitingtime waitingtime waittime queuetime",
            "s",
        ),
        "longest_wait_since": _row("longestwaitsince oldestarrival oldestarrivaltime oldestsince"),
        "expected_wait_seconds": _row(
            "expectedwait expectedwaittime expectedwaitingtime estimatedwait estimatedwaittime "
            "estimatedwaitingtime ewt",
            "s",
        ),
        "staffed": _row("agentsstaffed agentsloggedon agentsloggedin loggedonagents staffed"),
        "available": _row("agentsavailable agentsfree agentsidle agentsready freeagents"),
        "ringing": _row("agentsringing agentsalerting ringingagents"),
        "on_contact": _row("agentsoncontact agentsincall agentstalking agentsbusy busyagents"),
        "on_hold": _row("agentsonhold agentsheld"),
        "wrap_up": _row("agentswrapup agentsclerical agentsinwrapup agentsaftercallwork"),
        "paused": _row("agentspaused agentsabsent agentsnotready agentsinpause pausedagents"),
        "busy_other": _row("agentsbusyother agentsothercall agentsprivate"),
        "offered": _row("offered callsoffered contactsoffered incoming incomingcalls"),
        "answered": _row("answered callsanswered contactsanswered answeredcalls"),
        "handled": _row("handled callshandled contactshandled"),
        "abandoned": _row("abandoned callsabandoned abandonedcalls lostcalls"),
        "abandoned_short": _row("abandonedshort callsabandonedshort shortabandoned"),
        "answered_in_threshold": _row(
            "answeredwithin callsansweredwithin answeredintime answeredwithinthreshold"
        ),
        "abandoned_in_threshold": _row(
            "abandonedwithin callsabandonedwithin abandonedintime abandonedwithinthreshold"
        ),
        "overflowed": _row("overflowed callsoverflowed overflow"),
        "callbacks_waiting": _row("callbackswaiting callbacks callbackqueue"),
        "wait_seconds": _row("totalwait totalwaitingtime totalwaittime waittimesum", "s"),
        "talk_seconds": _row("totaltalk totaltalktime talktimesum", "s"),
        "hold_seconds": _row("totalhold totalholdtime holdtimesum", "s"),
        "wrap_up_seconds": _row("totalwrapup totalclericaltime totalwrapuptime wrapuptimesum", "s"),
    },
    "agent_state": {
        "id": _row(_AGENT_ID),
        "name": _row("agentname fullname displayname name"),
        "first_name": _row("firstname givenname"),
        "last_name": _row("lastname surname familyname"),
        "state": _row("agentstate state status statename currentstate presence"),
        "logged_in": _row("loggedin loggedon isloggedin isloggedon"),
        "reason": _row(
            "reason pausereason absencereason notreadyreason withdrawreason reasontext pausecode"
        ),
        "time_in_state": _row("timeinstate stateduration secondsinstate statetime duration", "s"),
        "state_since": _row("statesince statestarttime statestart statechanged since"),
        "queue": _row("serviceid sid currentserviceid currentservice.id"),
        "queue_name": _row("servicename currentservice currentservicename service"),
        "group": _row("groupname agentgroupname agentgroup group.name"),
        "handled": _row("handled callshandled contactshandled callshandledtoday"),
        "handle_seconds": _row("totalhandle totalhandletime handletimesum", "s"),
        "withdrawn_seconds": _row("totalpause totalpausetime totalabsencetime pausetimesum", "s"),
    },
    "case": {
        "id": _row("jobno jobnumber caseid id"),
        "queue": _row("serviceid sid service.id"),
        "type": _row("casetype type"),
        "arrived": _row("arrivaltime arrived arrivedat created createdat creationtime received"),
        "age": _row("age waitingtime waittime timeinqueue", "s"),
    },
    "call": {
        "id": _row("jobno jobnumber callid id"),
        "queue": _row("serviceid sid service.id"),
        "state": _row("callstate state status phase"),
        "arrived": _row("arrivaltime arrived arrivedat queuedat starttime"),
        "waited": _row("waitingtime waittime waited timeinqueue queuetime", "s"),
    },
}  # fmt: skip

DEFAULT_MAPPING: Mapping[str, Mapping[str, Any]] = {**FIELDS, **WORDS}


class FieldMap:
    """The mapping in force for one account."""

    def __init__(self, overrides: Mapping[str, Any]) -> None:
        """Raises `Refused` naming the row of the account's mapping that makes no sense."""
        self._rows = {name: dict(rows) for name, rows in FIELDS.items()}
        self._words = {
            name: {fold(word): ours for word, ours in words.items()}
            for name, words in WORDS.items()
        }
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
        return str(self._rows[resource][field].get("unit", "s"))

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
        unit = row.get("unit", self._rows[table][key].get("unit", "s"))
        if not isinstance(names, list | tuple) or not all(isinstance(n, str) for n in names):
            raise _refused(f"“{table}”, “{key}” must name a member or a list of members")
        if unit not in UNITS and unit not in CLOCK_UNITS:
            raise _refused(f"“{table}”, “{key}” has a unit that is none of ours")
        self._rows[table][key] = {"names": [name for name in names if name.strip()], "unit": unit}


def _refused(what: str) -> Refused:
    return Refused(f"The mapping of the Trio account is not usable: {what}.")
