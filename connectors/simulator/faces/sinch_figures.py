"""Sinch's figures: what RAI adds up per queue and quarter hour, and what is in a queue now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

from connectors.simulator.chats import OPERATORS, ChatQueue, Chats
from connectors.simulator.identities import guid, pilot_of
from connectors.simulator.oracle import agents_by_state
from connectors.simulator.people import Agent
from connectors.simulator.queues import QUARTER, THRESHOLD_SECONDS, Call, Case, Queue
from connectors.simulator.world import World

QUARTERS_PER_HOUR = 4
CHANNELS = {"Phone": "CallIn", "Chat": "ChatIn", "Email": "EmailIn", "Action": "ActionIn"}


@dataclass(slots=True)
class Slice:
    """One quarter of an hour of one queue; each contact counts in that in which something happens
    to it. Waits are those of handled contacts."""

    arrived: int = 0
    answered: int = 0
    abandoned: int = 0
    answered_in_threshold: int = 0
    handled: int = 0
    wait_seconds: float = 0.0
    talk_seconds: float = 0.0
    wrap_seconds: float = 0.0

    def add(self, other: Slice) -> None:
        for each in fields(self):
            setattr(self, each.name, getattr(self, each.name) + getattr(other, each.name))

    def as_json(self) -> dict[str, Any]:
        return {each.name: getattr(self, each.name) for each in fields(self)}


@dataclass(frozen=True, slots=True)
class SinchQueue:
    """`key` is what its slices are filed under; `source` the queue of the world."""

    id: str
    key: str
    name: str
    type: str
    addresses: tuple[str, ...]
    source: Queue | ChatQueue


@dataclass(frozen=True, slots=True)
class Now:
    """What is in a queue at this moment; `longest` in seconds."""

    waiting: int
    oldest: float | None
    serving: int
    free: int
    not_ready: int
    wrap_up: int


class SinchFigures:
    """Watches the world from its beginning."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.slices: dict[str, dict[int, Slice]] = defaultdict(lambda: defaultdict(Slice))
        self.chats = Chats(world, self._chatted)
        self.queues = [_of_world(world, queue) for queue in world.queues]
        self.queues += [_of_chat(world.seed, queue) for queue in self.chats.queues]
        world.observers.append(self._observe)
        world.backlog.watchers.append(self._case)

    # adding up

    def _slice(self, key: str) -> Slice:
        return self.slices[key][int(self.world.now // QUARTER)]

    def _observe(self, what: str, agent: Agent | None, call: Call | None) -> None:
        if call is None:
            return
        one = self._slice(f"queue:{call.queue}")
        if what == "arrived":
            one.arrived += 1
        elif what == "abandoned":
            one.abandoned += 1
        elif what == "answered":
            one.answered += 1
            one.answered_in_threshold += self.world.now - call.arrived <= THRESHOLD_SECONDS
        elif what == "finished":
            one.handled += 1
            one.wait_seconds += call.answered_at - call.arrived
            one.talk_seconds += call.talk_seconds + call.hold_seconds
            one.wrap_seconds += self.world.now - call.state_since

    def _case(self, what: str, queue: Queue, case: Case) -> None:
        one = self._slice(f"queue:{queue.index}:cases")
        if what == "opened":
            one.arrived += 1
        else:
            one.answered += 1
            one.handled += 1
            one.wait_seconds += self.world.now - case.arrived

    def _chatted(self, queue: ChatQueue, what: str, seconds: float) -> None:
        one = self._slice(f"chat:{queue.index}")
        if what in ("arrived", "answered", "abandoned", "handled"):
            setattr(one, what, getattr(one, what) + 1)
        if what == "answered":
            one.answered_in_threshold += seconds <= THRESHOLD_SECONDS
        elif what == "handled":
            one.wait_seconds += seconds
        elif what == "talked":
            one.talk_seconds += seconds
        elif what == "wrapped":
            one.wrap_seconds += seconds

    def hours_of(self, queue: SinchQueue, since: float) -> list[tuple[int, Slice]]:
        """(hour since scenario midnight of day 0, figures), from the quarter of `since` on."""
        first = int(since // QUARTER)
        hours: dict[int, Slice] = defaultdict(Slice)
        for quarter, one in list(self.slices[queue.key].items()):
            if quarter >= first:
                hours[quarter // QUARTERS_PER_HOUR].add(one)
        return sorted(hours.items())

    def today_of(self, queue: SinchQueue) -> Slice:
        found = Slice()
        for _, one in self.hours_of(queue, self.world.day_started):
            found.add(one)
        return found

    # now

    def now_of(self, queue: SinchQueue) -> Now:
        source = queue.source
        if isinstance(source, ChatQueue):
            arrivals = [talk.arrived for talk in source.waiting]
            return self._now(arrivals, OPERATORS, source.free, 0, source.wrapping)
        states = agents_by_state(self.world, source.skilled)
        serving = len(source.skilled) - states["logged_out"]
        away = states["paused"] + states["busy_other"]
        is_phone = queue.type == "Phone"
        waiting = source.waiting if is_phone else source.cases
        arrivals = [one.arrived for one in waiting]
        return self._now(arrivals, serving, states["available"], away, states["wrap_up"])

    def _now(
        self, arrivals: list[float], serving: int, free: int, not_ready: int, wrap_up: int
    ) -> Now:
        return Now(len(arrivals), min(arrivals, default=None), serving, free, not_ready, wrap_up)

    def truth(self, show: Callable[[float], float]) -> list[dict[str, Any]]:
        return [self._truth_of(queue, show) for queue in self.queues]

    def _truth_of(self, queue: SinchQueue, show: Callable[[float], float]) -> dict[str, Any]:
        now = self.now_of(queue)
        return {
            "id": queue.id,
            "name": queue.name,
            "type": queue.type,
            "addresses": list(queue.addresses),
            "waiting": now.waiting,
            "longest_wait_seconds": None if now.oldest is None else self.world.now - now.oldest,
            "longest_wait_since": None if now.oldest is None else show(now.oldest),
            "agents_serving": now.serving,
            "agents_free": now.free,
            "agents_not_ready": now.not_ready,
            "agents_wrap_up": now.wrap_up,
            **self.today_of(queue).as_json(),
        }


def _of_world(world: World, queue: Queue) -> SinchQueue:
    number = guid(world.seed, "queue", queue.index)
    pilot = pilot_of(queue)
    if pilot is None:
        address = (f"queue{queue.index}@demo.invalid",)
        key = f"queue:{queue.index}:cases"
        return SinchQueue(number, key, f"Sinch {queue.name}", "Email", address, queue)
    shared = queue.index % 2 == 0
    addresses = (pilot, str(queue.trio_id)) if shared else (pilot,)
    name = queue.name if shared else f"{queue.name} (Sinch)"
    return SinchQueue(number, f"queue:{queue.index}", name, "Phone", addresses, queue)


def _of_chat(seed: int, queue: ChatQueue) -> SinchQueue:
    address = f"chat{queue.index}@demo.invalid"
    number = guid(seed, "chat", queue.index)
    return SinchQueue(number, f"chat:{queue.index}", queue.name, queue.type, (address,), queue)
