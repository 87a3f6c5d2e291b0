"""Calabrio's replies as typed rows. Every tolerance here has a fixture.

Absent stays None. Names in the alias tables are compared without case; `ld` for `Id` is how a
scanned copy of the document spells it, and costs nothing to accept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from connectors.base import Findings
from connectors.calabrio.members import report_members
from connectors.errors import Malformed
from connectors.reading import Reader, fold
from connectors.reading import readers as readers_of
from connectors.tally import Tally

Row = TypeVar("Row")

AGENT_ID = ("agentId", "agentld")
# Agent API: its example lost the line with the id; adherence calls the ACD's id acdAgentId.
AGENT_LISTING_ID = ("agentId", "id", "agentld")
ACD_ID = ("acdAgentId", "acdId", "acdAgentld", "acdld")
EMPLOYEE_ID = ("employeeId", "employeeld", "employeeNumber")
# Adherence API: the vendor's own slip, and the spelling without it.
ACTIVITY_START = ("scheduledActityStartTime", "scheduledActivityStartTime")

# What is read of each resource, by folded name: the rest is shown to the administrator as unmapped.
READ: Mapping[str, frozenset[str]] = {
    resource: frozenset(fold(name) for name in names)
    for resource, names in {
        "adherence": (
            *AGENT_ID, *ACD_ID, "scheduledSeconds", "actualInServiceSeconds",
            "scheduledInServiceSeconds", "notInAdherenceSeconds", "scheduleAdherence",
            "scheduleConformity", "details",
        ),
        "realtime": (*AGENT_ID, "realTimeActivities", "agentState", "reasonCode", "timestamp"),
        "schedule": (*AGENT_ID, "activities", "activitiesByDate"),
        "agents": (
            *AGENT_LISTING_ID, *ACD_ID, *EMPLOYEE_ID, "firstName", "lastName", "active", "mainTeam",
        ),
        "services": ("id", "number", "name"),
    }.items()
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class DetailRow:
    """One scheduled activity of the day. Both seconds are 0 while it lies ahead."""

    type: str
    start_at: float | None
    in_seconds: float
    out_seconds: float


@dataclass(frozen=True, slots=True)
class AdherenceRow:
    """One agent's day so far. Percentages as reported, 93.1 for 93.1 %; durations in seconds."""

    agent_id: str
    acd_agent_id: str | None
    scheduled_seconds: float | None
    scheduled_in_service_seconds: float | None
    actual_in_service_seconds: float | None
    not_in_adherence_seconds: float | None
    adherence_percent: float | None
    conformance_percent: float | None
    details: tuple[DetailRow, ...] = ()  # drawn as an object, closed as a list: both occur


@dataclass(frozen=True, slots=True)
class StateRow:
    """The agent has been in `word` since `at` (epoch seconds)."""

    word: str
    reason: str | None
    at: float


@dataclass(frozen=True, slots=True)
class RealtimeRow:
    """One agent's changes of state in the window, in the order of time; may be empty."""

    agent_id: str
    changes: tuple[StateRow, ...]


@dataclass(frozen=True, slots=True)
class ActivityRow:
    type: str
    type_label: str | None
    detail_name: str | None
    start_at: float
    end_at: float


@dataclass(frozen=True, slots=True)
class ScheduleRow:
    agent_id: str
    activities: tuple[ActivityRow, ...]


@dataclass(frozen=True, slots=True)
class AgentRow:
    agent_id: str
    acd_agent_id: str | None
    employee_id: str | None
    first_name: str | None
    last_name: str | None
    active: bool
    team: str | None


@dataclass(frozen=True, slots=True)
class ServiceRow:
    service_id: str
    number: str | None
    name: str


def adherence_rows(payload: Any, findings: Findings) -> list[AdherenceRow]:
    """Of `scheduling/adherence/agent`: a list of agents, or one object."""
    return _rows(payload, findings, "adherence", _adherence_row)


def realtime_rows(payload: Any, findings: Findings) -> list[RealtimeRow]:
    """Of `realTime/activity/detail`. Several entries of one agent are put together."""
    rows = _rows(payload, findings, "realtime", _realtime_row)
    changes: dict[str, list[StateRow]] = {}
    for row in rows:
        changes.setdefault(row.agent_id, []).extend(row.changes)
    return [
        RealtimeRow(agent_id, tuple(sorted(found, key=lambda change: change.at)))
        for agent_id, found in changes.items()
    ]


def schedule_rows(payload: Any, findings: Findings) -> list[ScheduleRow]:
    """Of `schedule/for/timespan`, or of the resources that nest activities by date.

    Several entries of one agent are put together.
    """
    activities: dict[str, list[ActivityRow]] = {}
    for row in _rows(payload, findings, "schedule", _schedule_row):
        activities.setdefault(row.agent_id, []).extend(row.activities)
    return [ScheduleRow(agent_id, tuple(found)) for agent_id, found in activities.items()]


def agent_rows(payload: Any, findings: Findings) -> list[AgentRow]:
    """Of `scheduling/agent` in any of its details, or of `org/common/agents/for/team`."""
    return _rows(payload, findings, "agents", _agent_row)


def service_rows(payload: Any, findings: Findings) -> list[ServiceRow]:
    """Of `scheduling/service`."""
    return _rows(payload, findings, "services", _service_row)


def _rows(
    payload: Any, findings: Findings, resource: str, read: Callable[[Reader], Row | None]
) -> list[Row]:
    """The readable rows. Raises `Malformed` when there was something and none of it was a row.

    Without that, an error in the body of a 200 would look like an empty tenant.
    """
    if not isinstance(payload, list | dict):
        raise Malformed(f"Calabrio's answer about {resource} is neither a list nor an object.")
    tally = Tally(findings)
    readers = list(readers_of(payload, tally, resource))
    report_members(readers, READ[resource], findings, resource)
    rows = []
    for reader in readers:
        row = read(reader)
        if row is None:
            findings.malformed(resource, "an entry lacks its id")
        else:
            rows.append(row)
    if not rows and (readers or (payload and not _is_empty_wrapper(payload))):
        raise Malformed(f"Calabrio's answer about {resource} holds nothing that can be read.")
    tally.insist(f"Calabrio's answer about {resource}")
    return rows


def _is_empty_wrapper(payload: Any) -> bool:
    return isinstance(payload, dict) and all(value == [] for value in payload.values())


def _adherence_row(row: Reader) -> AdherenceRow | None:
    agent_id = row.text(*AGENT_ID)
    if agent_id is None:
        return None
    return AdherenceRow(
        agent_id=agent_id,
        acd_agent_id=row.text(*ACD_ID),
        scheduled_seconds=row.number("scheduledSeconds"),
        scheduled_in_service_seconds=row.number("scheduledInServiceSeconds"),
        actual_in_service_seconds=row.number("actualInServiceSeconds"),
        not_in_adherence_seconds=row.number("notInAdherenceSeconds"),
        adherence_percent=row.number("scheduleAdherence"),
        conformance_percent=row.number("scheduleConformity"),
        details=tuple(filter(None, map(_detail_row, row.objects("details")))),
    )


def _detail_row(detail: Reader) -> DetailRow | None:
    type_ = detail.text("scheduledActivityType")
    if type_ is None:
        return None
    return DetailRow(
        type=type_,
        start_at=detail.instant(*ACTIVITY_START),
        in_seconds=detail.number("inAdherenceSeconds") or 0.0,
        out_seconds=detail.number("outOfAdherenceSeconds") or 0.0,
    )


def _realtime_row(row: Reader) -> RealtimeRow | None:
    agent_id = row.text(*AGENT_ID)
    if agent_id is None:
        return None
    # The document lost its example of this reply: take the states nested or in the row itself.
    flat = row.value("agentState") is not None
    states = [row] if flat else row.objects("realTimeActivities")
    return RealtimeRow(agent_id, tuple(filter(None, map(_state_row, states))))


def _state_row(state: Reader) -> StateRow | None:
    word, at = state.text("agentState"), state.instant("timestamp")
    if word is None or at is None:
        return None
    reason = state.text("reasonCode")
    return StateRow(word, None if reason == "0" else reason, at)  # valid codes begin at 1


def _schedule_row(row: Reader) -> ScheduleRow | None:
    agent_id = row.text(*AGENT_ID)
    if agent_id is None:
        return None
    activities = row.objects("activities")
    for day in row.objects("activitiesByDate"):
        activities += day.objects("scheduledActivities")
    return ScheduleRow(agent_id, tuple(filter(None, map(_activity_row, activities))))


def _activity_row(activity: Reader) -> ActivityRow | None:
    type_ = activity.text("activityType")
    start_at, end_at = activity.instant("startTime"), activity.instant("endTime")
    if type_ is None or start_at is None or end_at is None:
        return None
    label, name = activity.text("activityTypeLabel"), activity.text("activityDetailName")
    return ActivityRow(type_, label, name, start_at, end_at)


def _agent_row(row: Reader) -> AgentRow | None:
    agent_id = row.text(*AGENT_LISTING_ID)
    if agent_id is None:
        return None
    team = row.object("mainTeam")
    return AgentRow(
        agent_id=agent_id,
        acd_agent_id=row.text(*ACD_ID),
        employee_id=row.text(*EMPLOYEE_ID),
        first_name=row.text("firstName"),
        last_name=row.text("lastName"),
        active=row.flag("active") is not False,
        team=team.text("name") if team else None,
    )


def _service_row(row: Reader) -> ServiceRow | None:
    service_id, name = row.text("id", "serviceId"), row.text("name")
    if service_id is None or name is None:
        return None
    return ServiceRow(service_id, row.text("number"), name)
