"""The one vocabulary of agent and queue states (METRICS.md), in the order of display."""

from __future__ import annotations

from enum import StrEnum


class AgentState(StrEnum):
    AVAILABLE = "available"
    RINGING = "ringing"
    ON_CONTACT = "on_contact"
    ON_HOLD = "on_hold"
    WRAP_UP = "wrap_up"
    PAUSED = "paused"
    BUSY_OTHER = "busy_other"
    UNKNOWN = "unknown"
    LOGGED_OUT = "logged_out"


class QueueState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    BLOCKED = "blocked"
    FORWARDED = "forwarded"
    UNKNOWN = "unknown"


STAFFED: frozenset[AgentState] = frozenset(AgentState) - {AgentState.LOGGED_OUT}
