"""One agent: what was told of her, and the one state that follows from it. Pure.

Precedence (METRICS.md): ACD call active > held > ringing > any other call > sub state > main state.
Somebody who is logged off is not busy for the contact centre with a call that is not ACD.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from connectors.base import Findings
from connectors.o2g.calls import Call
from connectors.o2g.normalize import MAIN_STATES, OVER, SUB_STATES, Event, flag, known, text, whole
from wallboard.domain.observation import Qualifier
from wallboard.domain.states import AgentState

KIND_NOT_KNOWN = "kind of call not known"
PAST_CONTACTS = 8  # ended ones that are remembered, against replays over a restart


@dataclass(slots=True)
class Agent:
    """Everything that was told of one login. `is_agent` is false for other people with a phone."""

    login: str
    is_agent: bool = False
    main: str = ""
    sub: str = ""
    group: str = ""
    device: str = ""
    withdraw_reason: int | None = None
    withdrawn: bool = False
    number: str = ""
    name: str = ""
    node: str = ""
    supervisor: bool | None = None
    groups: tuple[str, ...] = ()
    skills: str = ""
    calls: dict[str, Call] = field(default_factory=dict)
    past: deque[str] = field(default_factory=lambda: deque(maxlen=PAST_CONTACTS))
    handled: int = 0
    state: AgentState | None = None
    since: float = 0.0
    since_qualifier: Qualifier = Qualifier.AT_LEAST
    told_at: float = 0.0  # last agent event
    calls_at: float = 0.0  # last snapshot of the calls

    def tell(self, state: Event, at: float, findings: Findings) -> None:
        """An AgentState, whole: what it lacks does not hold."""
        self.is_agent = True
        self.told_at = at
        self.main = known(state.get("mainState"), MAIN_STATES)
        self.sub = known(state.get("subState"), SUB_STATES)
        if self.main not in MAIN_STATES:
            findings.unknown_word("agent main state", self.main or "(none)")
        if self.sub and self.sub not in SUB_STATES:
            findings.unknown_word("agent sub state", self.sub)
        self.group = text(state.get("pgNumber"))
        self.device = text(state.get("proAcdDeviceNumber"))
        self.withdraw_reason = whole(state.get("withdrawReason"))
        # The documents say `withdrawn`, two of the vendor's clients read `withdraw`.
        self.withdrawn = bool(flag(state.get("withdrawn")) or flag(state.get("withdraw")))

    def settle(self, state: AgentState, at: float, sure: bool) -> None:
        """Enter a state; `sure` when it was seen to begin, not found by a snapshot."""
        if state is self.state:
            return
        seen = self.state is not None and sure
        self.state, self.since = state, at
        self.since_qualifier = Qualifier.EXACT if seen else Qualifier.AT_LEAST


@dataclass(frozen=True, slots=True)
class Derived:
    """`reason` is O2G's key of the pause; its text is in the group's list."""

    state: AgentState | None
    call: Call | None = None
    reason: str = ""
    remark: str = ""


def derived(agent: Agent) -> Derived:
    """The one state, and the call that it comes from."""
    call = _telling(agent)
    logged_off = MAIN_STATES.get(agent.main) is AgentState.LOGGED_OUT
    if call is not None and (call.acd or not logged_off):
        return Derived(_state_of(call), call)
    if agent.main not in MAIN_STATES:
        return Derived(AgentState.UNKNOWN if agent.main else None)
    main = MAIN_STATES[agent.main]
    if main is not None:
        return Derived(main)
    if not agent.sub:
        withdrawn = Derived(AgentState.PAUSED, reason="Withdrawn")
        return withdrawn if agent.withdrawn else Derived(AgentState.UNKNOWN)
    state, reason = SUB_STATES.get(agent.sub, (AgentState.UNKNOWN, ""))
    remark = KIND_NOT_KNOWN if state is AgentState.BUSY_OTHER else ""
    return Derived(state, reason=reason, remark=remark)


def _telling(agent: Agent) -> Call | None:
    """The call that says most, of those that are not over."""
    best, best_rank = None, 9
    for call in agent.calls.values():
        if call.state not in OVER and (rank := _rank(call)) < best_rank:
            best, best_rank = call, rank
    return best


def _rank(call: Call) -> int:
    if call.acd and call.state == "ACTIVE":
        return 0
    if call.acd and call.state == "HELD":
        return 1
    if call.state == "RINGING_INCOMING":
        return 2 if call.acd else 3
    return 4


_STATES = (
    AgentState.ON_CONTACT, AgentState.ON_HOLD, AgentState.RINGING, AgentState.RINGING,
    AgentState.BUSY_OTHER,
)  # fmt: skip


def _state_of(call: Call) -> AgentState:
    return _STATES[_rank(call)]
