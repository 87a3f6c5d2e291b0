"""Open e-mails and tasks: they come, and somebody deals with them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from connectors.simulator.queues import DAY, Case, Queue

if TYPE_CHECKING:
    from connectors.simulator.world import World

SUBJECTS = (
    "Fråga om faktura", "Ändrad adress", "Återköp", "Klagomål på leverans", "Glömt lösenord",
    "Önskar bli uppringd", "Uppsägning", "Avvikelse i mätvärde",
)  # fmt: skip
PACE = 420.0


class Backlog:
    """Keeps each queue's open cases near its target, never still."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.rng = world.rng
        self.watchers: list[Callable[[str, Queue, Case], None]] = []  # "opened" or "dealt_with"
        for queue in world.queues:
            for _ in range(queue.case_target):
                self._open(queue, world.now - self.rng.uniform(0, 3 * DAY))
            queue.cases.sort(key=lambda case: case.arrived)
            if queue.case_target:
                self._plan(queue)

    def _plan(self, queue: Queue) -> None:
        when = self.world.now + self.rng.expovariate(1 / PACE)
        self.world.at(when, lambda: self._move(queue))

    def _move(self, queue: Queue) -> None:
        self._plan(queue)
        missing = (queue.case_target - len(queue.cases)) / (2 * queue.case_target)
        if self.rng.random() < 0.5 + missing or not queue.cases:
            self._tell("opened", queue, self._open(queue, self.world.now))
        else:
            index = min(int(self.rng.expovariate(1 / 3)), len(queue.cases) - 1)
            self._tell("dealt_with", queue, queue.cases.pop(index))

    def _tell(self, what: str, queue: Queue, case: Case) -> None:
        for watcher in self.watchers:
            watcher(what, queue, case)

    def _open(self, queue: Queue, arrived: float) -> Case:
        kind = "E-mail" if queue.channel == "email" or self.rng.random() < 0.6 else "Task"
        customer = f"K{self.rng.randint(10_000, 99_999)}"
        subject = self.rng.choice(SUBJECTS)
        case = Case(self.world.next_job(), kind, arrived, subject, customer)
        queue.cases.append(case)
        return case
