"""One run of one job: the only place that sees both a connector and the state.

A run holds a lease with an owner token. Each batch is applied as soon as the connector yields it,
and only while the lease is held. What went wrong becomes a verdict (`verdicts.py`), is told once
when it breaks and once when it recovers, and decides when the job is due again.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import structlog

from connectors import registry, verdicts
from connectors.base import AccountSettings, Directory, RunContext, SessionStore, TestResult
from connectors.errors import ConnectorError, CredentialsRejected, Refused
from connectors.verdicts import Circumstances, Verdict
from wallboard.boards import polling, secrets, vendors
from wallboard.boards.directory import import_directory
from wallboard.boards.polling import PolledAccount
from wallboard.domain.facts import EntityKey, Fact
from wallboard.domain.observation import Batch, Kind
from wallboard.domain.vendor import Job
from wallboard.state.job_records import Failure, RunReport
from wallboard.state.jobs import JobRecords
from wallboard.state.leases import Keeper, Lease, held, poll_lease_seconds
from wallboard.state.redis import StateUnavailable, sync_client
from wallboard.state.sessions import StoredSessions
from wallboard.state.store import FactStore

log = structlog.get_logger(__name__)

TEST_SECONDS = 20.0  # "test connection": an administrator is waiting


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a run: `ok`, a state of a verdict, or `skipped` with the reason."""

    state: str
    message: str = ""
    batches: int = 0


class RunFindings:
    """`connectors.base.Findings` on a `RunReport`."""

    def __init__(self, report: RunReport) -> None:
        self._report = report

    def request(self, purpose: str) -> None:
        self._report.requests[purpose] += 1

    def member_seen(self, resource: str, member: str, sample: object, mapped: bool) -> None:
        self._report.member_seen(resource, member, sample, mapped)

    def unknown_word(self, table: str, word: str) -> None:
        self._report.unknown_word(table, word)

    def note(self, key: str, text: str | None) -> None:
        self._report.notes[key] = text

    def malformed(self, where: str, reason: str) -> None:
        self._report.malformed += 1
        log.info("item left out", where=where, reason=reason)


class StoredFacts:
    """`connectors.base.KnownFacts` of one account on the store."""

    def __init__(self, store: FactStore, account: PolledAccount) -> None:
        self._store = store
        self._account = account

    def facts_of(self, kind: Kind) -> Mapping[EntityKey, Mapping[str, Fact]]:
        return self._store.facts_of(self._account.site, self._account.id, kind)


class GuardedSessions(StoredSessions):
    """Sign-in of polls: once the login was rejected, no other job of the account tries it.

    The rejection is recorded before the next waiting job may sign in, so a vendor sees one attempt.
    """

    def __init__(self, account: PolledAccount, job: str) -> None:
        super().__init__(sync_client(), account.id, secrets.cipher())
        self._account_id = account.id
        self._job = job

    @contextmanager
    def exclusive(self, wait_seconds: float = 10.0) -> Iterator[None]:
        with super().exclusive(wait_seconds):
            if polling.is_rejected(self._account_id):
                raise CredentialsRejected("The login was rejected a moment ago.")
            try:
                yield
            except CredentialsRejected as error:
                polling.record_outcome(
                    self._account_id, self._job, error.code, str(error), error.hint
                )
                raise


class OwnSession:
    """Session of one test: it shows that the credentials work now, not that they once did."""

    def __init__(self) -> None:
        self._session: dict[str, Any] = {}

    def load(self) -> dict[str, Any]:
        return dict(self._session)

    def save(self, session: Mapping[str, Any], ttl_seconds: float) -> None:
        self._session = dict(session)

    def clear(self) -> None:
        self._session = {}

    @contextmanager
    def exclusive(self, wait_seconds: float = 10.0) -> Iterator[None]:
        yield


def settings_of(account: PolledAccount) -> AccountSettings:
    """The account as its connector sees it."""
    return AccountSettings(
        id=account.id,
        vendor=account.vendor,
        base_url=account.base_url,
        options=account.options,
        mapping=account.mapping,
        timezone=account.timezone,
        secrets=account.secrets,
        ca_bundle=account.ca_bundle,
        jobs=account.jobs,
    )


def context_of(
    account: PolledAccount, report: RunReport, sessions: SessionStore, seconds: float
) -> RunContext:
    """All that a connector gets for a run of at most `seconds`."""
    return RunContext(
        account=settings_of(account),
        sessions=sessions,
        findings=RunFindings(report),
        known=StoredFacts(FactStore(sync_client()), account),
        deadline_at=time.time() + seconds,
    )


def _report_for(account: PolledAccount) -> RunReport:
    return RunReport(day=datetime.now(ZoneInfo(account.timezone)).date().isoformat())


def _account_or_reason(account_id: str) -> PolledAccount | str:
    try:
        account = polling.polled_account(account_id)
    except secrets.Undecryptable as error:
        polling.record_outcome(account_id, "account", Refused.code, str(error))
        return str(error)
    return account or "the account is gone"


def run(account_id: str, job_name: str) -> Outcome:
    """Run a job once, unless it is running, paused, off or its credentials were rejected.

    Raises StateUnavailable when Redis does not answer: nothing can be recorded then.
    """
    account = _account_or_reason(account_id)
    if isinstance(account, str):
        return Outcome("skipped", account)
    if account.paused or account.rejected:
        return Outcome("skipped", "paused" if account.paused else "credentials were rejected")
    if job_name not in account.jobs:
        return Outcome("skipped", "the job is off")
    job = vendors.catalogue()[account.vendor].job(job_name)
    name = f"job:{account_id}:{job_name}"
    lease = Lease(sync_client(), name, poll_lease_seconds(job.timeout_seconds))
    with held(lease, job.timeout_seconds) as keeper:
        if keeper is None:
            JobRecords(sync_client()).skipped(account_id, job_name)
            return Outcome("skipped", "the last run is still going")
        return _Run(account, job, keeper).go()


class _Run:
    """One run under its lease."""

    def __init__(self, account: PolledAccount, job: Job, keeper: Keeper) -> None:
        self._account = account
        self._job = job
        self._keeper = keeper
        self._store = FactStore(sync_client())
        self._records = JobRecords(sync_client())
        self._report = _report_for(account)

    def go(self) -> Outcome:
        self._records.started(self._account.id, self._job.name, time.time())
        try:
            self._collect()
        except ConnectorError as error:
            fault = error
            return self._failed(lambda how: verdicts.verdict_of(fault, how))
        except StateUnavailable:
            raise  # nothing can be recorded without Redis
        except Exception as error:
            log.exception("a job failed by a defect", job=self._job.name)
            defect = error
            return self._failed(lambda how: verdicts.verdict_of_defect(defect, how))
        return self._succeeded()

    def _collect(self) -> None:
        sessions = GuardedSessions(self._account, self._job.name)
        context = context_of(self._account, self._report, sessions, self._job.timeout_seconds)
        connector = registry.connector_class(self._account.vendor)(context)
        try:
            for result in connector.run(self._job.name):
                if self._keeper.lost:
                    log.warning("a run outlived its lease", job=self._job.name)
                    return
                self._take(result)
        finally:
            connector.close()

    def _take(self, result: Batch | Directory) -> None:
        if isinstance(result, Directory):
            import_directory(self._account.id, result)
            return
        self._store.apply(self._account.site, result)
        self._report.batches += 1

    def _succeeded(self) -> Outcome:
        self._records.succeeded(self._account.id, self._job.name, time.time(), self._report)
        self._tell(verdicts.OK)
        return Outcome("ok", batches=self._report.batches)

    def _failed(self, judge: Callable[[Circumstances], Verdict]) -> Outcome:
        account, job, now_at = self._account.id, self._job.name, time.time()
        cadence = self._account.jobs[job]
        verdict = judge(Circumstances(0, cadence, 0.0))
        failure = Failure(verdict.code, verdict.message, verdict.hint)
        failures = self._records.failed(account, job, now_at, self._report, failure)
        verdict = judge(Circumstances(failures - 1, cadence, random.random()))
        if verdict.hold_seconds is not None:
            self._records.hold_until(account, job, now_at + verdict.hold_seconds, now_at)
        self._tell(verdict)
        return Outcome(verdict.state, verdict.message, self._report.batches)

    def _tell(self, verdict: Verdict) -> None:
        """A state change is a row and a line in the log, once; a repetition is neither."""
        account, job = self._account, self._job.name
        if polling.record_outcome(account.id, job, verdict.code, verdict.message, verdict.hint):
            log.log(
                20 if verdict.state == "ok" else 30,
                "job changed state",
                vendor=account.vendor,
                account=account.id,
                job=job,
                state=verdict.state,
                code=verdict.code,
                reason=verdict.message,
            )


def test_connection(account_id: str) -> TestResult:
    """Sign in anew and read a little. Every failure is a result in plain words.

    A test that succeeds ends a rejection: the jobs are due at once.
    """
    account = _account_or_reason(account_id)
    if isinstance(account, str):
        return TestResult(ok=False, message=account)
    report = _report_for(account)
    connector = None
    try:
        context = context_of(account, report, OwnSession(), TEST_SECONDS)
        connector = registry.connector_class(account.vendor)(context)
        result = connector.test()
        connector.sign_out()
    except ConnectorError as error:
        result = TestResult(ok=False, message=str(error), hint=error.hint)
    finally:
        if connector is not None:
            connector.close()
    if result.ok:
        polling.acquit(account_id)
        JobRecords(sync_client()).release(account_id, account.jobs)
    return result


def sign_out(account_id: str) -> None:
    """End the vendor's session of an account that was paused; a vendor that is gone is ignored."""
    account = _account_or_reason(account_id)
    if isinstance(account, str):
        return
    sessions = StoredSessions(sync_client(), account.id, secrets.cipher())
    context = context_of(account, _report_for(account), sessions, TEST_SECONDS)
    connector = registry.connector_class(account.vendor)(context)
    try:
        connector.sign_out()
    except ConnectorError as error:
        log.info("sign-out failed", account=account.id, code=error.code)
    finally:
        connector.close()
