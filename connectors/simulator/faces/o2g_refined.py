"""What O2G lets one know, as the oracle tells it: states refined by telephony, calls, figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from connectors.simulator.faces import o2g_reasons as reasons
from connectors.simulator.faces.o2g_parties import Party
from connectors.simulator.identities import group_number, oxe_queue_of, pilot_of
from connectors.simulator.queues import Queue

if TYPE_CHECKING:
    from connectors.simulator.faces.o2g_events import O2gEvents

_PAUSED = ("WITHDRAW", "PAUSE")


def refined(party: Party) -> str | None:
    """One of the eight states; None for somebody outside of any processing group."""
    state = party.agent_state
    if state["mainState"] == "LOG_OFF":
        return "logged_out"
    word = state["subState"]
    if word == "OUT_OF_PG":
        return None
    if word in _PAUSED:
        return "paused"
    if word.startswith("WRAPUP") or word == "TRANSACTION_CODE_INPUT":
        return "wrap_up"
    acd = {call.state for call in party.calls.values() if call.pilot is not None}
    if word == "READY":
        return "ringing" if "RINGING_INCOMING" in acd else "available"
    if "ACTIVE" in acd:
        return "on_contact"
    return "on_hold" if "HELD" in acd else "busy_other"


def truth_of(events: O2gEvents, show: Callable[[float], float]) -> dict[str, Any]:
    """The `o2g` part of the truth, see README.md."""
    words = {True: "CONNECTED_MAIN", False: "DISCONNECTED"}
    return {
        "nodes": {node: {"cti_link": words[up]} for node, up in events.linked.items()},
        "agents": [_agent(events, party, show) for party in events.parties],
        "pilots": _pilots(events),
        "groups": _groups(events),
    }


def _agent(events: O2gEvents, party: Party, show: Callable[[float], float]) -> dict[str, Any]:
    (state, reason), since = events.marks[party.login]
    told = party.agent_state
    return {
        "login": party.login,
        "number": party.number,
        "person": party.person,
        "type": party.kind,
        "node": party.node,
        "group": told.get("pgNumber"),
        "state": state,
        "state_since": show(since),
        "main_state": told["mainState"],
        "sub_state": told.get("subState"),
        "withdraw_reason": reason,
        "reason": reasons.text_of(party.group_id, reason),
        "help_requested": party.help_requested,
        "help_from": list(party.help_from),
        "user_state": party.user_state,
        "calls": [
            {"call_ref": call.ref, "state": call.state, "pilot": call.pilot}
            for call in party.calls.values()
        ],
    }


def _pilots(events: O2gEvents) -> list[dict[str, Any]]:
    return [
        {
            "number": number,
            "queue": oxe_queue_of(queue),
            "name": queue.name,
            "trio_service_id": queue.trio_id,
            **_waiting(events, queue),
            **asdict(events.ledger.pilots[number]),
        }
        for queue in events.world.queues
        if (number := pilot_of(queue)) is not None
    ]


def _waiting(events: O2gEvents, queue: Queue) -> dict[str, Any]:
    """As RTI tells it: who rings at an agent does not wait any more."""
    arrivals = [call.arrived for call in queue.waiting if call.state == "waiting"]
    oldest = min(arrivals, default=None)
    return {
        "waiting": len(arrivals),
        "ringing": len(queue.waiting) - len(arrivals),
        "longest_wait_seconds": None if oldest is None else events.world.now - oldest,
    }


def _groups(events: O2gEvents) -> list[dict[str, Any]]:
    names = {agent.group_id: agent.group for agent in events.world.agents}
    return [
        {
            "number": group_number(group),
            "name": name,
            "preferred": [party.login for party in events.parties if party.group_id == group],
            **asdict(events.ledger.groups[group_number(group)]),
        }
        for group, name in sorted(names.items())
    ]
