"""What an account looks like from inside, without a secret or a person's name.

`describe` feeds the health and discovered-fields pages, `diagnostics_of` is handed to support.
"""

from __future__ import annotations

import platform
import time
from dataclasses import asdict
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import django

from wallboard.boards import polling
from wallboard.boards.models import Account
from wallboard.domain.local_day import day_of
from wallboard.state.job_records import AccountRecord, JobRecord
from wallboard.state.jobs import JobRecords
from wallboard.state.redis import sync_client
from wallboard.state.store import FactStore

BLANK = "[redacted]"
OPEN_OPTIONS = (str, int, float, bool)


def describe(account_id: str) -> dict[str, Any]:
    """{"members", "words", "notes", "counters", "jobs"}: plain JSON (docs/architecture.md).

    Raises Account.DoesNotExist.
    """
    record = _record_of(account_id)
    return {
        "members": [member._asdict() for member in record.members],
        "words": [
            {"table": table, "word": word, "count": count}
            for (table, word), count in record.words.items()
        ],
        "notes": list(record.notes.values()),
        "counters": _counters_of(record),
        "jobs": {name: _job(job) for name, job in record.jobs.items()},
    }


def diagnostics_of(account_id: str) -> dict[str, Any]:
    """Raises Account.DoesNotExist. Option values are shown, secrets only by whether they are set;
    samples of members are left out, since a vendor may put a name anywhere.
    """
    account = Account.objects.select_related("site").get(pk=account_id)
    described = describe(account_id)
    address = urlsplit(account.base_url)
    facts = FactStore(sync_client()).confirmed(str(account.site_id))
    return {
        "made_at": time.time(),
        "versions": {"python": platform.python_version(), "django": django.get_version()},
        "account": {
            "id": account_id,
            "vendor": account.vendor,
            "scheme": address.scheme,
            "host": address.hostname,
            "path": address.path,
            "options": {k: v for k, v in account.options.items() if isinstance(v, OPEN_OPTIONS)},
            "secrets": BLANK if account.secrets_encrypted else "none",
            "own_certificate_authority": bool(account.ca_bundle),
            "cadences": account.cadences,
            "paused": account.paused,
            "rejected": account.credentials_rejected_at is not None,
            "simulation": account.simulation,
        },
        "states": {
            job: {"state": row.state, "since": row.since.isoformat(), "message": row.message}
            for job, row in polling.job_states(account_id).items()
        },
        "confirmed": {
            f"{key.job}/{key.kind}": at for key, at in facts.items() if key.account == account_id
        },
        "members": [
            {"resource": m["resource"], "member": m["member"], "mapped": m["mapped"]}
            for m in described["members"]
        ],
        "words": described["words"],
        "notes": described["notes"],
        "counters": described["counters"],
        "jobs": described["jobs"],
    }


def _record_of(account_id: str) -> AccountRecord:
    zone = Account.objects.values_list("site__timezone", flat=True).get(pk=account_id)
    day = day_of(time.time(), ZoneInfo(zone)).isoformat()
    return JobRecords(sync_client()).overview(account_id, day)


def _counters_of(record: AccountRecord) -> dict[str, int]:
    counters: dict[str, int] = {}
    for name, job in record.jobs.items():
        counters[f"{name}: calls today"] = sum(job.calls_today.values())
        counters[f"{name}: calls"] = sum(job.calls.values())
        counters[f"{name}: runs skipped"] = job.skipped
        counters[f"{name}: items left out"] = job.malformed
    return counters


def _job(job: JobRecord) -> dict[str, Any]:
    plain = asdict(job)
    plain["failure"] = job.failure._asdict() if job.failure else None
    return plain
