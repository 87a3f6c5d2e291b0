"""Does this live state fit the activity that the schedule wants now?

| scheduled | in adherence with | out with | no verdict |
| --- | --- | --- | --- |
| in service, overtime | available, ringing, on contact, on hold, wrap-up | logged out, paused, busy otherwise | unknown |
| break, lunch, exception, not available, assignment, project | logged out, paused, busy otherwise | available, ringing, on contact, on hold, wrap-up | unknown |
| available, closed service, any other word | | | every state |

`available` says when somebody *could* be scheduled, and in a closed service there are no contacts to
take: neither wants a state. The percentages on a board are Calabrio's own and do not come from here.
"""  # noqa: E501

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from wallboard.domain.schedule import Activity
from wallboard.domain.states import AgentState

SERVING: frozenset[AgentState] = frozenset(
    {
        AgentState.AVAILABLE,
        AgentState.RINGING,
        AgentState.ON_CONTACT,
        AgentState.ON_HOLD,
        AgentState.WRAP_UP,
    }
)
NOT_SERVING: frozenset[AgentState] = frozenset(
    {AgentState.LOGGED_OUT, AgentState.PAUSED, AgentState.BUSY_OTHER}
)

FITTING: Mapping[str, frozenset[AgentState]] = MappingProxyType(
    {
        Activity.IN_SERVICE: SERVING,
        Activity.OVERTIME: SERVING,
        Activity.BREAK: NOT_SERVING,
        Activity.LUNCH: NOT_SERVING,
        Activity.EXCEPTION: NOT_SERVING,
        Activity.NOT_AVAILABLE: NOT_SERVING,
        Activity.ASSIGNMENT: NOT_SERVING,
        Activity.PROJECT: NOT_SERVING,
    }
)
_MESSAGES = "_msg"  # Calabrio's variants for written contacts: in_service_msg, overtime_msg ...


def activity_word(activity: str) -> str:
    """One spelling for a word that comes in both cases and with a suffix for messages."""
    return activity.strip().lower().removesuffix(_MESSAGES)


def in_adherence(state: AgentState, activity: str) -> bool | None:
    """None: no verdict, for the state is unknown or the activity wants none."""
    fitting = FITTING.get(activity_word(activity))
    if fitting is None or state is AgentState.UNKNOWN:
        return None
    return state in fitting
