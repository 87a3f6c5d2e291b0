"""What a connector is given in tests: everything real but the stores, which are in memory."""

from __future__ import annotations

import copy
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from connectors.base import AccountSettings, Connector, Directory, RunContext
from wallboard.domain.facts import EntityKey, Fact, FactKey
from wallboard.domain.observation import Batch, Kind, Observation, Past


class MemorySessions:
    """A `SessionStore`; survives runs, and may be shared by threads."""

    def __init__(self) -> None:
        self.stored: dict[str, Any] = {}
        self._lock = threading.Lock()

    def load(self) -> dict[str, Any]:
        return copy.deepcopy(self.stored)

    def save(self, session: Mapping[str, Any], ttl_seconds: float) -> None:
        assert ttl_seconds > 0
        self.stored = copy.deepcopy(dict(session))

    def clear(self) -> None:
        self.stored = {}

    @contextmanager
    def exclusive(self, wait_seconds: float = 10.0) -> Iterator[None]:
        if not self._lock.acquire(timeout=wait_seconds):
            raise TimeoutError
        try:
            yield
        finally:
            self._lock.release()


class RecordedFindings:
    """`Findings` that remember all they were told."""

    def __init__(self) -> None:
        self.requests: Counter[str] = Counter()
        self.members: dict[tuple[str, str], tuple[object, bool]] = {}
        self.words: Counter[tuple[str, str]] = Counter()
        self.notes: dict[str, str | None] = {}
        self.left_out: list[tuple[str, str]] = []

    def request(self, purpose: str) -> None:
        self.requests[purpose] += 1

    def member_seen(self, resource: str, member: str, sample: object, mapped: bool) -> None:
        self.members[resource, member] = (sample, mapped)

    def unknown_word(self, table: str, word: str) -> None:
        self.words[table, word] += 1

    def note(self, key: str, text: str | None) -> None:
        self.notes[key] = text

    def malformed(self, where: str, reason: str) -> None:
        self.left_out.append((where, reason))


class Remembered:
    """`KnownFacts` made of the batches that were yielded."""

    def __init__(self) -> None:
        self.facts: dict[EntityKey, dict[str, Fact]] = {}
        self.confirmed: dict[tuple[str, Kind], float] = {}

    def take(self, batch: Batch) -> None:
        self.confirmed.update(((batch.job, kind), batch.received_at) for kind in batch.covers)
        if batch.complete:
            ours = {
                entity: {f: fact for f, fact in facts.items() if fact.key.job != batch.job}
                for entity, facts in self.facts.items()
                if entity.kind in batch.covers
            }
            self.facts.update(ours)
        for one in batch.observations:
            facts = self.facts.setdefault(EntityKey(batch.account, one.kind, one.external_id), {})
            for name, value in one.values.items():
                key = FactKey(batch.account, batch.job, one.kind, one.external_id, name)
                facts[name] = Fact(key, value, one.observed_at, one.received_at)

    def facts_of(self, kind: Kind) -> Mapping[EntityKey, Mapping[str, Fact]]:
        return {entity: facts for entity, facts in self.facts.items() if entity.kind is kind}

    def confirmed_at(self, job: str, kind: Kind) -> float | None:
        return self.confirmed.get((job, kind))


class Runs:
    """Runs of one account, one after another, as the runner would do them."""

    def __init__(
        self,
        connector: Callable[[RunContext], Connector],
        settings: AccountSettings,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.connector = connector
        self.settings = settings
        self.clock = clock
        self.sessions = MemorySessions()
        self.findings = RecordedFindings()
        self.known = Remembered()
        self.pasts: list[Past] = []
        self.last_ok_at: float | None = None  # as a test sets it

    def context(self, seconds: float = 10.0) -> RunContext:
        return RunContext(
            account=self.settings,
            sessions=self.sessions,
            findings=self.findings,
            known=self.known,
            deadline_at=self.clock() + seconds,
            clock=self.clock,
            last_ok_at=self.last_ok_at,
        )

    def run(self, job: str, seconds: float = 10.0) -> list[Batch | Directory]:
        """What the job yields. What came before an error is remembered, then it is raised."""
        connector = self.connector(self.context(seconds))
        results: list[Batch | Directory] = []
        try:
            for result in connector.run(job):
                if isinstance(result, Past):
                    self.pasts.append(result)
                    continue
                results.append(result)
                if isinstance(result, Batch):
                    self.known.take(result)
        finally:
            connector.close()
        return results

    def observed(self, job: str, kind: Kind, seconds: float = 10.0) -> dict[str, Observation]:
        """By external id, what the job says about one kind."""
        return {
            one.external_id: one
            for batch in self.run(job, seconds)
            if isinstance(batch, Batch)
            for one in batch.observations
            if one.kind is kind
        }
