"""What the source-health page says of each account: state in words, jobs, what it learned."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.formats import number_format

from wallboard.boards import vendors
from wallboard.boards.models import Account, JobState
from wallboard.boards.models.job_state import State
from wallboard.boards.polling import job_states
from wallboard.domain.freshness import Trust, trust_of
from wallboard.domain.local_day import day_of
from wallboard.domain.vendor import Job
from wallboard.state.job_records import AccountRecord, JobRecord
from wallboard.state.jobs import JobRecords
from wallboard.state.redis import StateUnavailable, sync_client

TROUBLED: frozenset[str] = frozenset({State.FAILING, State.REFUSED, State.THROTTLED})
WORST_FIRST = (Trust.LOST, Trust.UNKNOWN, Trust.LATE, Trust.FRESH)
NO_RECORD = JobRecord()


@dataclass(frozen=True)
class JobHealth:
    """One row. Instants are epoch seconds; None: never since Redis was last emptied."""

    label: str
    cadence_seconds: float | None  # None: the job is off
    trust: Trust
    last_ok_at: float | None
    message: str  # of the trouble that it is in, in plain words; "" when in none
    hint: str
    trouble_since: datetime | None
    calls_today: int
    calls: int
    skipped: int
    malformed: int

    @property
    def off(self) -> bool:
        return self.cadence_seconds is None

    @property
    def every(self) -> str:
        """The cadence in the largest unit that divides it: "5 s", "5 min", "1 h"."""
        seconds = self.cadence_seconds or 0
        for size, unit in ((3600, "h"), (60, "min")):
            if seconds >= size and seconds % size == 0:
                return f"{number_format(f'{seconds / size:g}')} {unit}"
        return f"{number_format(f'{seconds:g}')} s"


def _number(value: float) -> str:
    return number_format(f"{value:g}")  # with the decimal sign of the reader's language


@dataclass(frozen=True)
class AccountHealth:
    account: Account
    vendor: str
    mark: str  # a trust, "trouble" or "paused": the shape and colour of the state
    state: str  # the state in words
    since: float | None  # epoch seconds of the last word from it, where the state has one
    message: str
    hint: str
    jobs: tuple[JobHealth, ...]
    notes: tuple[str, ...] = ()
    unknown_words: tuple[tuple[str, str, int], ...] = ()  # table, word, times seen
    unmapped: int = 0  # members that no mapping names
    unanswered: bool = field(default=False)  # Redis did not answer: ages are not known


STATE_WORDS: Mapping[Trust, str] = {
    Trust.FRESH: "Up to date",
    Trust.LATE: "Late",
    Trust.LOST: "Silent",
    Trust.UNKNOWN: "Waiting for the first poll",
}


def health_of(accounts: Iterable[Account], now_at: float | None = None) -> list[AccountHealth]:
    """In the order given. Costs one query and two round trips to Redis per account."""
    records = JobRecords(sync_client())
    now_at = time.time() if now_at is None else now_at
    return [_account(account, records, now_at) for account in accounts]


def _account(account: Account, records: JobRecords, now_at: float) -> AccountHealth:
    spec = vendors.catalogue().get(account.vendor)
    day = day_of(now_at, ZoneInfo(account.site.timezone)).isoformat()
    try:
        record, unanswered = records.overview(str(account.pk), day), False
    except StateUnavailable:
        record, unanswered = AccountRecord({}, (), {}, {}), True
    states = job_states(str(account.pk))
    cadences = vendors.cadences_of(account)
    jobs = tuple(
        _job(job, cadences.get(job.name), record.jobs.get(job.name, NO_RECORD), states, now_at)
        for job in (spec.jobs if spec else ())
    )
    mark, state, since, message, hint = _summary(account, jobs, unanswered)
    return AccountHealth(
        account=account,
        vendor=spec.label if spec else account.vendor,
        mark=mark,
        state=state,
        since=since,
        message=message,
        hint=hint,
        jobs=jobs,
        notes=tuple(record.notes.values()),
        unknown_words=tuple((table, word, n) for (table, word), n in record.words.items()),
        unmapped=sum(not member.mapped for member in record.members),
        unanswered=unanswered,
    )


def _job(
    job: Job,
    cadence: float | None,
    record: JobRecord,
    states: Mapping[str, JobState],
    now_at: float,
) -> JobHealth:
    trust = trust_of(record.last_ok_at, cadence or job.cadence_seconds, now_at)
    newest = states.get(job.name)
    trouble = newest if newest is not None and newest.state in TROUBLED else None
    failure = record.failure
    return JobHealth(
        label=job.label,
        cadence_seconds=cadence,
        trust=trust,
        last_ok_at=record.last_ok_at,
        message=failure.message if failure else trouble.message if trouble else "",
        hint=failure.hint if failure else trouble.hint if trouble else "",
        trouble_since=trouble.since if trouble else None,
        calls_today=sum(record.calls_today.values()),
        calls=sum(record.calls.values()),
        skipped=record.skipped,
        malformed=record.malformed,
    )


Summary = tuple[str, str, float | None, str, str]


def _summary(account: Account, jobs: Iterable[JobHealth], unanswered: bool) -> Summary:
    """Mark, state, instant, message and hint of an account as a whole."""
    if account.paused:
        return "paused", "Paused", None, "", "It is not polled until somebody resumes it."
    if account.credentials_rejected_at is not None:
        since = account.credentials_rejected_at.timestamp()
        hint = "It is not tried again, so that it is not locked out, until its settings change."
        return "trouble", "Stopped: sign-in refused", since, account.trouble, hint
    if unanswered:
        return "unknown", "Not known", None, "Redis does not answer.", "Its figures are not known."
    on = [job for job in jobs if not job.off]
    if not on:
        return "paused", "No job is on", None, "", "Switch at least one on in the administration."
    worst = min(on, key=lambda job: WORST_FIRST.index(job.trust))
    failing = next((job for job in on if job.message), None)
    heard = [job.last_ok_at for job in on if job.trust is worst.trust and job.last_ok_at]
    return (
        worst.trust.value,
        STATE_WORDS[worst.trust],
        min(heard) if heard and worst.trust is not Trust.FRESH else None,
        failing.message if failing else "",
        failing.hint if failing else "",
    )
