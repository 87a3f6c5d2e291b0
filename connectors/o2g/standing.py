"""What stands until somebody takes it back: requests for help, links that are down. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from connectors.o2g.agents import Agent
from connectors.o2g.normalize import CTI_LINK_STATES, Event, known, objects, text


@dataclass(slots=True)
class HelpRequests:
    """Both sides get a copy of a request: the agent's names the supervisor, the supervisor's the
    agent. Who asked follows from who is a supervisor, or from whose copy came first."""

    copies: dict[tuple[str, str], float] = field(default_factory=dict)  # (login, number) → since

    def requested(self, login: str, number: str, at: float) -> None:
        self.copies.setdefault((login, number), at)

    def cancelled(self, login: str, number: str, agents: Mapping[str, Agent]) -> None:
        """One copy takes back both."""
        own = agents[login].number if login in agents else ""
        gone = [
            copy
            for copy in self.copies
            if (copy[0] == login and (not number or not copy[1] or copy[1] == number))
            or (own and copy[1] == own and number and _number(agents, copy[0]) == number)
        ]
        for copy in gone:
            del self.copies[copy]

    def of(self, login: str) -> bool:
        return any(login == copy[0] for copy in self.copies)

    def drop(self, login: str) -> None:
        """She is logged off: nobody helps her any more."""
        for copy in [copy for copy in self.copies if copy[0] == login]:
            del self.copies[copy]

    def askers(
        self, agents: Mapping[str, Agent], login_of: Callable[[str], str]
    ) -> dict[str, float]:
        """Login → since."""
        found: dict[str, float] = {}
        for (login, number), since in self.copies.items():
            asker = self._asker(login, number, agents, login_of(number))
            if asker:
                found[asker] = min(since, found.get(asker, since))
        return found

    def _asker(self, login: str, number: str, agents: Mapping[str, Agent], other: str) -> str:
        supervisor = agents[login].supervisor if login in agents else None
        if supervisor is False:
            return login
        if supervisor:
            return other
        if other and agents[other].supervisor is False:
            return other
        first = list(self.copies).index((login, number))
        twin = (other, _number(agents, login))
        if other and twin in self.copies and list(self.copies).index(twin) < first:
            return other
        return login


def _number(agents: Mapping[str, Agent], login: str) -> str:
    return agents[login].number if login in agents else ""


@dataclass(slots=True)
class Nodes:
    """The OXE nodes behind this server and their CTI links."""

    down_since: dict[str, float | None] = field(default_factory=dict)  # None: up
    notes: dict[str, str | None] = field(default_factory=dict)  # for the health page
    gaps: dict[str, float] = field(default_factory=dict)  # node → end of its last one

    def restore(self, down_since: dict[str, float | None], gaps: dict[str, float]) -> None:
        self.gaps = gaps
        for node, since in down_since.items():
            self._set(node, since)

    def link(self, node: str, up: bool, at: float) -> None:
        """Told by an event: what was told of the node before it may lack something."""
        if node not in self.down_since or (self.down_since[node] is None) != up:
            self._set(node, None if up else at)
            self.gaps[node] = at

    def read(self, pbxs: object, at: float) -> None:
        """`pbxs` of the system status: nodes whose link was down before we looked."""
        for pbx in objects(pbxs):
            node = text(pbx.get("nodeId"))
            state = known(pbx.get("ctiLinkState"), CTI_LINK_STATES)
            if node and state in CTI_LINK_STATES:
                up = CTI_LINK_STATES[state]
                if node in self.down_since or not up:
                    self.link(node, up, at)
                else:
                    self._set(node, None)
            if node and pbx.get("loaded") is False:
                self.notes[f"loaded {node}"] = f"Node {node} is still loading its users."

    def _set(self, node: str, down_since: float | None) -> None:
        self.down_since[node] = down_since
        is_up = down_since is None
        self.notes[f"link {node}"] = (
            None if is_up else f"The CTI link of node {node} is down: its figures are late."
        )

    def loaded(self, node: str) -> None:
        self.notes[f"loaded {node}"] = None

    def licence(self, event: Event) -> None:
        days = event.get("nbDays")
        said = text(event.get("message"))
        whole = int(days) if isinstance(days, int | float) else None
        if whole is None:
            told = "The licence of O2G is about to expire."
        elif whole >= 0:
            told = f"The licence of O2G expires in {whole} days."
        else:
            told = f"The licence of O2G expired {-whole} days ago."
        self.notes["licence"] = f"{told} {said}".strip()

    def last_gap_at(self, node: str) -> float:
        """Since when no event of a node was lost, 0 where none was; of any node, for what is of no
        node or of one whose link nothing was told of."""
        return max((self.gaps.get(one, 0.0) for one in self._may_be(node)), default=0.0)

    def is_whole(self, node: str, since_at: float) -> bool:
        """Whether all events since then were told."""
        up = all(self.down_since.get(one) is None for one in self._may_be(node))
        return up and self.last_gap_at(node) <= since_at

    def _may_be(self, node: str) -> Iterable[str]:
        return (node, "") if node and node in self.down_since else {**self.down_since, **self.gaps}

    def late_since(self, node: str) -> float | None:
        """Since when what is said of this node is not to be trusted; a thing of no known node
        goes with the only one there is."""
        if node:
            return self.down_since.get(node)
        if len(self.down_since) == 1:
            return next(iter(self.down_since.values()))
        return None
