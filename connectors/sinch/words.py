"""Sinch's words for what an agent does, as data. Case, spaces and punctuation do not count.

`availabilities` and `ready_states` are the two dimensions of RMI; `agent_states` refines them
where a server sends a word for the contact's phase. An account adds its own words.
"""

from __future__ import annotations

from collections.abc import Mapping

from wallboard.domain.states import AgentState, QueueState

AVAILABILITIES = ("free", "busy", "away")
READY_STATES = ("ready", "not_ready")

_TABLES: Mapping[str, Mapping[str, str]] = {
    "availabilities": {
        "free": "free, available, idle",
        "busy": "busy, occupied",
        "away": "away, absent, offline, not available, unavailable",
    },
    "ready_states": {
        "ready": "ready, true, yes, 1",
        "not_ready": "not ready, false, no, 0, paused, break",
    },
    "agent_states": {
        AgentState.WRAP_UP: "wrap up, after work, after call work, acw, post processing",
        AgentState.RINGING: "ringing, alerting, offered, allocated, incoming",
        AgentState.ON_HOLD: "on hold, hold, held",
        AgentState.ON_CONTACT: "on contact, talking, talk, in call, connected, handling, busy",
        AgentState.BUSY_OTHER: """private call, other call, outgoing, outbound, internal call,
            consultation""",
        AgentState.LOGGED_OUT: "logged out, logged off",
        "none": "none, idle, free, ready, not ready, away",
    },
    "queue_states": {
        QueueState.OPEN: "open, opened, true, yes, 1",
        QueueState.CLOSED: "closed, false, no, 0",
        QueueState.BLOCKED: "blocked, full",
        QueueState.FORWARDED: "forwarded, diverted, redirected",
    },
}
_ALLOWED: Mapping[str, frozenset[str]] = {
    "availabilities": frozenset(AVAILABILITIES),
    "ready_states": frozenset(READY_STATES),
    "agent_states": frozenset(str(state) for state in AgentState) | {"none"},
    "queue_states": frozenset(str(state) for state in QueueState),
}

WORDS: Mapping[str, Mapping[str, str]] = {
    table: {word.strip(): str(ours) for ours, words in rows.items() for word in words.split(",")}
    for table, rows in _TABLES.items()
}


def allowed_words(table: str) -> frozenset[str]:
    """What a word of a table may lead to; "none" says nothing beyond the other dimensions."""
    return _ALLOWED[table]
