"""What an administrator would configure for the dialects of Trio that no alias list foresees.

Written from the tables of `connectors/simulator/README.md`, as one would write it after a look at
the discovered fields of the account.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Table = Mapping[str, Any]


def _in(unit: str, **members: str) -> dict[str, Any]:
    """Durations; `members` is our field → their member."""
    return {field: {"names": [name], "unit": unit} for field, name in members.items()}


_STATES = (
    "logged_out", "available", "ringing", "on_contact",
    "on_hold", "wrap_up", "paused", "busy_other",
)  # fmt: skip

# As the default spelling, but durations in minutes and states as numbers.
POOR: Mapping[str, Table] = {
    "service_state": _in(
        "min",
        wait_seconds="totalwaitingtime",
        talk_seconds="totaltalktime",
        hold_seconds="totalholdtime",
        wrap_up_seconds="totalclericaltime",
    ),
    "agent_state": _in("min", time_in_state="timeinstate", handle_seconds="totalhandletime"),
    "case": _in("min", age="age"),
    "call": _in("min", waited="waitingtime"),
    "agent_states": {
        str(number): state for state, number in zip(_STATES, (0, 1, 2, 3, 4, 5, 6, 7), strict=True)
    },
}

ODD: Mapping[str, Table] = {
    "contact_center": {"name": "title"},
    "service": {"id": "sid", "name": "title", "group_id": "gid", "group": "gtitle"},
    "service_group": {"id": "gid", "name": "title"},
    "agent": {
        "id": "aid", "first_name": "fn", "last_name": "sn", "group_id": "gid", "group": "gtitle",
    },
    "agent_group": {"id": "gid", "name": "title"},
    "service_state": {
        "id": "sid", "name": "title", "open": "isopen", "contacts_waiting": "inq",
        "staffed": "crew", "available": "ready", "ringing": "ding", "on_contact": "talkers",
        "on_hold": "parked", "wrap_up": "acw", "paused": "nr", "busy_other": "misc",
        "offered": "in_today", "answered": "taken", "abandoned": "lost",
        "abandoned_short": "lost_s", "answered_in_threshold": "taken_sla",
        "abandoned_in_threshold": "lost_sla", "handled": "done",
        **_in("ms", longest_wait="oldest", expected_wait_seconds="eta", wait_seconds="w_ms",
              talk_seconds="t_ms", hold_seconds="h_ms", wrap_up_seconds="acw_ms"),
    },
    "agent_state": {
        "id": "aid", "name": "who", "state": "st", "reason": "cause", "queue": "sid",
        "queue_name": "stitle", "group": "gtitle", "handled": "done",
        **_in("ms", time_in_state="since_ms", handle_seconds="busy_ms"),
    },
    "case": {
        "id": "job", "queue": "sid", "type": "typ", "arrived": "came",
        **_in("ms", age="age_ms"),
    },
    "call": {
        "id": "job", "queue": "sid", "state": "phase", "arrived": "came",
        **_in("ms", waited="wait_ms"),
    },
    "agent_states": {"Annat samtal": "busy_other", "Paus": "paused"},
    "call_states": {"efter": "done"},
}  # fmt: skip
