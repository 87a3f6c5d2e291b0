"""Sinch's jobs: `state`, `statistics`, `disruptions`, `directory`. See README.md."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from zoneinfo import ZoneInfo

from connectors.base import Directory, RunContext, TestResult
from connectors.errors import ConnectorError, CredentialsRejected, Malformed, Refused, Throttled
from connectors.http import VendorHttp
from connectors.reading import Reader
from connectors.sinch.check import check
from connectors.sinch.client import Readings, SinchClient
from connectors.sinch.directory import directory_of
from connectors.sinch.disruptions import notices
from connectors.sinch.mapping import FieldMap
from connectors.sinch.members import report_members
from connectors.sinch.normalize import Frame, Known, agent_from_rmi, queue_from_status
from connectors.sinch.options import SinchOptions
from connectors.sinch.past import ASKING_SECONDS, LIMITS, NOT_OFFERED, Missed, past_of
from connectors.sinch.spec import SINCH
from connectors.sinch.statistics import queues_from_statistics, utc_text
from connectors.steady import was_watched
from wallboard.domain.local_day import last_midnight
from wallboard.domain.observation import Batch, Kind, Observation, Past

__all__ = ["SINCH", "SinchConnector"]

DIRECTORY_ONLY = (
    "Without RMI this account is a directory: it supplies names and disruptions, no live figures."
)


class SinchConnector:
    """One run of one job. Raises `Refused` at once for a setting that makes no sense."""

    def __init__(self, context: RunContext) -> None:
        self._context = context
        self._options = SinchOptions.of(context.account.options)
        self._fields = FieldMap(context.account.mapping, self._options.duration_unit)
        self._zone = ZoneInfo(context.account.timezone)
        self._http = VendorHttp(context, "Sinch")
        self._client = SinchClient(context, self._http, self._options)

    def __repr__(self) -> str:
        return f"<SinchConnector {self._http!r}>"

    def run(self, job: str) -> Iterator[Batch | Directory | Past]:
        jobs: dict[str, Callable[[], Iterator[Batch | Directory | Past]]] = {
            "state": self._state,
            "statistics": self._statistics,
            "disruptions": self._disruptions,
            "directory": self._directory,
        }
        if job not in jobs:
            raise Refused(f"Sinch has no job “{job}”.")
        self._context.findings.note("rmi", None if self._options.rmi else DIRECTORY_ONLY)
        return jobs[job]()

    def test(self) -> TestResult:
        try:
            client = SinchClient(self._context, self._http, self._options, again=True)
            return check(client, self._options, self._midnight())
        except ConnectorError as error:
            return TestResult(False, str(error), error.hint)

    def sign_out(self) -> None:
        self._client.session.sign_out()

    def close(self) -> None:
        self._http.close()

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
        if failure is not None:
            raise failure

    def _state_of(self, kind: Kind) -> Batch:
        resource, ask, normalize = {
            Kind.QUEUE: ("queue_status", self._client.fetch_queue_statuses, queue_from_status),
            Kind.AGENT: ("agent", self._client.fetch_agents, agent_from_rmi),
        }[kind]
        context = self._context
        cadence = context.account.jobs.get("state", SINCH.job("state").cadence_seconds)
        watched = was_watched(context, "state", kind, cadence)
        found = ask()
        self._report(found, resource)
        frame = replace(self._frame(found, kind), watched=watched)
        return self._batch("state", kind, self._each(found, resource, frame, normalize))

    def _statistics(self) -> Iterator[Batch | Past]:
        found = self._client.fetch_contact_statistics(self._midnight())
        self._report(found, "statistic")
        today = self._batch("statistics", Kind.QUEUE, self._counted(found, self._known(Kind.QUEUE)))
        yield from self._missed(today)
        yield today

    def _missed(self, today: Batch) -> Iterator[Past]:
        """What RAI tells of the quarter hours since the last run that went well."""
        now_at, context = self._context.clock(), self._context
        cadence = context.account.jobs.get("statistics", SINCH.job("statistics").cadence_seconds)
        marks = Missed(context.last_ok_at, now_at, last_midnight(now_at, self._zone), cadence).marks
        if not marks:
            return
        with closing(VendorHttp(context, "Sinch", LIMITS)) as http:
            client = SinchClient(context, http, self._options)
            past = past_of(
                today,
                marks,
                lambda mark: self._counted(client.fetch_missed_statistics(utc_text(mark)), {}),
                lambda: context.clock() - now_at < ASKING_SECONDS,
            )
        context.findings.note("past", NOT_OFFERED if past is None else None)
        if past is not None:
            yield past

    def _counted(self, found: Readings, known: Known) -> list[Observation]:
        frame = replace(self._frame(found, Kind.QUEUE), known=known)
        threshold = self._options.threshold_seconds
        observations = queues_from_statistics(found.readers, frame, threshold)
        if found.readers and not observations:
            raise Malformed("None of the rows of Sinch's statistics could be read.")
        found.tally.insist("Sinch's statistics")
        return observations

    def _disruptions(self) -> Iterator[Batch]:
        observations = notices(self._client, self._context.clock())
        yield self._batch("disruptions", Kind.SOURCE, observations)

    def _directory(self) -> Iterator[Directory]:
        deadline_at, clock = self._context.deadline_at, self._context.clock
        yield directory_of(
            self._client, self._context.findings, self._options, lambda: deadline_at - clock()
        )

    # parts

    def _each(
        self,
        found: Readings,
        resource: str,
        frame: Frame,
        normalize: Callable[[Reader, Frame], Observation | None],
    ) -> list[Observation]:
        """Of two with one id the first stays. Of many of which none can be read, none is there."""
        observations: dict[str, Observation] = {}
        for read in found.readers:
            observation = normalize(read, frame)
            if observation is not None:
                observations.setdefault(observation.external_id, observation)
        what = resource.replace("_", " ")
        if found.readers and not observations:
            count = len(found.readers)
            raise Malformed(f"None of the {count} items of Sinch's {what} list could be read.")
        found.tally.insist(f"Sinch's {what}")
        return list(observations.values())

    def _report(self, found: Readings, resource: str) -> None:
        items = (read.raw for read in found.readers)
        report_members(items, self._fields, resource, self._context.findings)

    def _frame(self, found: Readings, kind: Kind) -> Frame:
        return Frame(
            fields=self._fields,
            findings=found.tally,
            zone=self._zone,
            received_at=found.received_at,
            latency_seconds=found.latency_seconds,
            known=self._known(kind),
            free_includes_wrap_up=self._options.free_includes_wrap_up,
        )

    def _known(self, kind: Kind) -> Known:
        facts = self._context.known.facts_of(kind)
        return {
            entity.external_id: {field: fact.value for field, fact in fields.items()}
            for entity, fields in facts.items()
        }

    def _batch(self, job: str, kind: Kind, observations: list[Observation]) -> Batch:
        return Batch(
            account=self._context.account.id,
            job=job,
            covers=frozenset({kind}),
            observations=tuple(observations),
            received_at=self._context.clock(),
        )

    def _midnight(self) -> str:
        return utc_text(last_midnight(self._context.clock(), self._zone))
