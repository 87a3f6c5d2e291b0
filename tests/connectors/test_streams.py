"""One reader per stream: lease, fence, hand-over, drain, verdicts. Real Valkey, real database."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
import redis
from django.db import OperationalError
from django.utils import timezone

from connectors import registry, runner, streams, tasks
from connectors.base import Interrupted, RunContext, Stop
from connectors.errors import CredentialsRejected, Refused, Unreachable
from connectors.runner import Outcome
from tests.connectors import streaming
from tests.connectors.streaming import Item, batch, plan
from wallboard.boards import polling
from wallboard.boards.models import Account, JobState, Site
from wallboard.domain.facts import EntityKey
from wallboard.domain.observation import Kind
from wallboard.state import keys
from wallboard.state.jobs import JobRecords
from wallboard.state.leases import Lease
from wallboard.state.store import FactStore

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def account(
    monkeypatch: pytest.MonkeyPatch, redis_client: redis.Redis, settings: Any
) -> Iterator[Account]:
    row = ("tests.connectors.streaming", "STREAMING", "StreamingConnector")
    monkeypatch.setitem(registry.ROWS, "streaming", row)
    monkeypatch.setattr(streams, "STAMP_EVERY_SECONDS", 0.1)
    streaming.plan.__init__()  # type: ignore[misc]
    settings.WALLBOARD_STREAM_RUN_SECONDS = 60.0
    site = Site.objects.create(name="Norr", slug="norr", timezone="Europe/Stockholm")
    account = Account(site=site, vendor="streaming", name="S", base_url="https://o.invalid")
    account.keep_secrets({"password": "right"})
    account.save()
    yield account
    streams.DRAINING.clear()


@pytest.fixture
def read(account: Account) -> Iterator[Callable[[], Future[Outcome]]]:
    """Start a reader in a thread; all are drained at the end."""
    pool = ThreadPoolExecutor(8)
    started: list[Future[Outcome]] = []

    def start() -> Future[Outcome]:
        started.append(pool.submit(streams.read, str(account.pk), "events"))
        return started[-1]

    yield start
    streams.DRAINING.set()
    for one in started:
        one.exception(10)
    pool.shutdown()


def until(what: Callable[[], Any], seconds: float = 5.0) -> Any:
    """The tests' database, of one process, locks whole tables while the reader writes."""
    end = time.monotonic() + seconds
    while True:
        with contextlib.suppress(OperationalError):
            if found := what():
                return found
        assert time.monotonic() < end, "never came"
        time.sleep(0.01)


def saved(account: Account) -> bool:
    """The tests' database, of one process, locks whole tables while the reader looks."""
    try:
        account.save()
    except OperationalError:
        return False
    return True


def waiting(client: redis.Redis, account: Account) -> Any:
    facts = FactStore(client).load(str(account.site_id))
    known = facts.of_entity(EntityKey(str(account.pk), Kind.QUEUE, "11"))
    return next((fact.value.raw for fact in known.values()), None)


def record(client: redis.Redis, account: Account) -> Any:
    return JobRecords(client).overview(str(account.pk), "2026-01-01").jobs.get("events")


def missing() -> list[str]:
    return [job.account for job in streams.without_reader(polling.polled_jobs())]


def test_what_a_stream_says_is_written_confirmed_and_recorded_while_it_runs(
    redis_client: redis.Redis, account: Account, read: Callable[[], Future[Outcome]]
) -> None:
    read()
    until(lambda: (waiting(redis_client, account) or 0) > 3)
    found = record(redis_client, account)
    assert found.last_ok_at is not None
    assert found.running_since is not None
    assert JobState.objects.count() == 0  # it never had trouble
    assert FactStore(redis_client).confirmed(str(account.site_id))


def test_only_one_reader_follows_a_stream(
    account: Account, read: Callable[[], Future[Outcome]]
) -> None:
    running = [read() for _ in range(5)]
    until(lambda: plan.reading == 1)
    until(lambda: sum(one.done() for one in running) == 4)
    assert plan.most == 1
    states = {one.result().state for one in running if one.done()}
    assert states == {"skipped"}


def test_a_run_is_handed_over_after_its_time(
    redis_client: redis.Redis,
    account: Account,
    read: Callable[[], Future[Outcome]],
    settings: Any,
) -> None:
    settings.WALLBOARD_STREAM_RUN_SECONDS = 0.5
    assert read().result(20).state == streams.HANDED_OVER
    assert (plan.closed, plan.reading) == (1, 0)
    assert missing() == [str(account.pk)]  # free at once


def test_a_shutdown_drains_within_two_seconds_and_leaves_the_lease_free(
    redis_client: redis.Redis, account: Account, read: Callable[[], Future[Outcome]]
) -> None:
    running = read()
    until(lambda: plan.reading)
    begun = time.monotonic()
    tasks.drain()
    running.result(5)
    assert time.monotonic() - begun <= 2.0
    assert not redis_client.exists(keys.lease(streams.lease_name(str(account.pk), "events")))
    assert read().result(5).state == "skipped"  # nothing new begins in a worker that ends


def test_the_tick_names_a_stream_without_a_reader_once_a_second(
    redis_client: redis.Redis, account: Account, read: Callable[[], Future[Outcome]]
) -> None:
    assert missing() == [str(account.pk)]
    assert missing() == []
    time.sleep(1.0)
    assert missing() == [str(account.pk)]
    read()
    until(lambda: plan.reading)
    time.sleep(1.0)
    assert missing() == []


def test_polls_do_not_take_streams(redis_client: redis.Redis, account: Account) -> None:
    assert tasks.tick() == 0


def test_with_no_worker_messages_do_not_pile_up(
    redis_client: redis.Redis, account: Account
) -> None:
    redis_client.rpush("stream", *["message"] * (streams.WAITING_MESSAGES + 1))
    assert missing() == []


def test_a_reader_that_lost_its_lease_writes_nothing_more(
    redis_client: redis.Redis, account: Account, read: Callable[[], Future[Outcome]]
) -> None:
    go_on = threading.Event()

    def act(context: RunContext, stop: Stop) -> Iterator[Item]:
        yield batch(context, 1)
        go_on.wait(5)  # as if the machine had slept
        yield batch(context, 666)

    plan.act = act
    sleeper = read()
    until(lambda: waiting(redis_client, account) == 1)
    redis_client.delete(keys.lease(streams.lease_name(str(account.pk), "events")))
    plan.act = None
    read()
    until(lambda: (waiting(redis_client, account) or 0) > 1)
    go_on.set()
    assert sleeper.result(5).state == "skipped"
    assert waiting(redis_client, account) < 600


def test_generations_only_grow_and_live_in_the_database(
    redis_client: redis.Redis, account: Account
) -> None:
    first = polling.next_generation(str(account.pk), "events")
    redis_client.flushall()
    assert polling.next_generation(str(account.pk), "events") == first + 1


def test_a_rejected_login_stops_the_account_and_is_not_tried_again(
    redis_client: redis.Redis, account: Account, read: Callable[[], Future[Outcome]]
) -> None:
    def act(context: RunContext, stop: Stop) -> Iterator[Item]:
        yield from ()
        with context.sessions.exclusive():
            plan.sign_ins += 1
            raise CredentialsRejected("Not accepted.")

    plan.act = act
    assert read().result(5).state == "rejected"
    assert read().result(5).state == "skipped"
    time.sleep(1.0)
    assert missing() == []
    assert plan.sign_ins == 1
    account.refresh_from_db()
    assert account.trouble == "Not accepted."


def test_a_refusal_is_told_and_tried_rarely(
    redis_client: redis.Redis, account: Account, read: Callable[[], Future[Outcome]]
) -> None:
    def act(context: RunContext, stop: Stop) -> Iterator[Item]:
        yield from ()
        raise Refused("O2G refuses the subscription: “no licence”")

    plan.act = act
    assert read().result(5).state == "refused"
    held = record(redis_client, account).held_until
    assert held - time.time() > 500
    assert missing() == []
    newest = JobState.objects.get()
    assert "no licence" in newest.message


def test_an_interruption_is_told_once_and_ends_when_figures_are_confirmed_again(
    redis_client: redis.Redis, account: Account, read: Callable[[], Future[Outcome]]
) -> None:
    mended = threading.Event()

    def act(context: RunContext, stop: Stop) -> Iterator[Item]:
        yield batch(context, 1)
        for _ in range(3):
            yield Interrupted(Unreachable("O2G at host cut the connection."))
        mended.wait(5)
        yield from streaming.until_stopped(context, stop)

    plan.act = act
    read()
    found = until(lambda: JobState.objects.first())
    assert (found.state, found.message) == ("failing", "O2G at host cut the connection.")
    until(lambda: record(redis_client, account).failures == 3)
    assert JobState.objects.count() == 1
    mended.set()
    until(lambda: JobState.objects.count() == 2)
    newest = JobState.objects.order_by("-pk")[0]
    assert newest.state == "ok"
    assert record(redis_client, account).failure is None


@pytest.mark.parametrize("change", ["password", "paused", "address"])
def test_a_changed_account_ends_its_reader_and_the_old_login_is_not_tried(
    account: Account, read: Callable[[], Future[Outcome]], change: str
) -> None:
    tried: list[str] = []

    def act(context: RunContext, stop: Stop) -> Iterator[Item]:
        yield batch(context, 1)
        while not stop.is_set():
            stop.wait(0.02)
        try:
            with context.sessions.exclusive():
                tried.append(context.account.secrets["password"])
        except Unreachable:
            tried.append("refused")

    plan.act = act
    running = read()
    until(lambda: plan.reading)
    if change == "password":
        account.keep_secrets({"password": "new"})
    elif change == "paused":
        account.paused = True
    else:
        account.base_url = "https://other.invalid"
    until(lambda: saved(account))
    assert running.result(5).state == streams.HANDED_OVER
    assert tried == ["refused"]


def test_a_busy_database_does_not_end_a_stream(
    account: Account, read: Callable[[], Future[Outcome]], monkeypatch: pytest.MonkeyPatch
) -> None:
    tell, failed = runner.tell, threading.Event()

    def busy(*told: Any) -> None:
        if not failed.is_set():
            failed.set()
            raise OperationalError("database table is locked")
        tell(*told)

    monkeypatch.setattr(runner, "tell", busy)
    monkeypatch.setattr(streams, "REPORT_EVERY_SECONDS", 0.1)
    JobState.objects.create(account=account, job="events", state="failing", since=timezone.now())
    running = read()
    until(lambda: JobState.objects.order_by("-pk")[0].state == "ok", 15)
    assert failed.is_set()
    assert not running.done()


def test_no_login_is_tried_while_the_database_cannot_say_whether_it_is_the_accounts(
    account: Account, read: Callable[[], Future[Outcome]], monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []

    def busy(*_: Any) -> str:
        raise OperationalError("database table is locked")

    def act(context: RunContext, stop: Stop) -> Iterator[Item]:
        monkeypatch.setattr(polling, "stamp_of", busy)
        with context.sessions.exclusive():
            tried.append(context.account.secrets["password"])
        yield batch(context, 1)

    plan.act = act
    outcome = read().result(15)
    assert (outcome.state, tried) == ("failing", [])
    assert outcome.message == "The settings of the account cannot be read just now."


def test_a_defect_is_told_by_its_class_and_held_back(
    redis_client: redis.Redis, account: Account, read: Callable[[], Future[Outcome]]
) -> None:
    def act(context: RunContext, stop: Stop) -> Iterator[Item]:
        yield from ()
        raise KeyError("Åsa Öberg")

    plan.act = act
    outcome = read().result(5)
    assert outcome.state == "failing"
    assert "KeyError" in outcome.message
    assert "Åsa" not in outcome.message
    assert missing() == []


def test_a_killed_readers_stream_is_free_when_its_lease_has_run_out(
    redis_client: redis.Redis, account: Account
) -> None:
    name = streams.lease_name(str(account.pk), "events")
    assert streams.LEASE_SECONDS <= 12.0  # and the tick a second, a start and the snapshots: 15 s
    Lease(redis_client, name, 0.4).acquire()  # nobody renews it
    assert missing() == []
    until(lambda: missing() == [str(account.pk)], 3.0)


def test_twenty_readers_storm_and_each_stream_has_one(
    redis_client: redis.Redis, account: Account, settings: Any
) -> None:
    settings.WALLBOARD_STREAM_RUN_SECONDS = 0.3
    end = time.monotonic() + 2.0

    def storm() -> None:
        while time.monotonic() < end:
            streams.read(str(account.pk), "events")

    with ThreadPoolExecutor(6) as pool:
        for one in [pool.submit(storm) for _ in range(6)]:
            one.result(20)
    assert plan.most == 1
    assert plan.runs >= 4
