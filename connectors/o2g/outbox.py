"""What the reader hands over: differences at once, confirmations, all of it after a snapshot."""

from __future__ import annotations

import time
from collections.abc import Iterator

from connectors.base import Directory, DirectoryEntry, RunContext
from connectors.o2g.agents import Agent
from connectors.o2g.options import O2gOptions
from connectors.o2g.packages import AGENT, PILOT, RTI, TELEPHONY
from connectors.o2g.queues import Queue
from connectors.o2g.tracker import Tracker
from wallboard.domain.observation import Batch, Kind, Observation

CONFIRM_SECONDS = 1.0  # with nothing to say, no more often


class Outbox:
    def __init__(self, context: RunContext, tracker: Tracker, job: str) -> None:
        self._context = context
        self._tracker = tracker
        self._job = job
        self._listed: set[tuple[Kind, str, str]] = set()
        self._confirm_at = 0.0
        self._heard = False
        self.trusted = False  # the snapshots are in, and the channel speaks
        self._whole = False
        self._list = False
        self._rows = 0
        self._nouns = O2gOptions.of(context.account.options).listed

    def heard(self) -> None:
        """The channel said something."""
        self._heard = True

    def trust(self) -> None:
        """The snapshots are as much in as they will be."""
        self.trusted = self._list = True

    def whole(self) -> None:
        """The snapshots are in: the next batch replaces all."""
        self.trust()
        self._whole = True

    def learned(self) -> None:
        """Names came in."""
        self._list = True

    def doubt(self) -> Iterator[Batch]:
        """Mark all of it late, now."""
        self.trusted = False
        at = self._context.clock()
        if observations := self._tracker.changes(at):
            yield self._batch(observations, frozenset(), at)

    def take(self) -> Iterator[Batch | Directory]:
        at = self._context.clock()
        if self._whole:
            self._whole = False
            yield self._batch(self._tracker.everything(at), self._covers(), at, complete=True)
        else:
            yield from self._differences(at)
        rows = len(self._tracker.queues.rows)  # RTI and calls name queues one by one
        if self._list or rows != self._rows:
            self._list, self._rows = False, rows
            yield from self._directory()

    def _differences(self, at: float) -> Iterator[Batch]:
        observations = self._tracker.changes(at)
        covers = self._covers() if self.trusted else frozenset()
        due = self._heard and time.monotonic() >= self._confirm_at
        if observations or (covers and due):
            yield self._batch(observations, covers if self._heard else frozenset(), at)

    def _batch(
        self,
        observations: tuple[Observation, ...],
        covers: frozenset[Kind],
        at: float,
        complete: bool = False,
    ) -> Batch:
        if covers:
            self._heard = False
            self._confirm_at = time.monotonic() + CONFIRM_SECONDS
        return Batch(self._context.account.id, self._job, covers, observations, at, complete)

    def _covers(self) -> frozenset[Kind]:
        packages = self._tracker.out.packages
        covers = {Kind.SOURCE}
        if packages & {AGENT, RTI}:
            covers.add(Kind.AGENT)
        if packages & {TELEPHONY, PILOT, RTI}:
            covers.add(Kind.QUEUE)
        return frozenset(covers)

    def _directory(self) -> Iterator[Directory]:
        """Queues and people who are new, or have another name. Covers nothing: it is no listing."""
        entries = [
            *(entry_of_queue(row) for row in self._tracker.queues.rows.values()
              if row.noun in self._nouns),
            *(entry_of_agent(agent) for agent in self._tracker.people.agents.values()
              if agent.is_agent and agent.name),
        ]  # fmt: skip
        new = [one for one in entries if (one.kind, one.external_id, one.name) not in self._listed]
        self._listed.update((one.kind, one.external_id, one.name) for one in new)
        if new:
            yield Directory(frozenset(), tuple(new))


NOUNS = {"pilot": "Pilot", "group": "Group", "queue": "Queue"}


def entry_of_queue(row: Queue) -> DirectoryEntry:
    name = row.name or f"{NOUNS[row.noun]} {row.number}"
    return DirectoryEntry(Kind.QUEUE, row.external_id, name, {"number": row.number})


def entry_of_agent(agent: Agent) -> DirectoryEntry:
    """`own_agent_id`: what other systems call the ACD agent id is her directory number."""
    keys = {"login": agent.login}
    if agent.number:
        keys |= {"number": agent.number, "own_agent_id": agent.number}
    return DirectoryEntry(Kind.AGENT, agent.login, agent.name or agent.login, keys, agent.groups)
