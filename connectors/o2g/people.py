"""The agents of one account and what the directory taught of them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from connectors.base import Findings
from connectors.o2g.agents import Agent, derived
from connectors.o2g.normalize import Event, Misshapen, listed, mapping, name_of, objects, text
from connectors.o2g.queues import GROUP, Queues
from connectors.o2g.standing import HelpRequests
from wallboard.domain.states import AgentState


class People:
    """By login. Telephony tells of everybody with a phone; agents are those with an agent state."""

    def __init__(self, queues: Queues, findings: Findings) -> None:
        self.agents: dict[str, Agent] = {}
        self.help = HelpRequests()
        self.reasons: dict[str, dict[int, str]] = {}
        self.dirty: set[str] = set()
        self.sure = True  # what changes now was seen to change, not found by a snapshot
        self.asked_at = 0.0  # when the snapshots that are not in yet were asked for
        self.calls_are_told = True  # by a snapshot of their own
        self._logins: dict[str, str] = {}  # directory number → login
        self._queues = queues
        self._findings = findings

    def restore(self, agents: dict[str, Agent]) -> None:
        self.agents = agents
        self._logins = {a.number: a.login for a in agents.values() if a.number}

    def named(self, event: Event) -> Agent:
        """Whom an event is about. Raises Misshapen."""
        login = event.get("loginName")
        if not isinstance(login, str) or not login:
            login = text(login)
            if not login:
                raise Misshapen("names no login")
        found = self.agents.get(login)
        if found is None:
            found = self.agents[login] = Agent(login)
        return found

    def login_of(self, number: str) -> str:
        return self._logins.get(number, "")

    def touched(self, agent: Agent, at: float) -> None:
        state = derived(agent).state
        if state is not None and self._may_settle(agent):
            agent.settle(state, at, self.sure)
        self.dirty.add(agent.login)

    def _may_settle(self, agent: Agent) -> bool:
        """Half a snapshot makes states that never were, and with them a false "since": a known
        state stands until her state and her calls were both told."""
        if self.sure or agent.state is None:
            return True
        calls = agent.calls_at >= self.asked_at or not self.calls_are_told
        return agent.told_at >= self.asked_at and calls

    def touch_all(self) -> None:
        self.dirty.update(self.agents)

    # events

    def agent_state(self, event: Event, at: float) -> None:
        agent = self.named(event)
        agent.tell(mapping(event.get("state")), at, self._findings)
        if agent.main == "LOG_OFF" and self.help.of(agent.login):
            self.help.drop(agent.login)
        if agent.group:
            self._queues.row(GROUP, agent.group)
        self.touched(agent, at)

    def skills(self, event: Event, at: float) -> None:
        agent = self.named(event)
        agent.skills = skills_text(_unwrapped(event.get("skills")))
        self.dirty.add(agent.login)

    def help_requested(self, event: Event, at: float) -> None:
        self.help.requested(self.named(event).login, text(event.get("agentNumber")), at)
        self.touch_all()

    def help_cancelled(self, event: Event, at: float) -> None:
        self.help.cancelled(self.named(event).login, text(event.get("agentNumber")), self.agents)
        self.touch_all()

    def user(self, event: Event, at: float) -> None:
        user = mapping(event.get("user"))
        login = text(user.get("loginName")) or text(event.get("loginName"))
        if login in self.agents:
            self.learn_user(login, user)

    # the directory

    def learn_user(self, login: str, user: Event) -> None:
        agent = self.agents.setdefault(login, Agent(login))
        agent.number = text(user.get("companyPhone")) or agent.number
        first, last = text(user.get("firstName")), text(user.get("lastName"))
        agent.name = name_of(first, last) or agent.name
        agent.node = text(user.get("nodeId")) or agent.node
        if agent.number:
            self._logins[agent.number] = login
        self.dirty.add(login)

    def learn_config(self, login: str, config: Event) -> None:
        agent = self.agents.setdefault(login, Agent(login))
        kind = text(config.get("type")).upper()
        agent.supervisor = kind == "SUPERVISOR" if kind else agent.supervisor
        groups = config.get("processingGroups")
        groups = listed(groups.get("groups") if isinstance(groups, dict) else groups)
        agent.groups = tuple(text(one) for one in groups if one)
        agent.skills = skills_text(_unwrapped(config.get("skills")))
        self.dirty.update(self.agents if self.help.copies else (login,))

    def learn_reasons(self, group: str, labels: Mapping[int, str]) -> None:
        self.reasons[group] = dict(labels)
        self.dirty.update(a.login for a in self.agents.values() if a.group == group)

    def groups(self) -> dict[str, str]:
        """Group → login of one of its agents, of whom to ask."""
        return {
            agent.group: agent.login
            for agent in self.agents.values()
            if agent.is_agent and agent.group
        }

    def strangers(self) -> list[str]:
        """Logins of agents of whom nothing but events is known."""
        return [a.login for a in self.agents.values() if a.is_agent and a.supervisor is None]

    def states(self) -> dict[str, AgentState | None]:
        """Login → state, of agents."""
        return {a.login: a.state for a in self.agents.values() if a.is_agent}


def _unwrapped(skills: object) -> list[Event]:
    """The documents wrap the list, one of the vendor's clients does not."""
    return objects(skills.get("skills") if isinstance(skills, dict) else skills)


def skills_text(skills: Iterable[Event]) -> str:
    """Active skills with their levels: "12:3, 14:1"."""
    return ", ".join(
        f"{text(skill.get('number'))}:{text(skill.get('level')) or '1'}"
        for skill in skills
        if skill.get("active") is not False and skill.get("number") is not None
    )
