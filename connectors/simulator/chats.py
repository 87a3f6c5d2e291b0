"""Queues that only Sinch has: chats and actions, served by a few operators of their own.

They draw from a dice of their own, so the rest of the world does not depend on them.
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from connectors.simulator.queues import HOUR
from connectors.simulator.world import World

NAMES = (("Chatt kundtjänst", "Chat"), ("Chatt teknik", "Chat"), ("Återuppringning", "Action"))
OPERATORS = 3
PATIENCE_MEAN, TALK_MEAN, WRAP_MEAN = 240.0, 300.0, 30.0
OPENS, CLOSES = 7, 21


@dataclass(slots=True, eq=False)
class Talk:
    """One chat, from its arrival on."""

    arrived: float
    answered_at: float | None = None
    gone: bool = False


@dataclass(slots=True)
class ChatQueue:
    """`busy` operators talk, `wrapping` ones wrap up."""

    index: int
    name: str
    type: str
    waiting: deque[Talk] = field(default_factory=deque)
    busy: int = 0
    wrapping: int = 0

    @property
    def free(self) -> int:
        return OPERATORS - self.busy - self.wrapping


Noted = Callable[[ChatQueue, str, float], None]


class Chats:
    """`noted` is told (queue, what, seconds): arrived, answered (its wait), abandoned (its wait),
    handled (its wait), talked, wrapped (seconds of the handled one)."""

    def __init__(self, world: World, noted: Noted) -> None:
        self.world, self.noted = world, noted
        self.rng = random.Random(f"{world.seed}:chats")
        self.queues = [ChatQueue(index, *row) for index, row in enumerate(NAMES)]
        for queue in self.queues:
            self._plan(queue)

    def _plan(self, queue: ChatQueue) -> None:
        wait = self.rng.expovariate(1 / (TALK_MEAN / OPERATORS * 1.15))
        self.world.at(self.world.now + wait, lambda: self._arrive(queue))

    def _arrive(self, queue: ChatQueue) -> None:
        self._plan(queue)
        now = self.world.now
        if not OPENS <= (now % (24 * HOUR)) / HOUR < CLOSES:
            return
        talk = Talk(now)
        queue.waiting.append(talk)
        self.noted(queue, "arrived", 0.0)
        patience = self.rng.expovariate(1 / PATIENCE_MEAN)
        self.world.at(now + patience, lambda: self._give_up(queue, talk))
        self._serve(queue)

    def _give_up(self, queue: ChatQueue, talk: Talk) -> None:
        if talk.answered_at is None and talk in queue.waiting:
            queue.waiting.remove(talk)
            self.noted(queue, "abandoned", self.world.now - talk.arrived)

    def _serve(self, queue: ChatQueue) -> None:
        while queue.waiting and queue.free:
            talk = queue.waiting.popleft()
            talk.answered_at = self.world.now
            queue.busy += 1
            self.noted(queue, "answered", talk.answered_at - talk.arrived)
            length = self.rng.expovariate(1 / TALK_MEAN)
            self.world.at(self.world.now + length, self._ender(queue, talk, length))

    def _ender(self, queue: ChatQueue, talk: Talk, length: float) -> Callable[[], None]:
        wrap = self.rng.expovariate(1 / WRAP_MEAN)

        def finish() -> None:
            queue.wrapping -= 1
            self.noted(queue, "handled", (talk.answered_at or talk.arrived) - talk.arrived)
            self.noted(queue, "talked", length)
            self.noted(queue, "wrapped", wrap)
            self._serve(queue)

        def end() -> None:
            queue.busy -= 1
            queue.wrapping += 1
            self.world.at(self.world.now + wrap, finish)

        return end
