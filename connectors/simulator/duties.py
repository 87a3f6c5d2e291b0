"""What people do about their schedules: follow them, more or less, and wander off at times."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from connectors.simulator.people import Agent
from connectors.simulator.queues import DAY, HOUR
from connectors.simulator.schedule import Activity

if TYPE_CHECKING:
    from connectors.simulator.world import World

PAUSE_REASONS = ("Rast", "Administration", "Mejl", "Tekniskt fel", "Frågar kollega")
OTHER_REASONS = ("Utgående samtal", "Privat samtal")
INTERRUPTIBLE = ("logged_out", "available", "paused", "busy_other")
REASON_CODES = {
    "Rast": 101, "Lunch": 102, "Administration": 103, "Mejl": 104, "Tekniskt fel": 105,
    "Frågar kollega": 106, "Svarade inte": 107, "Utgående samtal": 201, "Privat samtal": 202,
    "Utbildning": 301, "Lagmöte": 302, "Medarbetarsamtal": 303, "Coachning": 304,
}  # fmt: skip


class Duties:
    """Turns schedule edges into wishes and wishes into states once the agent is free."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.rng = world.rng
        for agent in world.agents:
            edge = world.now
            world.at(edge + self.rng.uniform(0, 60), self._follower(agent, edge))
            self._plan_wandering(agent)

    def _follower(self, agent: Agent, edge: float) -> Follow:
        return Follow(self, agent, edge)

    def follow(self, agent: Agent, edge: float) -> None:
        """Start what the schedule wants from this edge on, and plan for the next edge."""
        now, following = self.world.schedule.now_and_next(agent.index, agent.shift, edge)
        agent.wanted, agent.wanted_reason = self._wish(agent, now)
        if agent.state in INTERRUPTIBLE:
            self.world.release(agent)
        if now is not None:
            upcoming = now.ends
        else:
            upcoming = following.starts if following else edge + DAY / 2
        self.world.at(upcoming + self._deviation(agent), self._follower(agent, upcoming))

    def _wish(self, agent: Agent, activity: Activity | None) -> tuple[str, str | None]:
        if activity is None or activity.type == "not_available":
            return "logged_out", None
        day = int(activity.starts // DAY)
        if random.Random(f"{self.world.seed}:sick:{agent.index}:{day}").random() < 0.04:
            return "logged_out", None
        if activity.type == "in_service":
            return "available", None
        if self.rng.random() < 0.2:
            return "logged_out", None
        return "paused", {"break": "Rast", "lunch": "Lunch"}.get(activity.type, activity.name)

    def _deviation(self, agent: Agent) -> float:
        """Most follow within a minute; the less diligent are late, now and then by a lot."""
        if self.rng.random() > agent.diligence:
            return self.rng.uniform(-120, 900)
        return self.rng.uniform(0, 60)

    def _plan_wandering(self, agent: Agent) -> None:
        when = self.world.now + self.rng.expovariate(1 / (1.5 * HOUR * agent.diligence))
        self.world.at(when, lambda: self._wander(agent))

    def _wander(self, agent: Agent) -> None:
        self._plan_wandering(agent)
        if agent.state != "available":
            return
        if self.rng.random() < 0.3:
            seconds = self.rng.uniform(40, 400)
            self.pause(agent, self.rng.choice(OTHER_REASONS), seconds, "busy_other")
        else:
            self.pause(agent, self.rng.choice(PAUSE_REASONS), self.rng.uniform(90, 720))

    def pause(self, agent: Agent, reason: str, seconds: float, state: str = "paused") -> None:
        """Leave the line for a while without being scheduled to."""
        turn = self.world.enter(agent, state, reason)

        def come_back() -> None:
            if agent.turn == turn:
                self.world.release(agent)

        self.world.at(self.world.now + seconds, come_back)


class Follow:
    """A planned look at the schedule; callable, so that the world can keep it."""

    __slots__ = ("_agent", "_duties", "_edge")

    def __init__(self, duties: Duties, agent: Agent, edge: float) -> None:
        self._duties, self._agent, self._edge = duties, agent, edge

    def __call__(self) -> None:
        self._duties.follow(self._agent, self._edge)
