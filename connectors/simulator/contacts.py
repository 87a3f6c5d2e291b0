"""Contacts: they arrive, wait, ring, are answered or abandoned, held, ended and wrapped up."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from connectors.simulator.people import Agent
from connectors.simulator.queues import (
    SHORT_SECONDS,
    THRESHOLD_SECONDS,
    Call,
    Queue,
)

if TYPE_CHECKING:
    from connectors.simulator.world import World

PRESENCE = 0.60  # share of the people who serve at the busiest hour
LOAD = 1.0  # how busy they then are
IMPATIENT = 0.04
PATIENCE_MEAN = 260.0


class Contacts:
    """Moves every call; the only code that touches queues' counters and waiting lines."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.rng = world.rng
        self._set_rates()
        for queue in world.queues:
            if queue.rate > 0:
                self._plan_arrival(queue)

    def _set_rates(self) -> None:
        queues = self.world.queues
        for agent in self.world.agents:
            total = sum(queues[index].weight for index in agent.queues)
            for index in agent.queues:
                queue = queues[index]
                if queue.weight and agent.shift != "off":
                    handle = queue.talk_mean * 1.1 + queue.wrap_mean + 5
                    queue.rate += PRESENCE * LOAD * queue.weight / total / handle

    # arrival and patience

    def _plan_arrival(self, queue: Queue) -> None:
        when = self.world.now + self.rng.expovariate(queue.rate)
        self.world.at(when, lambda: self._arrive(queue))

    def _arrive(self, queue: Queue) -> None:
        self._plan_arrival(queue)
        now = self.world.now
        if self.rng.random() >= queue.rate_at(now) / queue.rate:
            return
        caller = f"+4670{self.rng.randint(1_000_000, 9_999_999)}"
        call = Call(self.world.next_job(), queue.index, now, caller, state_since=now)
        queue.waiting.append(call)
        queue.today.offered += 1
        self.world.tell("arrived", None, call)
        short = self.rng.random() < IMPATIENT
        patience = self.rng.uniform(0.5, 5) if short else self.rng.expovariate(1 / PATIENCE_MEAN)
        self.world.at(now + patience, lambda: self._give_up(call))
        self._offer(call)

    def _give_up(self, call: Call) -> None:
        if call.state not in ("waiting", "ringing"):
            return
        queue = self.world.queues[call.queue]
        queue.waiting.remove(call)
        waited = self.world.now - call.arrived
        queue.today.abandoned += 1
        queue.today.abandoned_short += waited < SHORT_SECONDS
        queue.today.abandoned_in_threshold += waited <= THRESHOLD_SECONDS
        was_ringing, call.state = call.state == "ringing", "abandoned"
        agent = self.world.agents[call.agent] if was_ringing and call.agent is not None else None
        self.world.tell("abandoned", agent, call)
        if agent is not None:
            self.world.release(agent)

    # finding each other

    def _offer(self, call: Call) -> None:
        """Ring the agent who has been available for longest, if there is one."""
        agents = self.world.agents
        free = [
            agents[index]
            for index in self.world.queues[call.queue].skilled
            if agents[index].state == "available"
        ]
        if free:
            self._ring(min(free, key=lambda agent: (agent.mark.at, agent.index)), call)

    def offer_next_to(self, agent: Agent) -> None:
        """Give a freed agent the contact that waits for longest in its queues."""
        oldest: Call | None = None
        for index in agent.queues:
            for call in self.world.queues[index].waiting:
                if call.state == "waiting":
                    if oldest is None or call.arrived < oldest.arrived:
                        oldest = call
                    break
        if oldest is not None:
            self._ring(agent, oldest)

    def _ring(self, agent: Agent, call: Call) -> None:
        now = self.world.now
        call.state, call.agent, call.state_since = "ringing", agent.index, now
        agent.call = call
        turn = self.world.enter(agent, "ringing", queue=call.queue)
        self.world.tell("ringing", agent, call)
        if self.rng.random() < 0.015:
            self.world.at(now + 18, lambda: self._ring_out(agent, call, turn))
        else:
            when = now + self.rng.uniform(1.5, 6)
            self.world.at(when, lambda: self._answer(agent, call, turn))

    def _ring_out(self, agent: Agent, call: Call, turn: int) -> None:
        if agent.turn != turn:
            return
        call.state, call.agent, call.state_since = "waiting", None, self.world.now
        agent.call = None
        self.world.tell("rang_out", agent, call)
        self.world.duties.pause(agent, "Svarade inte", self.rng.uniform(40, 240))
        self._offer(call)

    # the conversation

    def _answer(self, agent: Agent, call: Call, turn: int) -> None:
        if agent.turn != turn:
            return
        now, queue = self.world.now, self.world.queues[call.queue]
        queue.waiting.remove(call)
        waited = now - call.arrived
        queue.today.answered += 1
        queue.today.answered_in_threshold += waited <= THRESHOLD_SECONDS
        queue.today.wait_seconds += waited
        queue.in_progress += 1
        call.state, call.answered_at = "connected", now
        self.world.tell("answered", agent, call)
        self._talk(agent, call)
        length = self._draw(queue.talk_mean)
        if self.rng.random() < 0.22:
            first = length * self.rng.uniform(0.2, 0.8)
            self.world.at(now + first, lambda: self._hold(agent, call, length - first))
        else:
            self.world.at(now + length, lambda: self._end(agent, call))

    def _talk(self, agent: Agent, call: Call) -> None:
        call.state, call.state_since = "connected", self.world.now
        self.world.enter(agent, "on_contact", queue=call.queue)

    def _hold(self, agent: Agent, call: Call, rest: float) -> None:
        now = self.world.now
        call.state, call.state_since = "held", now
        call.hold_seconds = self.rng.uniform(10, 75)
        self.world.tell("held", agent, call)
        self.world.enter(agent, "on_hold", queue=call.queue)
        self.world.at(now + call.hold_seconds, lambda: self._retrieve(agent, call))
        self.world.at(now + call.hold_seconds + rest, lambda: self._end(agent, call))

    def _retrieve(self, agent: Agent, call: Call) -> None:
        self.world.tell("retrieved", agent, call)
        self._talk(agent, call)

    def _end(self, agent: Agent, call: Call) -> None:
        now, queue = self.world.now, self.world.queues[call.queue]
        call.state, call.state_since = "wrap_up", now
        call.talk_seconds = now - call.answered_at - call.hold_seconds
        self.world.tell("ended", agent, call)
        self.world.enter(agent, "wrap_up", queue=call.queue)
        wrap = self._draw(queue.wrap_mean)
        self.world.at(now + wrap, lambda: self._finish(agent, call, wrap))

    def _finish(self, agent: Agent, call: Call, wrap: float) -> None:
        queue = self.world.queues[call.queue]
        queue.in_progress -= 1
        queue.today.handled += 1
        queue.today.talk_seconds += call.talk_seconds
        queue.today.hold_seconds += call.hold_seconds
        queue.today.wrap_seconds += wrap
        agent.handled += 1
        agent.handle_seconds += call.talk_seconds + call.hold_seconds + wrap
        call.state = "finished"
        self.world.tell("finished", agent, call)
        self.world.release(agent)

    def _draw(self, mean: float) -> float:
        """Log-normal with this mean: many short ones, a few long ones."""
        sigma = 0.6
        return min(self.rng.lognormvariate(math.log(mean) - sigma**2 / 2, sigma), mean * 6)
