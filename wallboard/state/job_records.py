"""What `jobs.py` takes and gives: a run's report, and the record that the health page shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import orjson

from wallboard.state import encoding

SAMPLE_CHARACTERS = 80


class Claim(NamedTuple):
    account: str
    job: str
    cadence_seconds: float


class Failure(NamedTuple):
    """Why a run failed, in plain words without secrets or names (`connectors.errors`)."""

    code: str
    message: str
    hint: str = ""


class Member(NamedTuple):
    """One member of a vendor's payload, for the discovered-fields page."""

    resource: str
    member: str
    sample: str
    mapped: bool


@dataclass(slots=True)
class RunReport:
    """What one run did and learned; fill it while running, hand it in at the end.

    `day` is the site's local date (ISO), to which the requests are counted. Sessions of the same
    member or word are folded here, so a run of 5,000 agents costs as much as one of ten.
    """

    day: str
    batches: int = 0
    malformed: int = 0
    requests: Counter[str] = field(default_factory=Counter)
    members: dict[tuple[str, str], tuple[str, bool]] = field(default_factory=dict)
    words: Counter[tuple[str, str]] = field(default_factory=Counter)
    notes: dict[str, str | None] = field(default_factory=dict)  # None takes a note away

    def member_seen(self, resource: str, member: str, sample: object, mapped: bool) -> None:
        known = self.members.get((resource, member))
        if known is None or (mapped and not known[1]):
            self.members[resource, member] = (_short(sample), mapped)

    def unknown_word(self, table: str, word: str) -> None:
        self.words[table, _short(word)] += 1

    def member_fields(self) -> dict[bytes, bytes]:
        return {
            encoding.dumps(list(key)): encoding.dumps(list(seen))
            for key, seen in self.members.items()
        }

    def word_fields(self) -> dict[bytes, bytes]:
        return {encoding.dumps(list(key)): b"%d" % count for key, count in self.words.items()}


def _short(sample: object) -> str:
    shown = str(sample).encode("utf-8", "replace").decode()
    return shown if len(shown) <= SAMPLE_CHARACTERS else shown[: SAMPLE_CHARACTERS - 1] + "…"


@dataclass(frozen=True, slots=True)
class JobRecord:
    """Instants are epoch seconds, None: never. `calls` are requests by purpose."""

    next_due_at: float | None = None
    held_until: float | None = None
    running_since: float | None = None
    last_started_at: float | None = None
    last_ok_at: float | None = None
    last_failed_at: float | None = None
    failures: int = 0  # in a row
    failure: Failure | None = None  # of the last run; None once it went well
    runs: int = 0  # begun, ever
    skipped: int = 0
    batches: int = 0
    malformed: int = 0
    calls: Mapping[str, int] = field(default_factory=dict)
    calls_today: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AccountRecord:
    jobs: Mapping[str, JobRecord]
    members: tuple[Member, ...]
    words: Mapping[tuple[str, str], int]  # (table, word) → times seen
    notes: Mapping[str, str]


def account_record_of(
    of_account: Sequence[Mapping[bytes, bytes]], of_jobs: Mapping[str, Mapping[bytes, bytes]]
) -> AccountRecord:
    """From the hashes as stored: calls, calls of the day, members, words, notes; then each job."""
    calls, calls_today, members, words, notes = of_account
    return AccountRecord(
        jobs={
            job: _job_record_of(record, _calls_of(job, calls), _calls_of(job, calls_today))
            for job, record in of_jobs.items()
        },
        members=tuple(
            sorted(Member(*orjson.loads(key), *orjson.loads(seen)) for key, seen in members.items())
        ),
        words={_pair_of(key): int(count) for key, count in sorted(words.items())},
        notes={key.decode(): text.decode() for key, text in sorted(notes.items())},
    )


def _pair_of(key: bytes) -> tuple[str, str]:
    first, second = orjson.loads(key)
    return first, second


def _calls_of(job: str, calls: Mapping[bytes, bytes]) -> dict[str, int]:
    found = {_pair_of(key): int(count) for key, count in sorted(calls.items())}
    return {purpose: count for (of_job, purpose), count in found.items() if of_job == job}


def _job_record_of(
    stored: Mapping[bytes, bytes], calls: Mapping[str, int], calls_today: Mapping[str, int]
) -> JobRecord:
    record = {key.decode(): value.decode() for key, value in stored.items()}

    def instant(key: str) -> float | None:
        return float(record[key]) if key in record else None

    def count(key: str) -> int:
        return int(record.get(key, 0))

    failure = None
    if "error_code" in record:
        failure = Failure(*(record.get(f"error_{part}", "") for part in Failure._fields))
    return JobRecord(
        next_due_at=instant("next_due_at"),
        held_until=instant("held_until"),
        running_since=instant("running_since"),
        last_started_at=instant("last_started_at"),
        last_ok_at=instant("last_ok_at"),
        last_failed_at=instant("last_failed_at"),
        failures=count("failures"),
        failure=failure,
        runs=count("runs"),
        skipped=count("skipped"),
        batches=count("batches"),
        malformed=count("malformed"),
        calls=calls,
        calls_today=calls_today,
    )
