"""One run of one job: with `surroundings.py` the place that sees both a connector and the state.

A run holds a lease with an owner token. Each batch is applied as soon as the connector yields it,
and only while the lease is held. What went wrong becomes a verdict (`verdicts.py`), is told once
when it breaks and once when it recovers, and decides when the job is due again.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast
from zoneinfo import ZoneInfo

import structlog

from connectors import registry, verdicts
from connectors.base import Directory, RunContext, SessionStore, StreamConnector, TestResult
from connectors.errors import ConnectorError, Refused, Unreachable
from connectors.surroundings import GuardedSessions, OwnSession, context_of
from connectors.verdicts import Circumstances, Verdict
from wallboard.boards import polling, secrets, vendors
from wallboard.boards.directory import import_directory
from wallboard.boards.polling import PolledAccount
from wallboard.domain.local_day import day_of
from wallboard.domain.observation import Batch, Past
from wallboard.domain.vendor import Job
from wallboard.state.job_records import Failure, RunReport
from wallboard.state.jobs import JobRecords
from wallboard.state.leases import Keeper, Lease, held, poll_lease_seconds
from wallboard.state.pasts import Pasts
from wallboard.state.redis import StateUnavailable, sync_client
from wallboard.state.sessions import StoredSessions
from wallboard.state.store import FactStore

log = structlog.get_logger(__name__)

TEST_SECONDS = 20.0  # "test connection": an administrator is waiting
DIRECTORY = "directory"  # the job by which every vendor lists queues and agents


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a run: `ok`, a state of a verdict, or `skipped` with the reason."""

    state: str
    message: str = ""
    batches: int = 0


def report_for(account: PolledAccount) -> RunReport:
    return RunReport(day=day_of(time.time(), ZoneInfo(account.timezone)).isoformat())


def account_or_reason(account_id: str) -> PolledAccount | str:
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
    account = account_or_reason(account_id)
    if isinstance(account, str):
        return Outcome("skipped", account)
    if account.paused or account.rejected:
        JobRecords(sync_client()).release(account_id, [job_name])  # it has not run: due, later
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
        self._report = report_for(account)

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
        last_ok_at = self._records.last_ok_at(self._account.id, self._job.name)
        seconds = self._job.timeout_seconds
        context = context_of(self._account, self._report, sessions, seconds, last_ok_at)
        connector = registry.connector_class(self._account.vendor)(context)
        try:
            for result in connector.run(self._job.name):
                if self._keeper.lost:
                    raise Unreachable("The run took longer than its lease and was given up.")
                self._take(result)
        finally:
            connector.close()

    def _take(self, result: Batch | Directory | Past) -> None:
        if isinstance(result, Directory):
            import_directory(self._account.id, result)
            return
        if isinstance(result, Past):
            Pasts(sync_client()).keep(self._account.site, result)
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
        else:  # stopped: nothing runs until an administrator has acted, and then all at once
            self._records.release(account, self._account.jobs)
        self._tell(verdict)
        return Outcome(verdict.state, verdict.message, self._report.batches)

    def _tell(self, verdict: Verdict) -> None:
        tell(self._account, self._job.name, verdict)


def tell(account: PolledAccount, job: str, verdict: Verdict) -> None:
    """A state change is a row and a line in the log, once; a repetition is neither."""
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


def stream_connector(account: PolledAccount, context: RunContext) -> StreamConnector:
    """For `streams.py`, which does not know vendors."""
    return cast("StreamConnector", registry.connector_class(account.vendor)(context))


def test_connection(account_id: str) -> TestResult:
    """Sign in anew and read a little. Every failure is a result in plain words.

    A test that succeeds ends a rejection: the jobs are due at once.
    """
    account = account_or_reason(account_id)
    if isinstance(account, str):
        return TestResult(ok=False, message=account)
    report = report_for(account)
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


@dataclass(frozen=True, slots=True)
class Listing:
    """What a vendor listed, or in plain words why it did not. `notes` are of this listing."""

    directories: tuple[Directory, ...] = ()
    notes: tuple[str, ...] = ()
    problem: str = ""
    hint: str = ""


def fetch_directory(account_id: str) -> Listing:
    """List queues and agents now and import nothing; also of an account that is paused still.

    Credentials that were rejected are not tried: only a test does that.
    """
    account = account_or_reason(account_id)
    if isinstance(account, str):
        return Listing(problem=account)
    if account.rejected:
        return Listing(problem="Its credentials were rejected.", hint="Test the connection first.")
    job = vendors.catalogue()[account.vendor].job(DIRECTORY)
    name = f"job:{account_id}:{DIRECTORY}"
    lease = Lease(sync_client(), name, poll_lease_seconds(job.timeout_seconds))
    with held(lease, job.timeout_seconds) as keeper:
        if keeper is None:
            return Listing(problem="It is being listed right now.", hint="Try again in a minute.")
        return _listed(account, job.timeout_seconds)


def _listed(account: PolledAccount, seconds: float) -> Listing:
    """A paused account has no session that others share: it gets one of its own, and ends it."""
    report = report_for(account)
    sessions: SessionStore = OwnSession() if account.paused else GuardedSessions(account, DIRECTORY)
    connector = None
    try:
        context = context_of(account, report, sessions, seconds)
        connector = registry.connector_class(account.vendor)(context)
        results = [one for one in connector.run(DIRECTORY) if isinstance(one, Directory)]
        if account.paused:
            connector.sign_out()
    except ConnectorError as error:
        return Listing(problem=str(error), hint=error.hint)
    finally:
        if connector is not None:
            connector.close()
    return Listing(tuple(results), tuple(text for text in report.notes.values() if text))


def sign_out(account_id: str) -> None:
    """End the vendor's session of an account that was paused; a vendor that is gone is ignored."""
    account = account_or_reason(account_id)
    if isinstance(account, str):
        return
    sessions = StoredSessions(sync_client(), account.id, secrets.cipher())
    context = context_of(account, report_for(account), sessions, TEST_SECONDS)
    connector = registry.connector_class(account.vendor)(context)
    try:
        connector.sign_out()
    except ConnectorError as error:
        log.info("sign-out failed", account=account.id, code=error.code)
    finally:
        connector.close()
