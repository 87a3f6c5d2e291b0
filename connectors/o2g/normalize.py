"""O2G's words and ours, as tables; readers of single members.

Names of members are matched as the documents and real captures write them: an event comes some
thousand times a second at most, and O2G, unlike others, is uniform. Where its own clients differ
(VENDOR-FACTS 5.5), both spellings are read.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Any

from connectors.base import Findings
from connectors.reading import Unreadable, flag_of
from wallboard.domain.states import AgentState, QueueState

Event = Mapping[str, Any]

# AgentMainState → our state where the sub state has no say.
MAIN_STATES: Mapping[str, AgentState | None] = {
    "LOG_ON": None,
    "LOG_OFF": AgentState.LOGGED_OUT,
    "UNKNOWN": AgentState.UNKNOWN,
    "ERROR": AgentState.UNKNOWN,
}
# AgentSubState → (ours, reason of its own). BUSY is refined by telephony.
SUB_STATES: Mapping[str, tuple[AgentState, str]] = {
    "READY": (AgentState.AVAILABLE, ""),
    "BUSY": (AgentState.BUSY_OTHER, ""),
    "WITHDRAW": (AgentState.PAUSED, "Withdrawn"),
    "PAUSE": (AgentState.PAUSED, "Pause"),
    "OUT_OF_PG": (AgentState.PAUSED, "Out of group"),
    "WRAPUP": (AgentState.WRAP_UP, ""),
    "WRAPUP_IM": (AgentState.WRAP_UP, ""),
    "WRAPUP_EMAIL": (AgentState.WRAP_UP, ""),
    "WRAPUP_EMAIL_INTERRUPTIBLE": (AgentState.WRAP_UP, ""),
    "WRAPUP_OUTBOUND": (AgentState.WRAP_UP, ""),
    "WRAPUP_CALLBACK": (AgentState.WRAP_UP, ""),
    "TRANSACTION_CODE_INPUT": (AgentState.WRAP_UP, ""),
}
MEDIA_STATES = frozenset(
    {
        "UNKNOWN", "OFF_HOOK", "IDLE", "RELEASING", "DIALING", "HELD", "RINGING_INCOMING",
        "RINGING_OUTGOING", "ACTIVE",
    }
)  # fmt: skip
OVER = frozenset({"IDLE", "RELEASING"})  # a call in these is none any more
# PilotStatus, told in enquiry calls.
PILOT_STATUS: Mapping[str, QueueState] = {
    "OPEN": QueueState.OPEN,
    "BLOCKED": QueueState.BLOCKED,
    "BLOCKED_ON_RULE": QueueState.BLOCKED,
    "BLOCKED_ON_BLOCKED_RULE": QueueState.BLOCKED,
    "GENERAL_FORWARDING": QueueState.FORWARDED,
    "GENERAL_FORWARDING_ON_RULE": QueueState.FORWARDED,
    "BLOCKED_ON_GENERAL_FORWARDING_RULE": QueueState.FORWARDED,
    "OTHER": QueueState.UNKNOWN,
}
# RTI: state of a pilot, folded.
RTI_PILOT_STATES: Mapping[str, QueueState] = {
    "opened": QueueState.OPEN,
    "open": QueueState.OPEN,
    "closed": QueueState.CLOSED,
    "blocked": QueueState.BLOCKED,
    "unknown": QueueState.UNKNOWN,
}
# RTI: phoneState of an agent, folded. Of its 28 words only those that clients show are public.
RTI_PHONE_STATES: Mapping[str, AgentState] = {
    "idle": AgentState.AVAILABLE,
    "acdringing": AgentState.RINGING,
    "privateringing": AgentState.RINGING,
    "acdconversation": AgentState.ON_CONTACT,
    "acdconsultation": AgentState.ON_CONTACT,
    "held": AgentState.ON_HOLD,
    "wrapup": AgentState.WRAP_UP,
    "pause": AgentState.PAUSED,
    "dialing": AgentState.BUSY_OTHER,
    "loggedout": AgentState.LOGGED_OUT,
    "outoforder": AgentState.UNKNOWN,
    "unknown": AgentState.UNKNOWN,
}
RTI_SERVICE_STATES: Mapping[str, AgentState | None] = {
    "loggedout": AgentState.LOGGED_OUT,
    "withdrawn": AgentState.PAUSED,
    "loggedin": None,
    "assigned": None,
    "unknown": AgentState.UNKNOWN,
}
CTI_LINK_STATES: Mapping[str, bool] = {
    "CONNECTED_MAIN": True,
    "CONNECTED_SECONDARY": True,
    "DISCONNECTED": False,
}


class Misshapen(ValueError):
    """An event whose members are of the wrong type; the text completes a sentence."""


def text(value: Any) -> str:
    """A name or number as text; "" when absent. `agentGroup` is a text here, a number there."""
    if isinstance(value, str):
        return value.strip()[:200]
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if value is None:
        return ""
    raise Misshapen("has a member that should be text")


def whole(value: Any) -> int | None:
    """Zero or more, else None."""
    if isinstance(value, str) and value.isascii() and value.isdigit():
        return int(value[:9])
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e9:
        return None
    return int(value)


def number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not -1e12 < value < 1e12:
        return None
    return float(value)


def mapping(value: Any) -> Event:
    """An object; {} when absent."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise Misshapen("has a member that should be an object")
    return value


def listed(value: Any) -> list[Any]:
    """A list; [] when absent. One thing alone stands for a list of it, as some writers put it."""
    if value is None:
        return []
    if isinstance(value, dict):
        return [value]
    if not isinstance(value, list):
        raise Misshapen("has a member that should be a list")
    return value


def objects(value: Any) -> list[Event]:
    """A list of objects; [] when absent."""
    return [one for one in listed(value) if isinstance(one, dict)]


def known(value: Any, table: Container[str]) -> str:
    """A word as the table has it, whatever its case; as it came when the table lacks it."""
    said = text(value)
    if not said or said in table:
        return said
    folded = said.upper().replace("-", "_").replace(" ", "_")
    return folded if folded in table else said


def flag(value: Any) -> bool | None:
    """None when absent, or neither yes nor no."""
    try:
        return flag_of(value)
    except Unreadable:
        return None


def media_state(value: Any, findings: Findings) -> str:
    """ "" when absent, UNKNOWN (told) for a word that the document lacks."""
    if not value:
        return ""
    if (found := known(value, MEDIA_STATES)) in MEDIA_STATES:
        return found
    findings.unknown_word("media state", found)
    return "UNKNOWN"


def words(value: Any) -> str:
    """Folded for the tables of RTI, whose spelling differs between clients."""
    return "".join(c for c in str(value).casefold() if c.isalnum())


def name_of(first: str, last: str) -> str:
    return " ".join(part for part in (first, last) if part)
