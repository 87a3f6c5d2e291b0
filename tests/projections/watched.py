"""A site that the sanity watch looks at once a minute, and what its systems say, in few words."""

from __future__ import annotations

from typing import Any

import orjson

from tests.projections.scenes import agent, of_agent, queue, said, site, source
from wallboard.domain.board import SiteSpec
from wallboard.domain.facts import Fact, SiteFacts, SourceKey
from wallboard.domain.observation import Kind, Value
from wallboard.domain.schedule import Scheduled, encode
from wallboard.projections.sanity import Report, watch
from wallboard.projections.scene import scene_of

NOON = 1_760_004_000.0  # 12:00 in Stockholm, 10:00 UTC
MINUTE = 60.0
HOUR = 3600.0
MIDNIGHT = NOON + 12 * HOUR
DAY = {"window": "day"}

TRIO, CALABRIO, SINCH = source("trio"), source("calabrio", 1), source("sinch", 2)
ANNA = agent("7", "trio", "calabrio", name="Anna Berg")
SUPPORT = queue("q", "trio", "sinch", name="Support")
SITE = site(ANNA, SUPPORT, sources=(TRIO, CALABRIO, SINCH))


class Centre:
    """A site that is looked at once a minute; facts stay until something else is said."""

    def __init__(self, spec: SiteSpec = SITE, now_at: float = NOON) -> None:
        self.spec = spec
        self.now_at = now_at
        self.memory: dict[str, Any] = {}
        self.late: set[str] = set()
        self.known: dict[Any, Fact] = {}

    def say(self, facts: list[Fact], at: float | None = None) -> None:
        """What is new is received now; a repetition changes nothing, as in the store."""
        received = self.now_at if at is None else at
        for fact in facts:
            before = self.known.get(fact.key)
            if before is None or before.value != fact.value:
                self.known[fact.key] = Fact(fact.key, fact.value, received, received)

    def look(self, times: int = 1) -> Report:
        for _ in range(times):
            self.now_at += MINUTE
            report = self._look()
        return report

    def _look(self) -> Report:
        confirmed = {
            SourceKey(account, "state", kind): self.now_at - (30 if account in self.late else 5)
            for account in self.spec.sources
            for kind in Kind
        }
        facts = SiteFacts.of(None, self.known.values())
        report, memory = watch(scene_of(self.spec, facts, confirmed, self.now_at), self.memory)
        self.memory = orjson.loads(orjson.dumps(memory))  # as it is kept
        return Report.of_json(orjson.loads(orjson.dumps(report.as_json())))


def texts(report: Report, check: str) -> list[str]:
    return [one.text for one in report.findings if one.check == check]


def state(account: str, word: str, **more: Any) -> list[Fact]:
    return of_agent(account, "7", state=word, **more)


def counted(account: str, external_id: str = "q", **counts: float) -> list[Fact]:
    values: dict[str, Any] = {name: Value(n, parameters=DAY) for name, n in counts.items()}
    return said(account, Kind.QUEUE, external_id, **values)


def schedule(*shifts: tuple[float, float]) -> Value:
    return Value(encode(Scheduled("in_service", "In Service", a, b) for a, b in shifts))
