"""Readers of event streams: one per account, whatever the number of workers.

A reader holds a lease of 10 s, renewed every 2.5 s, so that events flow again within 15 s of a
kill -9. It writes under a generation from the database, so that one that was thought dead cannot
write when it comes back. After `WALLBOARD_STREAM_RUN` it stops and leaves the vendor's session to
the next; a tick every second starts what has no lease. Celery is not seen here: the task is in
`tasks.py`.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

import structlog
from django.conf import settings
from django.db import DatabaseError, close_old_connections

from connectors import runner, verdicts
from connectors.base import Directory, Interrupted
from connectors.errors import ConnectorError, Refused
from connectors.runner import Outcome
from connectors.surroundings import StreamFindings, StreamSessions, context_of
from connectors.verdicts import Circumstances, Verdict
from wallboard.boards import polling
from wallboard.boards.directory import import_directory
from wallboard.boards.polling import PolledAccount, PolledJob
from wallboard.domain.observation import Batch
from wallboard.state import broker
from wallboard.state.job_records import Claim, Failure
from wallboard.state.jobs import JobRecords
from wallboard.state.leases import Keeper, Lease, held, which_are_held
from wallboard.state.redis import StateUnavailable, sync_client
from wallboard.state.store import FactStore, Fenced

log = structlog.get_logger(__name__)

LEASE_SECONDS = 10.0
START_EVERY_SECONDS = 0.9  # the tick comes every second
OVERTIME_SECONDS = 30.0  # for the last write and the goodbye of a run that is over
STAMP_EVERY_SECONDS = 3.0  # how soon a reader notices that its account was changed
REPORT_EVERY_SECONDS = 10.0
REFUSED_HOLD_SECONDS = 600.0  # a licence is not granted within a minute
WAITING_MESSAGES = 200  # with no worker to take them, no more are sent

HANDED_OVER = "handed over"
DRAINING = threading.Event()  # set when this worker shuts down


def lease_name(account: str, job: str) -> str:
    return f"stream:{account}:{job}"


def without_reader(jobs: Sequence[PolledJob]) -> list[PolledJob]:
    """Those streams that should be read and are not, and are not held back by their last failure.

    Each is named to one caller a second. Three round trips, whatever the number.
    """
    client = sync_client()
    streams = [job for job in jobs if job.stream]
    if not streams or broker.waiting(client, "stream") > WAITING_MESSAGES:
        return []
    taken = which_are_held(client, [lease_name(job.account, job.job) for job in streams])
    free = [job for job, is_taken in zip(streams, taken, strict=True) if not is_taken]
    claims = [Claim(job.account, job.job, START_EVERY_SECONDS) for job in free]
    due = JobRecords(client).claim_all_due(claims, time.time())
    return [job for job, is_due in zip(free, due, strict=True) if is_due]


def read(account_id: str, job_name: str) -> Outcome:
    """Follow one stream until it is handed over. Raises StateUnavailable when Redis goes away."""
    account = runner.account_or_reason(account_id)
    if isinstance(account, str):
        return Outcome("skipped", account)
    stamp = polling.stamp_of(account_id, job_name)
    if not stamp or DRAINING.is_set():
        return Outcome("skipped", "paused, rejected, off, or shutting down")
    seconds = float(settings.WALLBOARD_STREAM_RUN_SECONDS)
    lease = Lease(sync_client(), lease_name(account_id, job_name), LEASE_SECONDS)
    with held(lease, seconds + OVERTIME_SECONDS) as keeper:
        if keeper is None:
            return Outcome("skipped", "another reader follows it")
        return _Reading(account, job_name, keeper, stamp, seconds).go()


class _Stop:
    """`connectors.base.Stop`: shutting down, lease lost, time over, or the account was changed."""

    def __init__(self, keeper: Keeper, is_current: Callable[[], bool], seconds: float) -> None:
        self._keeper = keeper
        self._is_current = is_current
        self._until = time.monotonic() + seconds
        self._look_at = time.monotonic() + STAMP_EVERY_SECONDS
        self._changed = False

    def is_set(self) -> bool:
        now = time.monotonic()
        if DRAINING.is_set() or self._keeper.lost or now >= self._until or self._changed:
            return True
        if now >= self._look_at:
            self._look_at = now + STAMP_EVERY_SECONDS
            self._changed = self._was_changed()
        return self._changed

    def _was_changed(self) -> bool:
        """A database that is busy or away for a moment is no reason to leave a stream."""
        try:
            return not self._is_current()
        except DatabaseError:
            close_old_connections()  # one that broke is opened anew by the next look
            return False

    def wait(self, seconds: float) -> bool:
        until = time.monotonic() + seconds
        while not self.is_set() and (left := until - time.monotonic()) > 0:
            DRAINING.wait(min(left, 0.25))
        return self.is_set()


class _Reading:
    """One reader under its lease."""

    def __init__(
        self, account: PolledAccount, job: str, keeper: Keeper, stamp: str, seconds: float
    ) -> None:
        self._account = account
        self._job = job
        self._keeper = keeper
        self._stamp = stamp
        self._seconds = seconds
        self._store = FactStore(sync_client())
        self._records = JobRecords(sync_client())
        self._findings = StreamFindings(runner.report_for(account))
        self._report_at = 0.0
        self._troubled = True  # nothing was read yet
        self._generation = 0

    def go(self) -> Outcome:
        account, job = self._account.id, self._job
        self._generation = polling.next_generation(account, job)
        self._records.started(account, job, time.time())
        try:
            self._store.fence(self._account.site, account, job, self._generation)
            self._follow()
        except Fenced:
            return Outcome("skipped", "another reader has taken over")
        except ConnectorError as error:
            fault = error
            return self._failed(lambda how: verdicts.verdict_of(fault, how))
        except StateUnavailable:
            raise  # nothing can be recorded without Redis; the tick starts it again
        except Exception as error:
            log.exception("a stream failed by a defect", job=job)
            defect = error
            return self._failed(lambda how: verdicts.verdict_of_defect(defect, how))
        if not self._troubled:
            self._progressed()
        self._records.release(account, [job])
        return Outcome(HANDED_OVER)

    def _follow(self) -> None:
        sessions = StreamSessions(self._account, self._job, self._is_current)
        allowed = self._seconds + OVERTIME_SECONDS
        context = context_of(self._account, self._findings, sessions, allowed)
        connector = runner.stream_connector(self._account, context)
        stop = _Stop(self._keeper, self._is_current, self._seconds)
        stream = connector.read(self._job, stop)
        try:
            for result in stream:
                if self._keeper.lost:
                    raise Fenced
                self._take(result)
        finally:
            _end(stream)
            connector.close()

    def _is_current(self) -> bool:
        return polling.stamp_of(self._account.id, self._job) == self._stamp

    def _take(self, result: Batch | Directory | Interrupted) -> None:
        if isinstance(result, Directory):
            import_directory(self._account.id, result)
        elif isinstance(result, Interrupted):
            self._interrupted(result.error)
        else:
            self._store.apply(self._account.site, result, self._generation)
            self._findings.applied()
            if result.covers and (self._troubled or time.monotonic() >= self._report_at):
                self._progressed()

    def _progressed(self) -> None:
        report = self._findings.take(runner.report_for(self._account))
        self._report_at = time.monotonic() + REPORT_EVERY_SECONDS
        self._records.progressed(self._account.id, self._job, time.time(), report)
        if self._troubled:
            self._troubled = not self._told(verdicts.OK)

    def _interrupted(self, error: ConnectorError) -> None:
        self._troubled = True
        self._record(verdicts.verdict_of(error, Circumstances(0, LEASE_SECONDS, 0.0)))

    def _failed(self, judge: Callable[[Circumstances], Verdict]) -> Outcome:
        cadence = self._account.jobs[self._job]
        failures = self._record(judge(Circumstances(0, cadence, 0.0)))
        verdict = judge(Circumstances(failures - 1, cadence, random.random()))
        hold = verdict.hold_seconds
        if hold is not None:
            seconds = max(hold, REFUSED_HOLD_SECONDS) if verdict.code == Refused.code else hold
            now_at = time.time()
            self._records.hold_until(self._account.id, self._job, now_at + seconds, now_at)
        return Outcome(verdict.state, verdict.message)

    def _record(self, verdict: Verdict) -> int:
        """Returns how many times in a row it has failed."""
        report = self._findings.take(runner.report_for(self._account))
        failure = Failure(verdict.code, verdict.message, verdict.hint)
        account, job = self._account.id, self._job
        failures = self._records.failed(account, job, time.time(), report, failure)
        self._told(verdict)
        return failures

    def _told(self, verdict: Verdict) -> bool:
        """A database that is busy or away for a moment is no reason to leave a stream: what did not
        get into the account's log is told with the next batch."""
        try:
            runner.tell(self._account, self._job, verdict)
        except DatabaseError as error:
            close_old_connections()
            log.warning("the outcome was not kept", job=self._job, reason=type(error).__name__)
            return False
        return True


def _end(stream: Any) -> None:
    """Let a generator run its `finally` now, not when it is collected."""
    close = getattr(stream, "close", None)
    if close is not None:
        close()
