"""What is due, how runs went, what they learned: bounded, and no burst after a pause."""

from __future__ import annotations

import threading
from typing import cast

import pytest
import redis

from tests.state.batches import T0
from wallboard.state import jobs
from wallboard.state.job_records import Claim, Failure, JobRecord, Member, RunReport
from wallboard.state.jobs import JobRecords

DAY = "2026-01-24"


@pytest.fixture
def records(redis_client: redis.Redis) -> JobRecords:
    return JobRecords(redis_client)


def report(batches: int = 0, malformed: int = 0) -> RunReport:
    return RunReport(DAY, batches, malformed)


def lifetime(client: redis.Redis, key: bytes) -> int:
    """Seconds until the key ends; -1 when it never does."""
    return cast("int", client.ttl(key))


def claims(records: JobRecords, *instants: float, cadence: float = 5) -> list[bool]:
    return [records.claim_due("1", "state", cadence, T0 + at) for at in instants]


def job(records: JobRecords, day: str = DAY) -> JobRecord:
    return records.overview("1", day).jobs["state"]


def test_a_job_is_due_at_once_and_then_on_its_beat(records: JobRecords) -> None:
    assert claims(records, 0, 0, 4.9, 5.2, 5.3, 9.9, 10.1) == [
        True, False, False, True, False, False, True,
    ]  # fmt: skip


def test_jobs_and_accounts_are_due_apart(records: JobRecords) -> None:
    wanted = [Claim("1", "state", 5), Claim("1", "cases", 60), Claim("2", "state", 5)]
    assert records.claim_all_due(wanted, T0) == [True, True, True]
    assert records.claim_all_due(wanted, T0 + 6) == [True, False, True]
    assert records.claim_all_due([], T0) == []


def test_of_many_ticks_at_once_one_claims(records: JobRecords) -> None:
    won: list[bool] = []
    threads = [threading.Thread(target=lambda: won.extend(claims(records, 0))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert won.count(True) == 1


def test_a_pause_is_not_made_up_for(records: JobRecords) -> None:
    assert claims(records, 0, 1000, 1000.1, 1004.9, 1005) == [True, True, False, False, True]


def test_a_clock_set_back_does_not_stall_polling(records: JobRecords) -> None:
    assert claims(records, 0, -3600, -3599, -3595) == [True, True, False, True]


def test_a_shorter_cadence_holds_at_once(records: JobRecords) -> None:
    records.claim_due("1", "state", 3600, T0)
    assert records.claim_due("1", "state", 5, T0 + 1)


def test_a_job_that_is_held_waits_and_then_goes_on(records: JobRecords) -> None:
    claims(records, 0)
    records.hold_until("1", "state", T0 + 60, T0 + 1)
    assert claims(records, 5, 30, 59, 60, 61, 65) == [False, False, False, True, False, True]


def test_a_hold_does_not_outlive_a_clock_set_back(records: JobRecords) -> None:
    records.hold_until("1", "state", T0 + 60, T0)
    assert claims(records, -3600) == [True]


def test_a_released_job_is_due_at_once(records: JobRecords) -> None:
    claims(records, 0)
    records.hold_until("1", "state", T0 + 600, T0)
    records.release("1", ["state"])
    assert claims(records, 1) == [True]


def test_a_success_ends_a_hold_and_tells_the_failures_before_it(records: JobRecords) -> None:
    failure = Failure("unreachable", "The server does not answer.", "Is it on?")
    assert records.failed("1", "state", T0, report(), failure) == 1
    assert records.failed("1", "state", T0 + 1, report(), failure) == 2
    records.hold_until("1", "state", T0 + 60, T0 + 1)
    records.started("1", "state", T0 + 2)
    broken = job(records)
    assert (broken.failures, broken.failure, broken.held_until) == (2, failure, T0 + 60)
    assert records.succeeded("1", "state", T0 + 3, report()) == 2
    assert records.succeeded("1", "state", T0 + 4, report()) == 0
    well = job(records)
    assert (well.failures, well.failure, well.held_until) == (0, None, None)
    assert (well.last_failed_at, well.last_ok_at) == (T0 + 1, T0 + 4)


def test_a_record_says_what_runs_and_what_was_done(records: JobRecords) -> None:
    records.started("1", "state", T0)
    assert job(records).running_since == T0
    records.skipped("1", "state")
    records.succeeded("1", "state", T0 + 1, report(batches=2, malformed=1))
    records.started("1", "state", T0 + 5)
    records.succeeded("1", "state", T0 + 6, report(batches=2))
    record = job(records)
    assert (record.running_since, record.last_started_at) == (None, T0 + 5)
    assert (record.batches, record.malformed, record.skipped) == (4, 1, 1)


def test_calls_are_counted_by_purpose_for_today_and_ever(records: JobRecords) -> None:
    for day in ("2026-01-23", DAY, DAY):
        run = RunReport(day)
        run.requests.update({"state": 2, "sign-in": 1})
        records.started("1", "state", T0)
        records.succeeded("1", "state", T0, run)
    assert job(records).calls == {"state": 6, "sign-in": 3}
    assert job(records).calls_today == {"state": 4, "sign-in": 2}
    assert job(records, "2026-01-25").calls_today == {}


def test_members_seen_are_kept_with_a_short_sample(records: JobRecords) -> None:
    run = report()
    run.member_seen("agents", "state", "x" * 200, mapped=False)
    run.member_seen("agents", "state", "later", mapped=False)
    run.member_seen("agents", "name", {"a": 1}, mapped=True)
    run.member_seen("agents", "odd", "\ud800", mapped=False)
    records.succeeded("1", "state", T0, run)
    members = records.overview("1", DAY).members
    assert members[0] == Member("agents", "name", "{'a': 1}", True)
    assert members[1].member == "odd"
    assert members[2] == Member("agents", "state", "x" * 79 + "…", False)
    run = report()
    run.member_seen("agents", "state", "+5", mapped=True)
    records.succeeded("1", "state", T0, run)
    assert records.overview("1", DAY).members[2] == Member("agents", "state", "+5", True)


def test_unknown_words_are_counted(records: JobRecords) -> None:
    for _ in range(2):
        run = report()
        for word in ("Fika", "Fika", "Möte"):
            run.unknown_word("state", word)
        records.succeeded("1", "state", T0, run)
    assert records.overview("1", DAY).words == {("state", "Fika"): 4, ("state", "Möte"): 2}


def test_notes_stand_until_they_are_taken_away(records: JobRecords) -> None:
    run = report()
    run.notes.update({"failover": "In failover.", "count": "+46"})
    records.failed("1", "state", T0, run, Failure("malformed", "Odd."))
    assert records.overview("1", DAY).notes == {"failover": "In failover.", "count": "+46"}
    run = report()
    run.notes["failover"] = None
    records.succeeded("1", "state", T0, run)
    assert records.overview("1", DAY).notes == {"count": "+46"}


def test_what_is_learned_is_bounded_but_what_is_known_goes_on(records: JobRecords) -> None:
    run = report()
    for number in range(1000):
        run.member_seen("agents", f"m{number}", number, mapped=False)
        run.unknown_word("state", f"w{number}")
        run.notes[f"n{number}"] = "x"
    for _ in range(2):
        records.succeeded("1", "state", T0, run)
    account = records.overview("1", DAY)
    assert len(account.members) == jobs.MAX_MEMBERS
    assert len(account.words) == jobs.MAX_WORDS
    assert len(account.notes) == jobs.MAX_NOTES
    assert set(account.words.values()) == {2}


def test_a_removed_account_leaves_only_todays_calls_which_end(
    records: JobRecords, redis_client: redis.Redis
) -> None:
    run = report()
    run.member_seen("agents", "state", 1, mapped=True)
    run.unknown_word("state", "Fika")
    run.notes["a"] = "b"
    run.requests["state"] = 1
    records.started("1", "state", T0)
    records.succeeded("1", "state", T0, run)
    records.forget_account("1")
    left = list(redis_client.scan_iter("*"))
    assert len(left) == 1
    assert lifetime(redis_client, left[0]) > 0
    assert records.overview("1", DAY).jobs == {}


def test_every_key_of_a_job_that_ran_ends_by_itself(
    records: JobRecords, redis_client: redis.Redis
) -> None:
    run = report()
    run.requests["state"] = 1
    run.unknown_word("state", "Fika")
    records.started("1", "state", T0)
    records.succeeded("1", "state", T0, run)
    assert all(lifetime(redis_client, key) > 0 for key in redis_client.scan_iter("*"))
