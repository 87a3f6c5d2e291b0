"""A run of the Calabrio connector with everything around it real but the vendor, or the vendor too.

Facts and sessions live in a real Valkey; the scripted vendor answers by a table of paths, over a
real socket, and the simulated contact centre over its own.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import redis
from cryptography.fernet import Fernet

from connectors.base import AccountSettings, Directory, RunContext
from connectors.calabrio.connector import CalabrioConnector
from tests.connectors.runs import RecordedFindings
from tests.connectors.vendor_server import Answer, Asked, VendorServer
from wallboard.domain.facts import EntityKey, Fact, SourceKey
from wallboard.domain.observation import Batch, Kind
from wallboard.state.sessions import StoredSessions
from wallboard.state.store import FactStore

FIXTURES = Path(__file__).parents[2] / "fixtures" / "calabrio"
SITE, ACCOUNT = "1", "7"
NOON = datetime(2026, 1, 24, 12, 0, tzinfo=UTC).timestamp()
USER, PASSWORD = "wallboard@test.invalid", "correct-horse-battery"


def load(name: str) -> Any:
    """A fixture by its file name."""
    return json.loads((FIXTURES / name).read_text(encoding="utf-8"))


class Clock:
    def __init__(self, at: float = NOON) -> None:
        self.at = at

    def __call__(self) -> float:
        return self.at


class KnownFacts:
    def __init__(self, store: FactStore) -> None:
        self._store = store

    def facts_of(self, kind: Kind) -> Mapping[EntityKey, Mapping[str, Fact]]:
        return self._store.facts_of(SITE, ACCOUNT, kind)

    def confirmed_at(self, job: str, kind: Kind) -> float | None:
        return self._store.confirmed(SITE).get(SourceKey(ACCOUNT, job, kind))


class ScriptedCalabrio:
    """Answers by the path below /api/rest: with JSON, or with what a function makes of it."""

    def __init__(self) -> None:
        self.answers: dict[str, Any] = {"authorize": load("authorize.json")}
        self.server = VendorServer(self.answer)

    @property
    def calls(self) -> list[Asked]:
        return self.server.asked

    def answer(self, asked: Asked) -> Answer:
        path = resource_of(asked)
        if path == "authorize" and asked.method == "DELETE":
            return Answer.of({})
        if path not in self.answers:
            return Answer.of({"message": "not found"}, 404)
        scripted = self.answers[path]
        if callable(scripted):
            made: Answer = scripted(asked)
            return made
        return Answer.of(scripted)

    def to(self, path: str, method: str = "") -> list[Asked]:
        return [
            asked
            for asked in self.calls
            if resource_of(asked) == path and method in ("", asked.method)
        ]


def resource_of(asked: Asked) -> str:
    return asked.path.partition("/api/rest/")[2].strip("/")


@dataclass
class Bench:
    """One account on a real Valkey; runs jobs as the runner does and applies what they yield."""

    client: redis.Redis
    base_url: str
    options: dict[str, Any] = field(default_factory=lambda: {"pacing_seconds": 0})
    mapping: dict[str, Any] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=lambda: {"user": USER, "password": PASSWORD})
    findings: RecordedFindings = field(default_factory=RecordedFindings)
    clock: Callable[[], float] = time.time
    run_seconds: float = 20.0
    batches: list[Batch] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.store = FactStore(self.client)
        self.sessions = StoredSessions(self.client, ACCOUNT, Fernet(Fernet.generate_key()))

    def connector(self) -> CalabrioConnector:
        settings = AccountSettings(
            id=ACCOUNT,
            vendor="calabrio",
            base_url=self.base_url,
            options=self.options,
            mapping=self.mapping,
            timezone="Europe/Stockholm",
            secrets=self.secrets,
        )
        context = RunContext(
            account=settings,
            sessions=self.sessions,
            findings=self.findings,
            known=KnownFacts(self.store),
            deadline_at=self.clock() + self.run_seconds,
            clock=self.clock,
        )
        return CalabrioConnector(context)

    def run(self, job: str) -> list[Batch | Directory]:
        connector = self.connector()
        found: list[Batch | Directory] = []
        try:
            for result in connector.run(job):
                if isinstance(result, Batch):
                    self.store.apply(SITE, result)
                    self.batches.append(result)
                found.append(result)
        finally:
            connector.close()
        return found

    def facts(self, agent_id: str | int) -> dict[str, Any]:
        """Raw values of an agent, of all jobs."""
        entity = EntityKey(ACCOUNT, Kind.AGENT, str(agent_id))
        known = self.store.facts_of(SITE, ACCOUNT, Kind.AGENT)
        return {name: fact.value.raw for name, fact in known.get(entity, {}).items()}
