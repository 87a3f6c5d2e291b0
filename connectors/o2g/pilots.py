"""The package `pilot`: contacts that wait at monitored pilots. Pure.

There is no snapshot of them. What came before we looked shows only in `numberOfQueued`, which
counts the waiting queue, and a queue may serve several pilots.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from connectors.o2g.normalize import Event, text, whole
from connectors.o2g.queues import PILOT, QUEUE, Queue, Queues

MAX_ENDED = 2_000


@dataclass(slots=True)
class Pilots:
    queues: Queues
    queue_of: dict[str, str] = field(default_factory=dict)  # call → number of its waiting queue
    last_of: dict[str, str] = field(default_factory=dict)  # pilot → the queue it last named
    ended: dict[str, None] = field(default_factory=dict)  # calls that wait no more

    def queued(self, event: Event, at: float) -> None:
        pilot, ref = text(event.get("pilot")), text(event.get("callRef"))
        if not pilot or not ref:
            return
        self.ended.pop(ref, None)
        row = self.queues.row(PILOT, pilot)
        since = row.waiting.setdefault(ref, at)
        self.queues.touch(row)
        number, told = text(event.get("queue")), whole(event.get("numberOfQueued"))
        if not number:
            row.strangers = row.strangers or 0
            return
        before = self.queue_of.get(ref)
        if before == number:
            return  # told again: its length of the queue is that of then
        if before:
            self._drop(ref, self.queues.row(QUEUE, before))
        self.queue_of[ref] = self.last_of[pilot] = number
        waiting = self.queues.row(QUEUE, number)
        waiting.waiting[ref] = since
        if told is not None:
            self._shorten(waiting, max(told, 1), ref)
            waiting.strangers = max(0, told - len(waiting.waiting))
        row.strangers = waiting.strangers
        self.queues.touch(waiting)

    def removed(self, event: Event, at: float) -> None:
        pilot, ref = text(event.get("pilot")), text(event.get("callRef"))
        if not pilot or ref in self.ended:
            return
        row = self.queues.row(PILOT, pilot)
        # One that came before we looked waited where the pilot sends its calls.
        number = self.queue_of.get(ref) or self.last_of.get(pilot)
        for one in [row, self.queues.row(QUEUE, number)] if number else [row]:
            if not self._drop(ref, one) and one.strangers:
                one.strangers -= 1
                self.queues.touch(one)
        self._end(ref)

    def _shorten(self, waiting: Queue, length: int, newest: str) -> None:
        """The event knows how many wait: what is more has ended unseen, the oldest first."""
        spare = max(0, len(waiting.waiting) - length)
        for ref in [one for one in waiting.waiting if one != newest][:spare]:
            for row in self.queues.rows.values():
                self._drop(ref, row)
            self._end(ref)

    def _drop(self, ref: str, row: Queue) -> bool:
        if row.waiting.pop(ref, None) is None:
            return False
        self.queues.touch(row)
        return True

    def _end(self, ref: str) -> None:
        self.queue_of.pop(ref, None)
        if ref:
            self.ended[ref] = None
        if len(self.ended) > MAX_ENDED:
            del self.ended[next(iter(self.ended))]

    def forget(self) -> None:
        """Events were lost: who waits is not known until the next one is queued."""
        self.queue_of.clear()
        self.last_of.clear()
        self.ended.clear()
        for row in self.queues.rows.values():
            if row.waiting or row.strangers is not None:
                row.waiting.clear()
                row.strangers = None
                self.queues.touch(row)
