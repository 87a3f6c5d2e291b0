"""The world: a seeded discrete-event simulation of one contact centre.

Deterministic: the same seed and size give the same history, however time is cut into steps.
Times are scenario seconds; 0 is the first scenario midnight.
"""

import heapq
import itertools
import random
from collections.abc import Callable

from connectors.simulator.backlog import Backlog
from connectors.simulator.contacts import Contacts
from connectors.simulator.duties import Duties
from connectors.simulator.people import Agent, Mark, make_agents
from connectors.simulator.queues import DAY, HOUR, Call, Queue, Today, make_queues
from connectors.simulator.schedule import Schedule

BEGINS_AT = -3 * HOUR  # the evening before, so that night shifts are on duty at midnight
KEEP_HISTORY = 2 * DAY

Observer = Callable[[str, Agent | None, Call | None], None]
"""Is told what happens, at the instant when it does: `arrived ringing rang_out abandoned answered
held retrieved ended finished` (of a call), `state` (an agent's mark is new), `midnight`."""


class World:
    """Everything that exists, and the only owner of time."""

    def __init__(self, seed: int = 7, queues: int = 12, agents: int = 60) -> None:
        self.seed = seed
        self.rng = random.Random(seed)
        self.now = BEGINS_AT
        self.queues: list[Queue] = make_queues(queues, self.rng)
        self.agents: list[Agent] = make_agents(agents, self.queues, self.rng)
        self.schedule = Schedule(seed)
        self._heap: list[tuple[float, int, Callable[[], None]]] = []
        self._order = itertools.count()
        self._jobs = itertools.count(700_001)
        self.observers: list[Observer] = []
        for agent in self.agents:
            agent.history.append(Mark(BEGINS_AT, "logged_out", None, None))
        self.contacts = Contacts(self)
        self.duties = Duties(self)
        self.backlog = Backlog(self)
        self._await_midnight(0.0)

    # time

    def at(self, when: float, happens: Callable[[], None]) -> None:
        """Let something happen at `when`, never in the past."""
        heapq.heappush(self._heap, (max(when, self.now), next(self._order), happens))

    def run_until(self, when: float) -> None:
        """Advance to `when`; everything due up to then has happened afterwards."""
        heap = self._heap
        while heap and heap[0][0] <= when:
            self.now, _, happens = heapq.heappop(heap)
            happens()
        self.now = max(self.now, when)

    @property
    def next_due(self) -> float:
        """Scenario second of what happens next."""
        return self._heap[0][0]

    @property
    def day(self) -> int:
        return int(self.now // DAY)

    @property
    def day_started(self) -> float:
        return self.day * DAY

    def next_job(self) -> int:
        return next(self._jobs)

    def _await_midnight(self, midnight: float) -> None:
        def turn() -> None:
            for queue in self.queues:
                queue.today = Today(
                    offered=len(queue.waiting), in_progress_at_midnight=queue.in_progress
                )
            for agent in self.agents:
                agent.handled, agent.handle_seconds = 0, 0.0
                self._forget(agent, midnight - KEEP_HISTORY)
            self.tell("midnight")
            self._await_midnight(midnight + DAY)

        self.at(midnight, turn)

    @staticmethod
    def _forget(agent: Agent, before: float) -> None:
        keep = 0
        while keep + 1 < len(agent.history) and agent.history[keep + 1].at <= before:
            keep += 1
        del agent.history[:keep]

    def tell(self, what: str, agent: Agent | None = None, call: Call | None = None) -> None:
        for observer in self.observers:
            observer(what, agent, call)

    # states

    def enter(
        self, agent: Agent, state: str, reason: str | None = None, queue: int | None = None
    ) -> int:
        """The one way an agent changes state. Returns the turn, by which stale plans are known."""
        agent.turn += 1
        mark = agent.mark
        if (mark.state, mark.reason, mark.queue) != (state, reason, queue):
            agent.history.append(Mark(self.now, state, reason, queue))
            self.tell("state", agent, agent.call)
        return agent.turn

    def release(self, agent: Agent) -> None:
        """The agent is free of contacts and does what it wants to do: work, pause or leave."""
        agent.call = None
        self.enter(agent, agent.wanted, agent.wanted_reason)
        if agent.wanted == "available":
            self.contacts.offer_next_to(agent)
