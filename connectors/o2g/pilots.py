"""The package `pilot`: contacts that wait at monitored pilots. Pure.

There is no snapshot of them. What came before we looked shows only in `numberOfQueued`, which
counts the waiting queue, and a queue may serve several pilots.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from connectors.o2g.normalize import Event, text, whole
from connectors.o2g.queues import PILOT, QUEUE, Queues


@dataclass(slots=True)
class Pilots:
    queues: Queues
    queue_of: dict[str, str] = field(default_factory=dict)  # call → number of its waiting queue

    def queued(self, event: Event, at: float) -> None:
        pilot, ref = text(event.get("pilot")), text(event.get("callRef"))
        if not pilot or not ref:
            return
        row = self.queues.row(PILOT, pilot)
        row.waiting.setdefault(ref, at)
        self.queues.touch(row)
        number, told = text(event.get("queue")), whole(event.get("numberOfQueued"))
        if not number:
            row.strangers = row.strangers or 0
            return
        self.queue_of[ref] = number
        waiting = self.queues.row(QUEUE, number)
        waiting.waiting.setdefault(ref, at)
        if told is not None:
            waiting.strangers = max(0, told - len(waiting.waiting))
        row.strangers = waiting.strangers
        self.queues.touch(waiting)

    def removed(self, event: Event, at: float) -> None:
        pilot, ref = text(event.get("pilot")), text(event.get("callRef"))
        if not pilot:
            return
        row = self.queues.row(PILOT, pilot)
        number = self.queue_of.pop(ref, "")
        rows = [row, self.queues.row(QUEUE, number)] if number else [row]
        for one in rows:
            if one.waiting.pop(ref, None) is None and one.strangers:
                one.strangers -= 1
            self.queues.touch(one)

    def forget(self) -> None:
        """Events were lost: who waits is not known until the next one is queued."""
        self.queue_of.clear()
        for row in self.queues.rows.values():
            if row.waiting or row.strangers is not None:
                row.waiting.clear()
                row.strangers = None
                self.queues.touch(row)
