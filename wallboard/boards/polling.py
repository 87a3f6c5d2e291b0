"""What the runner needs to know of accounts, and what it tells about them.

Connectors do not import models: they take these plain values and give back outcomes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from wallboard.boards import vendors
from wallboard.boards.models import Account, JobState, StreamGeneration
from wallboard.boards.models.job_state import State

STATE_OF_CODE: Mapping[str, State] = {
    "": State.OK,
    "credentials_rejected": State.REJECTED,
    "throttled": State.THROTTLED,
    "refused": State.REFUSED,
}


@dataclass(frozen=True, slots=True)
class PolledJob:
    """A job that is on, of an account that is neither paused nor rejected."""

    account: str
    site: str
    vendor: str
    job: str
    cadence_seconds: float
    stream: bool = False  # read without end, under a lease of its own (`connectors/streams.py`)


@dataclass(frozen=True)
class PolledAccount:
    """All that a run needs of an account. `repr` shows no secret."""

    id: str
    site: str
    vendor: str
    base_url: str
    options: Mapping[str, Any]
    mapping: Mapping[str, Any]
    timezone: str  # of the site
    ca_bundle: str
    simulation: bool
    paused: bool
    rejected: bool
    jobs: Mapping[str, float]  # job → cadence in force, seconds
    secrets: Mapping[str, str] = field(repr=False, default_factory=dict)


def polled_jobs() -> tuple[PolledJob, ...]:
    """Everything that may be polled now: one query, no secret decrypted."""
    streams = {
        (vendor, job.name)
        for vendor, spec in vendors.catalogue().items()
        for job in spec.jobs
        if job.stream
    }
    accounts = Account.objects.filter(paused=False, credentials_rejected_at=None).defer(
        "secrets_encrypted", "ca_bundle", "mapping"
    )
    return tuple(
        PolledJob(
            str(account.pk),
            str(account.site_id),
            account.vendor,
            job,
            seconds,
            (account.vendor, job) in streams,
        )
        for account in accounts
        for job, seconds in vendors.cadences_of(account).items()
    )


@transaction.atomic
def next_generation(account_id: str, job: str) -> int:
    """The number of the reader that takes over a stream now: above all before it."""
    row, _ = StreamGeneration.objects.select_for_update().get_or_create(
        account_id=account_id, job=job
    )
    row.number += 1
    row.save(update_fields=["number"])
    return row.number


def polled_account(account_id: str) -> PolledAccount | None:
    """The account, or None when it is gone. Raises `boards.secrets.Undecryptable`."""
    account = Account.objects.select_related("site").filter(pk=account_id).first()
    if account is None:
        return None
    return PolledAccount(
        id=str(account.pk),
        site=str(account.site_id),
        vendor=account.vendor,
        base_url=account.base_url,
        options=_with_defaults(account),
        mapping=account.mapping,
        timezone=account.site.timezone,
        ca_bundle=account.ca_bundle,
        simulation=account.simulation,
        paused=account.paused,
        rejected=account.credentials_rejected_at is not None,
        jobs=vendors.cadences_of(account),
        secrets=account.secrets,
    )


def _with_defaults(account: Account) -> dict[str, Any]:
    spec = vendors.catalogue().get(account.vendor)
    defaults = {option.key: option.default for option in spec.options} if spec else {}
    return {**defaults, **account.options}


@transaction.atomic
def record_outcome(
    account_id: str, job: str, code: str = "", message: str = "", hint: str = ""
) -> bool:
    """A run of a job ended: `code` is a ConnectorError's, "" when it went well.

    Writes a row only when the job entered another state or gives another reason; returns whether it
    did. Rejected credentials stop the account until an administrator changes something.
    """
    state = STATE_OF_CODE.get(code, State.FAILING)
    newest = JobState.objects.filter(account_id=account_id, job=job).first()
    before = (newest.state, newest.code) if newest else (State.OK, "")
    account = Account.objects.filter(pk=account_id).first()
    if account is None:
        return False
    if state == State.REJECTED and account.credentials_rejected_at is None:
        _reject(account_id, message)  # also when another secret was rejected again
    if before == (state, code):
        return False
    now = timezone.now()
    JobState.objects.create(
        account_id=account_id,
        job=job,
        state=state,
        since=now,
        code=code,
        message=message,
        hint=hint,
    )
    return True


def is_rejected(account_id: str) -> bool:
    """Whether the vendor refused this account's login, and nobody changed anything since."""
    return Account.objects.filter(pk=account_id, credentials_rejected_at__isnull=False).exists()


def stamp_of(account_id: str, job: str) -> str:
    """Another text whenever a reader of this job should be replaced or stopped: the settings of the
    account changed, or it was paused, rejected, removed, or the job was switched off. One query."""
    account = Account.objects.filter(pk=account_id).first()
    if account is None or account.paused or account.credentials_rejected_at is not None:
        return ""
    if job not in vendors.cadences_of(account):
        return ""
    kept = (account.base_url, account.options, account.mapping, account.ca_bundle)
    whole = repr((kept, account.secrets_encrypted, account.site_id))
    return hashlib.sha256(whole.encode()).hexdigest()


def acquit(account_id: str) -> None:
    """The login was seen to work: the jobs may run again."""
    account = Account.objects.filter(pk=account_id).first()
    if account is not None and account.credentials_rejected_at is not None:
        account.acquit()
        account.save(update_fields=["trouble", "credentials_rejected_at"])


def _reject(account_id: str, trouble: str) -> None:
    account = Account.objects.select_for_update().get(pk=account_id)
    account.trouble = trouble
    account.credentials_rejected_at = timezone.now()
    account.save(update_fields=["trouble", "credentials_rejected_at"])


def job_states(account_id: str) -> dict[str, JobState]:
    """Job → its newest state. A job that never had trouble has none."""
    rows = JobState.objects.filter(account_id=account_id).order_by("since", "pk")
    return {row.job: row for row in rows}
