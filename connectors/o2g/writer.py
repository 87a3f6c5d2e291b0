"""From what is known to the observations that are handed over: only what changed, or all. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from connectors.o2g import restore
from connectors.o2g.agents import Agent
from connectors.o2g.observe import RTI, Surroundings, agent_values, queue_values
from connectors.o2g.people import People
from connectors.o2g.queues import Queues
from connectors.o2g.rti import Rti
from connectors.o2g.said import Said
from connectors.o2g.standing import Nodes
from wallboard.domain.observation import Kind, Observation, Value


class Writer:
    """`packages`: those that the server let us subscribe to. `late_since`: until the snapshots
    after a (re)connection are in. `counted_since`: no event was missed since, but those that a dead
    link of a node hid (`Nodes.gaps`)."""

    def __init__(self, people: People, queues: Queues, nodes: Nodes, rti: Rti) -> None:
        self.packages: frozenset[str] = frozenset()
        self.day_started_at = 0.0
        self.counted_since = 0.0
        self.late_since: float | None = None
        self._people = people
        self._queues = queues
        self._nodes = nodes
        self._rti = rti
        self._said = Said()

    def changes(self, at: float) -> tuple[Observation, ...]:
        return self._observations(at, self._people.dirty, self._queues.dirty)

    def everything(self, at: float) -> tuple[Observation, ...]:
        self._said.forget()
        return self._observations(at, set(self._people.agents), set(self._queues.rows))

    def _observations(
        self, at: float, logins: set[str], queues: set[str]
    ) -> tuple[Observation, ...]:
        people = self._people
        asked = people.help.askers(people.agents, people.login_of) if people.help.copies else {}
        names = {key: row.name for key, row in self._queues.rows.items() if row.name}
        said = [
            *(self._said.again(Kind.AGENT, login, self._agent(login, names, asked), at)
              for login in logins),
            *(self._said.again(Kind.QUEUE, key, self._queue(key, names), at) for key in queues),
            *(self._said.again(Kind.SOURCE, key, values, at) for key, values in self._sources()),
        ]  # fmt: skip
        people.dirty, self._queues.dirty = set(), set()
        return tuple(one for one in said if one is not None)

    def _agent(
        self, login: str, names: Mapping[str, str], asked: Mapping[str, float]
    ) -> dict[str, Value]:
        agent = self._people.agents[login]
        if not agent.is_agent:
            return {}
        node, help_since = agent.node, asked.get(login)
        return agent_values(agent, self._around(names, node, node, agent, help_since))

    def _queue(self, key: str, names: Mapping[str, str]) -> dict[str, Value]:
        row = self._queues.rows[key]
        # Its node is that of the last agent who answered: others' may answer as well.
        return queue_values(row, self._around(names, row.node, counted_node=""))

    def _around(
        self,
        names: Mapping[str, str],
        node: str,
        counted_node: str,
        agent: Agent | None = None,
        help_since: float | None = None,
    ) -> Surroundings:
        number = agent.number if agent and RTI in self.packages else ""
        since_at = self.day_started_at
        return Surroundings(
            threshold_seconds=self._queues.threshold_seconds,
            whole_day=(
                self.counted_since <= since_at and self._nodes.is_whole(counted_node, since_at)
            ),
            packages=self.packages,
            reasons=self._people.reasons,
            names=names,
            late_since=self._nodes.late_since(node),
            help_since=help_since,
            rti=self._rti.state_of(number) if number else None,
            rti_record=self._rti.agents.get(number) if number else None,
        )

    def _sources(self) -> Iterable[tuple[str, dict[str, Value]]]:
        channel = {restore.COUNTED_SINCE: Value(self.counted_since)}
        if self._people.reasons:
            channel[restore.REASONS] = Value(json.dumps(self._people.reasons, sort_keys=True))
        if self.late_since is not None:
            channel["late_since"] = Value(self.late_since)
        yield restore.CHANNEL, channel
        for node in {**self._nodes.down_since, **self._nodes.gaps}:
            yield restore.NODE + node, self._node(node)

    def _node(self, node: str) -> dict[str, Value]:
        values = {}
        if node in self._nodes.down_since:
            since = self._nodes.down_since[node]
            values["link_down"] = Value(since is not None)
            if since is not None:
                values["link_down_since"] = Value(since)
        if node in self._nodes.gaps:
            values[restore.COUNTED_SINCE] = Value(self._nodes.gaps[node])
        return values
