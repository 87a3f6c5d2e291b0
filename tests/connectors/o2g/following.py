"""A reader that follows in a thread, as the stream worker does, on stores in memory."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from typing import Any, Self

from connectors.base import AccountSettings, Directory, Interrupted, RunContext
from connectors.o2g.connector import O2gConnector
from tests.connectors.runs import MemorySessions, RecordedFindings
from wallboard.domain.facts import EntityKey, Fact, FactKey
from wallboard.domain.observation import Batch, Kind


class Facts:
    """`KnownFacts` as the store would keep them: differences, what is taken back, whole batches."""

    def __init__(self) -> None:
        self.facts: dict[EntityKey, dict[str, Fact]] = {}
        self.batches: list[Batch] = []
        self.confirmed: dict[Kind, float] = {}
        self._lock = threading.Lock()

    def take(self, batch: Batch) -> None:
        with self._lock:
            self.batches.append(batch)
            if batch.complete:
                named = {(one.kind, one.external_id) for one in batch.observations}
                for entity in [e for e in self.facts if e.kind in batch.covers]:
                    if (entity.kind, entity.external_id) not in named:
                        del self.facts[entity]
                    else:
                        self.facts[entity] = {}
            for one in batch.observations:
                entity = EntityKey(batch.account, one.kind, one.external_id)
                known = self.facts.setdefault(entity, {})
                for name in one.gone:
                    known.pop(name, None)
                for name, value in one.values.items():
                    before = known.get(name)
                    if before is None or before.value != value:
                        key = FactKey(batch.account, batch.job, one.kind, one.external_id, name)
                        known[name] = Fact(key, value, one.observed_at, one.received_at)
                if not known:
                    del self.facts[entity]
            for kind in batch.covers:
                self.confirmed[kind] = batch.received_at

    def facts_of(self, kind: Kind) -> Mapping[EntityKey, Mapping[str, Fact]]:
        with self._lock:
            return {e: dict(facts) for e, facts in self.facts.items() if e.kind is kind}

    def confirmed_at(self, job: str, kind: Kind) -> float | None:
        return self.confirmed.get(kind)

    def of(self, kind: Kind, external_id: str) -> dict[str, Any]:
        found = self.facts_of(kind).get(EntityKey("1", kind, external_id), {})
        return {name: fact.value.raw for name, fact in found.items()}

    def all(self, kind: Kind, field: str) -> dict[str, Any]:
        return {
            entity.external_id: facts[field].value.raw
            for entity, facts in self.facts_of(kind).items()
            if field in facts
        }


class Follower:
    """Context manager: follows until it is left. `stop()` is a hand-over; `start()` the next."""

    def __init__(
        self,
        url: str,
        secrets: Mapping[str, str],
        facts: Facts | None = None,
        sessions: MemorySessions | None = None,
        ca_bundle: str = "",
        clock: Callable[[], float] = time.time,
        timezone: str = "Europe/Stockholm",
        **options: Any,
    ) -> None:
        self.settings = AccountSettings(
            "1", "o2g", url, options, {}, timezone, secrets, ca_bundle, {"events": 30.0}
        )
        self.facts = facts or Facts()
        self.sessions = sessions or MemorySessions()
        self.findings = RecordedFindings()
        self.interrupted: list[Interrupted] = []
        self.directories: list[Directory] = []
        self.error: Exception | None = None
        self.clock = clock
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def context(self, seconds: float = 600.0) -> RunContext:
        return RunContext(
            self.settings, self.sessions, self.findings, self.facts, time.time() + seconds,
            self.clock,
        )  # fmt: skip

    def start(self) -> Self:
        self._stop.clear()
        self._thread = threading.Thread(target=self._follow, daemon=True)
        self._thread.start()
        return self

    def _follow(self) -> None:
        connector = O2gConnector(self.context())
        try:
            for item in connector.read("events", self._stop):
                if isinstance(item, Batch):
                    self.facts.take(item)
                elif isinstance(item, Directory):
                    self.directories.append(item)
                else:
                    self.interrupted.append(item)
        except Exception as error:
            self.error = error
        finally:
            connector.close()

    def stop(self, seconds: float = 5.0) -> float:
        """How long it took."""
        assert self._thread is not None
        begun = time.monotonic()
        self._stop.set()
        self._thread.join(seconds)
        assert not self._thread.is_alive(), "the reader does not stop"
        return time.monotonic() - begun

    @property
    def alive(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def until(self, what: Callable[[], Any], seconds: float = 8.0) -> Any:
        """Wait until it is true."""
        end = time.monotonic() + seconds
        while not (found := what()):
            if self.error is not None and not isinstance(self.error, AssertionError):
                raise self.error
            assert time.monotonic() < end, f"never came; interrupted: {self.interrupted[-3:]}"
            time.sleep(0.02)
        return found

    @property
    def fresh(self) -> bool:
        """The snapshots are in and nothing doubts them."""
        channel = self.facts.of(Kind.SOURCE, "channel")
        return bool(self.facts.confirmed) and "late_since" not in channel
