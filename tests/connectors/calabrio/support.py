"""A run of the Calabrio connector with everything around it real but the vendor, or the vendor too.

Facts and sessions live in a real Valkey. The scripted vendor answers by a table of paths, below
httpx and above the socket; the simulated contact centre answers over HTTP.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import redis
from cryptography.fernet import Fernet

from connectors.base import AccountSettings, Directory, RunContext
from connectors.calabrio.client import LIMITS, CalabrioClient
from connectors.calabrio.connector import CalabrioConnector
from connectors.calabrio.options import CalabrioOptions
from connectors.http import VendorHttp
from wallboard.domain.facts import EntityKey, Fact
from wallboard.domain.observation import Batch, Kind
from wallboard.state.sessions import StoredSessions
from wallboard.state.store import FactStore

FIXTURES = Path(__file__).parents[2] / "fixtures" / "calabrio"
SITE, ACCOUNT = "1", "7"
USER, PASSWORD = "wallboard@test.invalid", "correct-horse-battery"
Answer = Callable[[httpx.Request], httpx.Response]


def load(name: str) -> Any:
    """A fixture by its file name."""
    return json.loads((FIXTURES / name).read_text(encoding="utf-8"))


@dataclass
class RecordedFindings:
    """`connectors.base.Findings` that keeps all it is told."""

    requests: list[str] = field(default_factory=list)
    members: dict[tuple[str, str], tuple[object, bool]] = field(default_factory=dict)
    words: Counter[tuple[str, str]] = field(default_factory=Counter)
    notes: dict[str, str | None] = field(default_factory=dict)
    left_out: list[tuple[str, str]] = field(default_factory=list)

    def request(self, purpose: str) -> None:
        self.requests.append(purpose)

    def member_seen(self, resource: str, member: str, sample: object, mapped: bool) -> None:
        self.members[resource, member] = (sample, mapped)

    def unknown_word(self, table: str, word: str) -> None:
        self.words[table, word] += 1

    def note(self, key: str, text: str | None) -> None:
        self.notes[key] = text

    def malformed(self, where: str, reason: str) -> None:
        self.left_out.append((where, reason))


class KnownFacts:
    def __init__(self, store: FactStore) -> None:
        self._store = store

    def facts_of(self, kind: Kind) -> Mapping[EntityKey, Mapping[str, Fact]]:
        return self._store.facts_of(SITE, ACCOUNT, kind)


class ScriptedCalabrio:
    """Answers by the end of the path; `calls` are (method, path below /api/rest, query, body)."""

    def __init__(self) -> None:
        self.calls: list[httpx.Request] = []
        self.answers: dict[str, Answer | Any] = {"authorize": load("authorize.json")}
        self.sessions = 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.calls.append(request)
        path = request.url.path.partition("/api/rest/")[2].strip("/")
        if path == "authorize" and request.method == "DELETE":
            return httpx.Response(200)
        answer = self.answers.get(path)
        if answer is None:
            return httpx.Response(404, json={"message": "not found"})
        if callable(answer):
            reply: httpx.Response = answer(request)
            return reply
        return httpx.Response(200, json=answer)

    def to(self, path: str, method: str = "") -> list[httpx.Request]:
        return [
            call
            for call in self.calls
            if call.url.path.partition("/api/rest/")[2].strip("/") == path
            and method in ("", call.method)
        ]


@dataclass
class Bench:
    """One account on a real Valkey; runs jobs as the runner does and applies what they yield."""

    client: redis.Redis
    base_url: str = "https://calabrio.test"
    scripted: ScriptedCalabrio | None = None
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
        if self.scripted is None:
            return CalabrioConnector(context)
        http = VendorHttp(context, "Calabrio", LIMITS, httpx.MockTransport(self.scripted))
        client = CalabrioClient(context, CalabrioOptions.of(self.options), http)
        return CalabrioConnector(context, client)

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
