"""What is known of an agent or a queue as the values of an observation. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from connectors.o2g import rti
from connectors.o2g.agents import Agent, derived
from connectors.o2g.normalize import SUB_STATES
from connectors.o2g.queues import GROUP, PILOT, QUEUE, Queue, external_id
from wallboard.domain.observation import Parameters, Qualifier, Value
from wallboard.domain.states import AgentState

DAY: Parameters = {"window": "day"}
COUNTERS = ("answered", "answered_in_threshold", "wait_seconds", "talk_seconds", "hold_seconds")
STATES = ("staffed", "available", "ringing", "on_contact", "wrap_up", "paused", "busy_other")
WAITING = ("contacts_waiting", "longest_wait_since")
CALLS, RTI, PILOTS = "telephony", "rti", "pilot"  # packages that figures hang on
# noun → package → what it supplies there. All else that O2G can supply is *never* for such a row.
SUPPLY: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    PILOT: {
        CALLS: (*COUNTERS, "expected_wait_seconds", "saturated", "open"),
        PILOTS: WAITING,
        RTI: ("contacts_waiting", "service_level", "open"),
    },
    GROUP: {
        CALLS: COUNTERS,
        RTI: (*WAITING, *STATES, "expected_wait_seconds", "service_level"),
    },
    QUEUE: {PILOTS: WAITING, RTI: (*WAITING, "expected_wait_seconds")},
}  # fmt: skip
QUEUE_FIELDS = frozenset(
    name for rows in SUPPLY.values() for names in rows.values() for name in names
)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What values depend on beside the thing itself."""

    threshold_seconds: float
    whole_day: bool  # counted since midnight without a gap
    packages: frozenset[str]
    reasons: Mapping[str, Mapping[int, str]]  # group → index → label
    names: Mapping[str, str]  # external id of a queue → name
    late_since: float | None = None
    help_since: float | None = None
    rti: tuple[AgentState, float | None] | None = None
    rti_record: Mapping[str, object] | None = None


def agent_values(agent: Agent, around: Surroundings) -> dict[str, Value]:
    told = derived(agent)
    state, since = agent.state, Value(agent.since, agent.since_qualifier)
    if around.rti is not None:
        reported, at = around.rti
        if state is None:
            state = reported
            since = Value(at) if at is not None else since
        elif reported is state and at is not None and agent.since_qualifier is not Qualifier.EXACT:
            since = Value(at)  # OXE knows since when, a snapshot does not
    values = _texts(
        name=agent.name, number=agent.number, node=agent.node, device=agent.device,
        skills=agent.skills, groups=", ".join(agent.groups),
        group=around.names.get(external_id(GROUP, agent.group)) or agent.group,
    )  # fmt: skip
    if agent.supervisor is not None:
        values["supervisor"] = Value(agent.supervisor)
    if state is not None:
        remark = {"remark": told.remark} if told.remark else {}
        values["state"] = Value(str(state), parameters=remark)
        if since.raw:
            values["state_since"] = since
    if told.call is not None and told.call.pilot:
        queue = external_id(PILOT, told.call.pilot)
        values["queue"] = Value(queue)
        values["queue_name"] = Value(around.names.get(queue) or told.call.pilot)
    reason = _reason(agent, told.reason, around.reasons)
    if reason and told.state is AgentState.PAUSED:
        values["reason"] = Value(reason)
    if around.help_since is not None:
        values["help_requested_since"] = Value(around.help_since)
    if around.late_since is not None:
        values["late_since"] = Value(around.late_since)
    return values | _of_day(agent, around) | _contacts(agent)


def _texts(**texts: str) -> dict[str, Value]:
    return {name: Value(text) for name, text in texts.items() if text}


def _reason(agent: Agent, reason: str, labels: Mapping[str, Mapping[int, str]]) -> str:
    index = agent.withdraw_reason
    if reason != SUB_STATES["WITHDRAW"][1] or index is None:
        return reason
    return labels.get(agent.group, {}).get(index) or f"{reason} ({index})"


def _of_day(agent: Agent, around: Surroundings) -> dict[str, Value]:
    record = around.rti_record or {}
    served, withdrawn = record.get("nbOfServedACDCalls"), record.get("withdrawalsTotalDuration")
    found: dict[str, Value] = {}
    if isinstance(served, int):
        found["handled"] = Value(served, Qualifier.AS_REPORTED, {**DAY, "by": "OXE"})
    elif CALLS in around.packages:
        found["handled"] = Value(agent.handled, _counted(around), DAY)
    if isinstance(withdrawn, int | float):
        reported = Value(withdrawn, Qualifier.AS_REPORTED, {**DAY, "by": "OXE"})
        found["withdrawn_seconds"] = reported
    return found


def _contacts(agent: Agent) -> dict[str, Value]:
    """For the next reader: what was counted already, written with the counters in one step."""
    live = [
        [call.ref, call.contact, call.state, call.pilot, call.group, call.wait, call.since,
         call.talked, call.held, call.counts_wait]
        for call in agent.calls.values()
        if call.acd and call.counted
    ]  # fmt: skip
    if not live and not agent.past:
        return {}
    said = {"live": live, "past": list(agent.past)}
    return {"contacts": Value(json.dumps(said, separators=(",", ":")))}


def _counted(around: Surroundings) -> Qualifier:
    return Qualifier.EXACT if around.whole_day else Qualifier.AT_LEAST


def queue_values(queue: Queue, around: Surroundings) -> dict[str, Value]:
    supply = SUPPLY[queue.noun]
    can = {name for package in around.packages for name in supply.get(package, ())}
    values = _texts(name=queue.name, number=queue.number, node=queue.node)
    values["never"] = Value(" ".join(sorted(QUEUE_FIELDS - can)))
    if queue.noun != QUEUE and CALLS in around.packages:
        values |= _counters(queue, around)
    if queue.expected_wait is not None:
        values["expected_wait_seconds"] = Value(queue.expected_wait)
    if queue.saturated is not None:
        values["saturated"] = Value(queue.saturated)
    if queue.status is not None:
        values["open"] = Value(str(queue.status))
    if queue.strangers is not None:
        values |= _waiting(queue)
    values |= rti.values_of(queue)
    waiting = values.get("contacts_waiting")
    if waiting is not None and waiting.raw == 0:  # whichever package knows of somebody
        values.pop("longest_wait_since", None)
    if around.late_since is not None:
        values["late_since"] = Value(around.late_since)
    return values


def _counters(queue: Queue, around: Surroundings) -> dict[str, Value]:
    figures, counted = queue.figures, _counted(around)
    waits = Qualifier.AT_LEAST if figures.without_wait else counted
    within: Parameters = {**DAY, "threshold_seconds": around.threshold_seconds}
    return {
        "answered": Value(figures.answered, counted, DAY),
        "answered_in_threshold": Value(figures.answered_in_threshold, waits, within),
        "wait_seconds": Value(figures.wait_seconds, waits, DAY),
        "talk_seconds": Value(round(figures.talk_seconds, 1), counted, DAY),
        "hold_seconds": Value(round(figures.hold_seconds, 1), counted, DAY),
    }


def _waiting(queue: Queue) -> dict[str, Value]:
    strangers = queue.strangers or 0
    qualifier = Qualifier.AT_LEAST if strangers and queue.noun == PILOT else Qualifier.EXACT
    count = len(queue.waiting) + (strangers if queue.noun == QUEUE else 0)
    values = {"contacts_waiting": Value(count, qualifier)}
    if queue.waiting:
        oldest = Qualifier.AT_LEAST if strangers else Qualifier.EXACT
        values["longest_wait_since"] = Value(min(queue.waiting.values()), oldest)
    return values
