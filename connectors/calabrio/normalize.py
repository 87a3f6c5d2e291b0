"""Calabrio's rows become observations. Pure: tables, and functions of rows and instants."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from connectors.base import DirectoryEntry, Findings
from connectors.calabrio.payloads import (
    ActivityRow,
    AdherenceRow,
    AgentRow,
    RealtimeRow,
    ScheduleRow,
    ServiceRow,
)
from connectors.calabrio.timeline import Change, joined
from connectors.reading import fold
from wallboard.domain.observation import Kind, Observation, Qualifier, Value
from wallboard.domain.schedule import Activity, Scheduled, encode
from wallboard.domain.states import AgentState

# Real-Time Agent States API, response fields. The ACD's ringing is not among Calabrio's words.
STATES: Mapping[str, AgentState] = {
    "LOGGED_OUT": AgentState.LOGGED_OUT,
    "READY_WAITING": AgentState.AVAILABLE,
    "TALK": AgentState.ON_CONTACT,
    "WORK_AFTER_CONTACT": AgentState.WRAP_UP,
    "HOLD": AgentState.ON_HOLD,
    "NOT_READY_BUSY": AgentState.PAUSED,
}

# Shifts by Agent API, activity types; the Timespan API writes them in upper case.
# MSG is a multiskill group: the same activity, for several queues at once.
ACTIVITIES: Mapping[str, Activity] = {
    "assignment": Activity.ASSIGNMENT,
    "available": Activity.AVAILABLE,
    "break": Activity.BREAK,
    "closed_service": Activity.CLOSED_SERVICE,
    "closed_service_msg": Activity.CLOSED_SERVICE,
    "exception": Activity.EXCEPTION,
    "in_service": Activity.IN_SERVICE,
    "in_service_msg": Activity.IN_SERVICE,
    "lunch": Activity.LUNCH,
    "not_available": Activity.NOT_AVAILABLE,
    "overtime": Activity.OVERTIME,
    "overtime_msg": Activity.OVERTIME,
    "project": Activity.PROJECT,
}

# Where the detail's name tells people more than the type; elsewhere it is the name of a queue.
NAMED_BY_DETAIL = frozenset({Activity.BREAK, Activity.LUNCH, Activity.EXCEPTION, Activity.PROJECT})

DEFAULT_MAPPING: Mapping[str, Any] = {
    "states": {word: state.value for word, state in STATES.items()},
    "activities": {word: activity.value for word, activity in ACTIVITIES.items()},
    "reasons": {},  # reason code → its text in your ACD, e.g. {"3": "Rast"}
}


@dataclass(frozen=True, slots=True)
class Words:
    """The account's tables: the vendor's words, folded, to ours."""

    states: Mapping[str, AgentState]
    activities: Mapping[str, Activity]
    reasons: Mapping[str, str]

    @classmethod
    def of(cls, overrides: Mapping[str, Any]) -> Words:
        """The shipped tables with the account's own rows laid over; a row of nonsense is unused."""
        return cls(
            states=_table(overrides, "states", AgentState),
            activities=_table(overrides, "activities", Activity),
            reasons={word: str(text) for word, text in _rows(overrides, "reasons").items()},
        )


def changes_from_row(
    row: RealtimeRow, words: Words, findings: Findings, received_at: float
) -> tuple[Change, ...]:
    """An agent's changes of state in our words; one that lies ahead of our clock happened now."""
    changes = []
    for state in row.changes:
        known = words.states.get(fold(state.word))
        if known is None:
            findings.unknown_word("states", state.word)
        reason = state.reason and words.reasons.get(fold(state.reason), state.reason)
        at = min(state.at, received_at)
        changes.append(Change(at, known or AgentState.UNKNOWN, reason))
    return joined(changes)


def state_observation(
    agent_id: str, change: Change, out_since: Value | None, received_at: float
) -> Observation:
    """The state as Calabrio sees it, since when, why, and since when it has not fit."""
    values = {"state": Value(change.state.value), "state_since": Value(change.at)}
    if change.reason:
        values["reason"] = Value(change.reason)
    if out_since is not None:
        values["out_of_adherence_since"] = out_since
    return Observation(Kind.AGENT, agent_id, values, change.at, received_at)


def adherence_observation(
    row: AdherenceRow, words: Words, day: str, received_at: float
) -> Observation:
    """The day's shares by Calabrio's rule. Without `adherence`, nothing was scheduled so far.

    `scheduled_seconds` is there whenever Calabrio tells it, so that a missing share beside it can
    be shown as not applicable and not as unknown.
    """
    parameters = {"window": "day", "day": day}
    values = {}
    numbers = {
        "scheduled_seconds": row.scheduled_seconds,
        "adherence": _share(row.adherence_percent) if _was_scheduled(row) else None,
        "conformance": _share(row.conformance_percent) if _was_in_service(row, words) else None,
    }
    for name, number in numbers.items():
        if number is not None and number >= 0:
            values[name] = Value(number, Qualifier.AS_REPORTED, parameters)
    if row.acd_agent_id:
        values["number"] = Value(row.acd_agent_id)
    return Observation(Kind.AGENT, row.agent_id, values, received_at, received_at)


def schedule_observation(
    row: ScheduleRow, words: Words, findings: Findings, names: bool, received_at: float
) -> Observation:
    """The coming activities as one absolute value; `names` shows those of breaks, exceptions."""
    activities = [_scheduled(activity, words, findings, names) for activity in row.activities]
    values = {"schedule": Value(encode(activities))}
    return Observation(Kind.AGENT, row.agent_id, values, received_at, received_at)


def agent_entries(
    rows: Iterable[AgentRow], acd_ids: Mapping[str, str]
) -> tuple[DirectoryEntry, ...]:
    """Active agents; `acd_ids` (by agent id) fill in where the listing does not show them.

    A name that was not told is empty, never the id: another listing may know it.
    """
    entries = {}
    for row in rows:
        if not row.active:
            continue
        keys = {
            "acd_agent_id": row.acd_agent_id or acd_ids.get(row.agent_id),
            "employee_id": row.employee_id,
        }
        name = " ".join(part for part in (row.first_name, row.last_name) if part)
        entries[row.agent_id] = DirectoryEntry(
            kind=Kind.AGENT,
            external_id=row.agent_id,
            name=name,
            keys={key: value for key, value in keys.items() if value},
            groups=(row.team,) if row.team else (),
        )
    return tuple(entries.values())


def service_entries(rows: Iterable[ServiceRow]) -> tuple[DirectoryEntry, ...]:
    """Service queues by name, with the ACD's number as a key. They carry no live figures."""
    return tuple(
        DirectoryEntry(
            kind=Kind.QUEUE,
            external_id=row.service_id,
            name=row.name,
            keys={"acd_queue_id": row.number} if row.number else {},
        )
        for row in rows
    )


def _rows(overrides: Mapping[str, Any], table: str) -> dict[str, Any]:
    given = overrides.get(table)
    rows = dict(DEFAULT_MAPPING[table]) | (dict(given) if isinstance(given, Mapping) else {})
    return {fold(str(word)): value for word, value in rows.items()}


def _table(overrides: Mapping[str, Any], table: str, words: type[Any]) -> dict[str, Any]:
    known = {word.value for word in words}
    return {word: words(value) for word, value in _rows(overrides, table).items() if value in known}


def _share(percent: float | None) -> float | None:
    """93.1 → 0.931; Calabrio rounds to one decimal of a percent, and so no more is kept."""
    return None if percent is None else round(percent / 100, 4)


def _was_scheduled(row: AdherenceRow) -> bool:
    """False where 0 % stands for "undefined": scheduled for nothing, or for nothing as yet."""
    if row.scheduled_seconds == 0:
        return False
    return bool(row.adherence_percent) or row.not_in_adherence_seconds != 0


def _was_in_service(row: AdherenceRow, words: Words) -> bool:
    """The same for conformance, whose denominator is the in-service time so far."""
    if row.conformance_percent:
        return True
    if not _was_scheduled(row) or row.scheduled_in_service_seconds == 0:
        return False
    if row.actual_in_service_seconds:
        return False  # served, and yet 0 %: nothing to divide by
    begun = [detail for detail in row.details if detail.in_seconds + detail.out_seconds > 0]
    if any(words.activities.get(fold(d.type)) is Activity.IN_SERVICE for d in begun):
        return True
    # The details may hold only the activity of now. Who has not served a second was out of
    # adherence for all of the service before it; where nothing is missing, there was none.
    told = sum(detail.out_seconds for detail in begun)
    return row.not_in_adherence_seconds is None or row.not_in_adherence_seconds - told > 1.0


def _scheduled(row: ActivityRow, words: Words, findings: Findings, names: bool) -> Scheduled:
    known = words.activities.get(fold(row.type))
    if known is None:
        findings.unknown_word("activities", row.type)
    activity = known or Activity.UNKNOWN
    by_detail = names and (activity in NAMED_BY_DETAIL or not row.type_label)
    label = (row.detail_name if by_detail else None) or row.type_label or row.type
    return Scheduled(activity.value, label, row.start_at, row.end_at)
