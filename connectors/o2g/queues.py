"""Pilots, processing groups and waiting queues: what call data let one count, and what is reported.

Abandoned calls are in no agent's events, so what is counted here is answered calls only (SL-D).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from connectors.o2g.calls import ANSWERED, Call, QueueSaid
from connectors.o2g.normalize import PILOT_STATUS, known
from wallboard.domain.states import QueueState

PILOT, GROUP, QUEUE = "pilot", "group", "queue"
EXPECTED_WAIT_SECONDS = 300.0  # told with calls only: so long after the last it still says anything
MAX_CONTACTS = 50_000


def external_id(noun: str, number: str) -> str:
    """A pilot and a group may have the same number."""
    return f"{noun}:{number}"


@dataclass(slots=True)
class Figures:
    """Since the site's midnight."""

    answered: int = 0
    answered_in_threshold: int = 0
    wait_seconds: float = 0.0
    talk_seconds: float = 0.0
    hold_seconds: float = 0.0
    without_wait: int = 0  # answered ones whose wait was not told (yet)


@dataclass(slots=True)
class Queue:
    noun: str
    number: str
    name: str = ""
    node: str = ""
    figures: Figures = field(default_factory=Figures)
    expected_wait: int | None = None
    expected_at: float = 0.0
    saturated: bool | None = None
    status: QueueState | None = None
    rti: dict[str, Any] = field(default_factory=dict)
    rti_at: float = 0.0
    longest_since: float | None = None
    waiting: dict[str, float] = field(default_factory=dict)  # pilot package: call → arrival
    strangers: int | None = None  # waiting calls that came before we looked; None: not known

    @property
    def external_id(self) -> str:
        return external_id(self.noun, self.number)


class Queues:
    """All of them, and which contacts were counted today."""

    def __init__(self, threshold_seconds: float) -> None:
        self.threshold_seconds = threshold_seconds
        self.rows: dict[str, Queue] = {}
        self.counted: dict[str, None] = {}
        self.dirty: set[str] = set()

    def row(self, noun: str, number: str) -> Queue:
        key = external_id(noun, number)
        found = self.rows.get(key)
        if found is None:
            found = self.rows[key] = Queue(noun, number)
            self.dirty.add(key)
        return found

    def touch(self, queue: Queue) -> None:
        self.dirty.add(queue.external_id)

    # what call data say

    def count(self, call: Call, group: str, node: str) -> bool:
        """Count an ACD call that was answered, once per contact; whether anything changed."""
        if not call.acd or call.state not in ANSWERED:
            return False
        if not call.counted:
            call.counted = True
            if call.contact in self.counted:
                return True
            self.counted[call.contact] = None
            if len(self.counted) > MAX_CONTACTS:
                del self.counted[next(iter(self.counted))]
            call.group = call.group or group
            call.counts_wait = True
            for queue in self._of(call):
                queue.node = node or queue.node
                queue.figures.answered += 1
                queue.figures.without_wait += 1
                self.touch(queue)
        elif not call.counts_wait:
            return False
        if call.counts_wait and call.wait is not None:
            call.counts_wait = False
            for queue in self._of(call):
                queue.figures.without_wait -= 1
                queue.figures.wait_seconds += call.wait
                queue.figures.answered_in_threshold += call.wait <= self.threshold_seconds
                self.touch(queue)
        return True

    def await_wait(self, call: Call) -> None:
        """The last reader counted this call before its wait was told."""
        if call.counts_wait:
            for queue in self._of(call):
                queue.figures.without_wait += 1

    def finish(self, call: Call) -> None:
        for queue in self._of(call):
            queue.figures.talk_seconds += call.talked
            queue.figures.hold_seconds += call.held
            self.touch(queue)

    def hear(self, said: QueueSaid, at: float) -> str:
        """What call data report of a pilot; returns a word that no table knows."""
        queue = self.row(PILOT, said.pilot)
        if said.expected_wait is not None:
            queue.expected_wait, queue.expected_at = said.expected_wait, at
        if said.saturated is not None:
            queue.saturated = said.saturated
        unknown = ""
        if said.status:
            status = known(said.status, PILOT_STATUS)
            queue.status = PILOT_STATUS.get(status, QueueState.UNKNOWN)
            unknown = "" if status in PILOT_STATUS else status
        self.touch(queue)
        return unknown

    def _of(self, call: Call) -> Iterable[Queue]:
        if call.pilot:
            yield self.row(PILOT, call.pilot)
        if call.group:
            yield self.row(GROUP, call.group)

    # the clock, told by others

    def turn(self, living: Iterable[str]) -> None:
        """The site's day has turned. Contacts that live on were answered yesterday."""
        self.counted = dict.fromkeys(contact for contact in living if contact in self.counted)
        for queue in self.rows.values():
            queue.figures = Figures()
            self.touch(queue)

    def expire(self, at: float) -> None:
        """An expected wait that no call has repeated says nothing any more."""
        for queue in self.rows.values():
            stale = at - queue.expected_at > EXPECTED_WAIT_SECONDS
            if queue.expected_wait is not None and stale:
                queue.expected_wait = queue.saturated = None
                self.touch(queue)
