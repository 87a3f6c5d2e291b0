"""Trio's jobs: `state`, `cases`, `calls`, `directory`. See README.md for what is read and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from zoneinfo import ZoneInfo

from connectors.base import Directory, Findings, RunContext, TestResult
from connectors.errors import ConnectorError, CredentialsRejected, Malformed, Refused, Throttled
from connectors.http import VendorHttp
from connectors.reading import Unreadable, fold, number_of
from connectors.steady import was_watched
from connectors.tally import Tally
from connectors.trio.check import check
from connectors.trio.client import Collection, TrioClient
from connectors.trio.counting import backlog_of, waiting_of
from connectors.trio.directory import directory_of
from connectors.trio.discovery import Center, Discovery
from connectors.trio.mapping import FieldMap
from connectors.trio.normalize import (
    Frame,
    Known,
    agent_from_agent_state,
    day_of,
    parameters_of,
    queue_from_service_state,
)
from connectors.trio.reads import Reads
from connectors.trio.spec import TRIO
from wallboard.domain.observation import Batch, Kind, Observation, Value

__all__ = ["TRIO", "TrioConnector"]

SOURCE_ID = "system"
# resource → the job that reads it; a job that is off is not surveyed
SURVEYED = {"service_state": "state", "agent_state": "state", "case": "cases", "call": "calls"}

Count = Callable[[Collection, Frame, Iterable[str]], list[Observation]]


class TrioConnector:
    """One run of one job. Raises `Refused` at once for a setting that makes no sense."""

    def __init__(self, context: RunContext) -> None:
        self._context = context
        self._options = context.account.options
        self._zone = ZoneInfo(context.account.timezone)
        self._fields = FieldMap(context.account.mapping)
        self._day = day_of(self._day_zone(), self._zone, context.clock())
        self._parameters = parameters_of(
            self._number("threshold_seconds", 20.0),
            self._number("short_abandon_seconds", 5.0),
            self._day,
        )
        self._http = VendorHttp(context, "Trio")
        self._speak(again=False)

    def __repr__(self) -> str:
        return f"<TrioConnector {self._http!r}>"

    def run(self, job: str) -> Iterator[Batch | Directory]:
        jobs: dict[str, Callable[[], Iterator[Batch | Directory]]] = {
            "state": self._state,
            "cases": self._cases,
            "calls": self._calls,
            "directory": self._directory,
        }
        if job not in jobs:
            raise Refused(f"Trio has no job “{job}”.")
        return jobs[job]()

    def test(self) -> TestResult:
        self._speak(again=True)
        try:
            return check(self._client, self._places, self._reads, self._fields)
        except ConnectorError as error:
            return TestResult(False, str(error), error.hint)

    def sign_out(self) -> None:
        """Trio has no logout: what is kept is forgotten, and its tokens die by themselves."""
        self._context.sessions.clear()

    def close(self) -> None:
        self._http.close()

    def _speak(self, *, again: bool) -> None:
        self._client = TrioClient(self._context, self._http, again)
        self._places = Discovery(self._context, self._client, self._fields)
        self._reads = Reads(self._context, self._client, self._places, self._fields)

    # jobs

    def _state(self) -> Iterator[Batch]:
        """Queues, then agents; the failure of one does not hurt the other."""
        failure: ConnectorError | None = None
        for kind in (Kind.QUEUE, Kind.AGENT):
            try:
                yield self._state_of(kind)
            except (CredentialsRejected, Throttled):
                raise
            except ConnectorError as error:
                failure = failure or error
            else:
                yield self._source()
        if failure is not None:
            raise failure

    def _state_of(self, kind: Kind) -> Batch:
        resource, normalize = {
            Kind.QUEUE: ("service_state", queue_from_service_state),
            Kind.AGENT: ("agent_state", agent_from_agent_state),
        }[kind]
        known, watched = self._known(kind), self._was_watched(kind)
        tally = Tally(self._context.findings)
        observations: dict[str, Observation] = {}
        complete = True
        listed = 0
        for center in self._places.centers():
            found = self._reads.read(center, resource, "state")
            frame = replace(self._frame(center, found, known, tally), watched=watched)
            complete = complete and found.complete
            listed += len(found.items)
            for item in found.items:
                observation = normalize(item, frame)
                # Of two with one id the first stays: pages may overlap while people come and go.
                if observation is not None:
                    observations.setdefault(observation.external_id, observation)
        if listed and not observations:
            raise Malformed(f"None of the {listed} items of Trio's {resource} could be read.")
        tally.insist(f"Trio's {resource}")
        return self._batch("state", kind, list(observations.values()), complete)

    def _source(self) -> Batch:
        """Whether the pair of servers is in failover, as learned on the way."""
        now = self._context.clock()
        values = {"failover": Value(self._client.pair.failover)}
        observation = Observation(Kind.SOURCE, SOURCE_ID, values, now, now)
        return self._batch("state", Kind.SOURCE, [observation], True)

    def _cases(self) -> Iterator[Batch]:
        told = str(self._options.get("case_types") or "")
        types = frozenset(fold(word) for word in told.split(",") if fold(word))
        yield self._counted("cases", "case", partial(backlog_of, types=types))

    def _calls(self) -> Iterator[Batch]:
        yield self._counted("calls", "call", waiting_of)

    def _counted(self, job: str, resource: str, count: Count) -> Batch:
        known, listed = self._known(Kind.QUEUE), self._listed_services()
        tally = Tally(self._context.findings)
        observations: list[Observation] = []
        complete = True
        for center in self._places.centers():
            found = self._reads.read(center, resource, job)
            complete = complete and found.complete
            services = [external for external in listed if center.owns(external)]
            observations += count(found, self._frame(center, found, known, tally), services)
        tally.insist(f"Trio's {resource}s")
        return self._batch(job, Kind.QUEUE, observations, complete)

    def _directory(self) -> Iterator[Directory]:
        centers = self._places.centers(anew=True)
        yield directory_of(centers, self._reads, self._fields, self._context.findings)
        for resource, job in SURVEYED.items():
            if job in self._context.account.jobs:
                self._reads.survey(centers[0], resource)

    # parts

    def _known(self, kind: Kind) -> Known:
        facts = self._context.known.facts_of(kind)
        return {
            entity.external_id: {field: fact.value for field, fact in fields.items()}
            for entity, fields in facts.items()
        }

    def _was_watched(self, kind: Kind) -> bool:
        context = self._context
        cadence = context.account.jobs.get("state", TRIO.job("state").cadence_seconds)
        return was_watched(context, "state", kind, cadence)

    def _listed_services(self) -> list[str]:
        """Those that the job `state` tells of. What counts them must not keep its own zeros alive
        when the login no longer sees a service."""
        facts = self._context.known.facts_of(Kind.QUEUE)
        return [
            entity.external_id
            for entity, fields in facts.items()
            if any(fact.key.job == "state" for fact in fields.values())
        ]

    def _frame(self, center: Center, found: Collection, known: Known, findings: Findings) -> Frame:
        return Frame(
            center=center,
            fields=self._fields,
            findings=findings,
            zone=self._day_zone(),
            received_at=found.received_at,
            latency_seconds=found.latency_seconds,
            known=known,
            parameters=self._parameters,
            day=self._day,
        )

    def _batch(
        self, job: str, kind: Kind, observations: list[Observation], complete: bool
    ) -> Batch:
        return Batch(
            account=self._context.account.id,
            job=job,
            covers=frozenset({kind}),
            observations=tuple(observations),
            received_at=self._context.clock(),
            complete=complete,
        )

    def _day_zone(self) -> ZoneInfo:
        name = str(self._options.get("day_timezone") or "").strip()
        try:
            return ZoneInfo(name) if name else self._zone
        except (KeyError, ValueError, OSError):
            raise Refused(f"“{name}” is no time zone: write, for example, Europe/Oslo.") from None

    def _number(self, key: str, default: float) -> float:
        try:
            number = number_of(self._options.get(key))
        except Unreadable as trouble:
            raise Refused(f"The option “{key}” of the Trio account {trouble}.") from None
        return default if number is None else number
