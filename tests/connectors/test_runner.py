"""One run of one job: applied, recorded, judged. Real Valkey, real database, a scripted vendor."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import cast

import pytest
import redis

from connectors import registry, runner, surroundings
from connectors.base import Directory, DirectoryEntry, RunContext
from connectors.errors import (
    ConnectorError,
    CredentialsRejected,
    Malformed,
    Refused,
    Throttled,
    Unreachable,
)
from tests.connectors import scripted
from tests.connectors.scripted import queue_batch, script
from wallboard.boards import polling
from wallboard.boards.models import Account, JobState, Queue, Site
from wallboard.domain.facts import EntityKey
from wallboard.domain.observation import Batch, Kind, Past
from wallboard.state import keys
from wallboard.state.jobs import JobRecords
from wallboard.state.leases import POLL_LEASE_SECONDS, Lease
from wallboard.state.pasts import Pasts
from wallboard.state.store import FactStore

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch, redis_client: redis.Redis) -> Account:
    row = ("tests.connectors.scripted", "SCRIPTED", "ScriptedConnector")
    monkeypatch.setitem(registry.ROWS, "scripted", row)
    script.__init__()  # type: ignore[misc]
    site = Site.objects.create(name="Norr", slug="norr", timezone="Europe/Stockholm")
    account = Account(site=site, vendor="scripted", name="S", base_url="https://vendor.invalid")
    account.keep_secrets({"password": "right"})
    account.save()
    return account


def waiting(redis_client: redis.Redis, account: Account) -> object:
    site = FactStore(redis_client).load(str(account.site_id))
    facts = site.of_entity(EntityKey(str(account.pk), Kind.QUEUE, "11"))
    found = [fact.value.raw for key, fact in facts.items() if key.field == "contacts_waiting"]
    return found[0] if found else None


def says(count: int) -> object:
    def act(context: RunContext) -> Iterator[Batch | Directory]:
        yield queue_batch(context, count)

    return act


def raises(error: Exception) -> object:
    def act(context: RunContext) -> Iterator[Batch | Directory]:
        yield from ()
        raise error

    return act


def plan(*acts: object) -> None:
    script.acts = list(acts)  # type: ignore[arg-type]


def test_a_batch_becomes_facts_and_the_connector_is_closed(
    redis_client: redis.Redis, account: Account
) -> None:
    plan(says(7))
    outcome = runner.run(str(account.pk), "state")
    assert (outcome.state, outcome.batches) == ("ok", 1)
    assert waiting(redis_client, account) == 7
    assert script.closed == 1


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (Unreachable("The server is gone."), "failing"),
        (Malformed("It sent a web page."), "failing"),
        (Throttled("Slow down.", retry_after_seconds=30), "throttled"),
        (Refused("Not there."), "refused"),
    ],
)
def test_a_failure_keeps_the_last_figures_and_says_so_in_plain_words(
    redis_client: redis.Redis, account: Account, error: ConnectorError, state: str
) -> None:
    plan(says(7), raises(error))
    runner.run(str(account.pk), "state")
    outcome = runner.run(str(account.pk), "state")
    assert outcome.state == state
    assert waiting(redis_client, account) == 7
    newest = JobState.objects.first()
    assert newest is not None
    assert (newest.state, newest.message) == (state, str(error))
    record = JobRecords(redis_client).overview(str(account.pk), "2026-01-01").jobs["state"]
    assert record.failure is not None
    assert record.failure.message == str(error)
    assert record.held_until is not None
    assert record.held_until > time.time()


def test_what_was_yielded_before_a_failure_stays(
    redis_client: redis.Redis, account: Account
) -> None:
    def act(context: RunContext) -> Iterator[Batch | Directory]:
        yield queue_batch(context, 3)
        raise Malformed("The second half was cut off.")

    plan(act)
    assert runner.run(str(account.pk), "state").state == "failing"
    assert waiting(redis_client, account) == 3


def test_breaking_and_recovering_are_told_once_each(
    account: Account, caplog: pytest.LogCaptureFixture
) -> None:
    broken = raises(Unreachable("Gone."))
    plan(broken, broken, broken, says(1), says(2), says(3))
    with caplog.at_level(logging.INFO):
        for _ in range(6):
            runner.run(str(account.pk), "state")
    assert [row.state for row in JobState.objects.order_by("pk")] == ["failing", "ok"]


def test_rejected_credentials_stop_the_account_until_somebody_changes_them(
    account: Account,
) -> None:
    plan(raises(CredentialsRejected("The login was rejected.")), says(1))
    assert runner.run(str(account.pk), "state").state == "rejected"
    assert runner.run(str(account.pk), "state").state == "skipped"
    assert runner.run(str(account.pk), "directory").state == "skipped"
    account.refresh_from_db()
    assert account.trouble == "The login was rejected."

    assert runner.test_connection(str(account.pk)).ok
    assert runner.run(str(account.pk), "state").state == "ok"


def test_a_second_rejection_after_a_change_stops_the_account_again(account: Account) -> None:
    plan(raises(CredentialsRejected("No.")))
    runner.run(str(account.pk), "state")
    account.refresh_from_db()
    account.acquit()
    account.save()
    assert runner.run(str(account.pk), "state").state == "rejected"
    account.refresh_from_db()
    assert account.credentials_rejected_at is not None


def test_after_a_rejection_every_job_is_due_as_soon_as_somebody_acts(
    account: Account, redis_client: redis.Redis
) -> None:
    records = JobRecords(redis_client)
    now_at = time.time()
    for job in ("state", "directory"):
        assert records.claim_due(str(account.pk), job, 3600.0, now_at)
    plan(raises(CredentialsRejected("The login was rejected.")), says(1))
    assert runner.run(str(account.pk), "state").state == "rejected"
    for job in ("state", "directory"):
        assert records.claim_due(str(account.pk), job, 3600.0, now_at + 1)


def test_two_jobs_that_sign_in_at_once_make_one_attempt_when_it_is_rejected(
    account: Account,
) -> None:
    attempts: list[float] = []

    def act(context: RunContext) -> Iterator[Batch | Directory]:
        with context.sessions.exclusive():
            attempts.append(time.time())
            time.sleep(0.3)
            raise CredentialsRejected("No.")
        yield queue_batch(context, 1)

    plan(act)
    jobs = [
        threading.Thread(target=runner.run, args=(str(account.pk), job))
        for job in ("state", "directory")
    ]
    for thread in jobs:
        thread.start()
    for thread in jobs:
        thread.join()
    assert len(attempts) == 1


def test_a_run_that_overlaps_is_skipped_and_counted(
    redis_client: redis.Redis, account: Account
) -> None:
    plan(says(1))
    runner.run(str(account.pk), "state")
    lease = Lease(redis_client, f"job:{account.pk}:state", 5.0)
    assert lease.acquire()
    assert runner.run(str(account.pk), "state").state == "skipped"
    assert script.closed == 1
    record = JobRecords(redis_client).overview(str(account.pk), "2026-01-01")
    assert record.jobs["state"].skipped == 1
    lease.release()
    assert runner.run(str(account.pk), "state").state == "ok"


def test_a_defect_of_ours_is_a_failure_without_its_text(account: Account) -> None:
    plan(raises(ValueError("password=right")))
    outcome = runner.run(str(account.pk), "state")
    assert outcome.state == "failing"
    assert "right" not in outcome.message


def test_a_directory_becomes_rows(account: Account) -> None:
    def act(context: RunContext) -> Iterator[Batch | Directory]:
        entry = DirectoryEntry(Kind.QUEUE, "11", "Växel")
        yield Directory(frozenset({Kind.QUEUE}), (entry,))

    plan(act)
    assert runner.run(str(account.pk), "directory").state == "ok"
    assert Queue.objects.get().name == "Växel"


def test_a_paused_account_is_not_asked(account: Account) -> None:
    Account.objects.update(paused=True)
    plan(says(1))
    assert runner.run(str(account.pk), "state").state == "skipped"
    assert script.closed == 0


def test_a_test_does_not_reuse_the_stored_session(account: Account) -> None:
    context_seen: list[dict[str, object]] = []

    class Curious(scripted.ScriptedConnector):
        def test(self) -> object:  # type: ignore[override]
            context_seen.append(self._context.sessions.load())
            return super().test()

    stored = surroundings.GuardedSessions(polling.polled_account(str(account.pk)), "state")  # type: ignore[arg-type]
    stored.save({"token": "old"}, 60)
    scripted.Curious = Curious  # type: ignore[attr-defined]
    registry.ROWS["scripted"] = ("tests.connectors.scripted", "SCRIPTED", "Curious")  # type: ignore[index]
    assert runner.test_connection(str(account.pk)).ok
    assert context_seen == [{}]
    assert stored.load() == {"token": "old"}


def test_a_run_that_lost_its_lease_writes_no_more_and_is_no_success(
    redis_client: redis.Redis, account: Account
) -> None:
    def act(context: RunContext) -> Iterator[Batch | Directory]:
        yield queue_batch(context, 1)
        redis_client.set(keys.lease(f"job:{account.pk}:state"), "somebody else")
        time.sleep(POLL_LEASE_SECONDS / 4 + 0.5)  # until the next renewal notices
        yield queue_batch(context, 2)

    plan(act)
    assert runner.run(str(account.pk), "state").state == "failing"
    assert waiting(redis_client, account) == 1


def test_waiting_too_long_for_another_sign_in_is_unreachable(
    redis_client: redis.Redis, account: Account
) -> None:
    def act(context: RunContext) -> Iterator[Batch | Directory]:
        with context.sessions.exclusive(wait_seconds=0.2):
            yield queue_batch(context, 1)

    plan(act)
    assert Lease(redis_client, f"sign-in:{account.pk}", 5.0).acquire()
    outcome = runner.run(str(account.pk), "state")
    assert (outcome.state, outcome.batches) == ("failing", 0)
    assert "signing in" in outcome.message


def test_a_past_is_kept_for_history_and_is_no_fact(
    redis_client: redis.Redis, account: Account
) -> None:
    """Only the run after one that went well knows since when nothing was read."""
    known: list[float | None] = []

    def act(context: RunContext) -> Iterator[Batch | Directory | Past]:
        known.append(context.last_ok_at)
        yield Past((replace(queue_batch(context, 3), received_at=1_800_000_000.0),))
        yield queue_batch(context, 7)

    plan(act)
    begun_at = time.time()
    assert runner.run(str(account.pk), "state").batches == 1
    assert runner.run(str(account.pk), "state").state == "ok"
    assert known[0] is None
    assert known[1] is not None
    assert known[1] >= begun_at
    assert waiting(redis_client, account) == 7
    (past,) = Pasts(redis_client).load(str(account.site_id))
    assert past.newest_at == past.at
    assert (past.account, past.job, past.at) == (str(account.pk), "state", 1_800_000_000.0)
    told = {fact.key.field: fact.value.raw for fact in past.facts}
    assert told == {"contacts_waiting": 3, "name": "Växel"}
    assert cast("int", redis_client.ttl(keys.past(str(account.site_id)))) > 0
