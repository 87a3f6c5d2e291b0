"""Everybody whom O2G knows, with the calls that they have there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from connectors.simulator import identities
from connectors.simulator.faces import o2g_reasons as reasons
from connectors.simulator.people import Agent
from connectors.simulator.world import World

NODES = ("1", "2")
_MAIN_WORDS = {
    "available": "READY", "ringing": "READY", "on_contact": "BUSY", "on_hold": "BUSY",
    "wrap_up": "WRAPUP", "busy_other": "BUSY",
}  # fmt: skip


@dataclass(slots=True)
class O2gCall:
    """A call as one party has it. `wait` (whole seconds in the queue) only of ACD calls."""

    ref: str
    job: int
    state: str
    caller: str
    called: str
    pilot: str | None = None
    queue: int | None = None
    wait: int = 0
    expected_wait: int = 0
    saturated: bool = False
    group: str = ""
    answered: bool = False
    day: int = 0


@dataclass(slots=True)
class Party:
    """An agent or a supervisor. `agent_state` is what was told last."""

    number: str
    group_id: int
    node: str
    agent: Agent | None = None
    supervisor: identities.Supervisor | None = None
    device: str = ""
    calls: dict[str, O2gCall] = field(default_factory=dict)
    agent_state: dict[str, Any] = field(default_factory=dict)
    user_state: str = "FREE"
    coding: bool = False
    help_requested: bool = False
    help_from: list[str] = field(default_factory=list)

    @property
    def login(self) -> str:
        return identities.login_of(self.number)

    @property
    def group(self) -> str:
        return identities.group_number(self.group_id)

    @property
    def kind(self) -> str:
        return "AGENT" if self.supervisor is None else "SUPERVISOR"

    @property
    def names(self) -> tuple[str, str]:
        one = self.agent or self.supervisor
        return ("", "") if one is None else (one.first_name, one.last_name)

    @property
    def person(self) -> str:
        if self.agent is not None:
            return identities.person_of(self.agent)
        return "" if self.supervisor is None else f"S{self.supervisor.index:03}"

    def call_of(self, job: int) -> O2gCall | None:
        return next((call for call in self.calls.values() if call.job == job), None)

    @property
    def reason_label(self) -> str | None:
        if self.agent is None or self.agent.state != "paused":
            return None
        return reasons.label_of(self.agent.mark.reason)

    def state_now(self) -> dict[str, Any]:
        """AgentState as it is: no word for ringing, a pause is a withdrawal with a number."""
        if self.agent is None:
            return {"mainState": "LOG_ON", "subState": "OUT_OF_PG", "proAcdDeviceNumber":
                    self.device, "pgNumber": self.group}  # fmt: skip
        state = self.agent.state
        if state == "logged_out":
            return {"mainState": "LOG_OFF"}
        found: dict[str, Any] = {
            "mainState": "LOG_ON",
            "subState": _MAIN_WORDS.get(state, "WITHDRAW"),
            "proAcdDeviceNumber": self.device,
            "pgNumber": self.group,
        }
        if state == "wrap_up" and self.coding:
            found["subState"] = "TRANSACTION_CODE_INPUT"
        if state == "paused":
            found.update(self._withdrawn())
        return found

    def _withdrawn(self) -> dict[str, Any]:
        label = self.reason_label
        if self.group_id == reasons.NO_REASONS and label in reasons.PAUSES:
            return {"subState": "PAUSE"}
        index = reasons.index_of(self.group_id, label)
        return {"withdrawn": True} | ({} if index is None else {"withdrawReason": index})


def parties_of(world: World) -> list[Party]:
    """Agents in the order of the world, then supervisors."""
    agents = [
        Party(
            identities.number_of(agent),
            agent.group_id,
            NODES[agent.index % 4 == 3],
            agent,
            device=identities.extension_of(agent),
        )
        for agent in world.agents
    ]
    leaders = [
        Party(one.number, one.group, NODES[0], supervisor=one, device=one.number)
        for one in identities.supervisors(world.agents)
    ]
    return agents + leaders
