"""Intervals from real facts in a real Valkey to rows in the database, minute after minute."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import redis
from django.db import connection
from django.test.utils import CaptureQueriesContext

from wallboard.boards.models import Account, Agent, AgentAlias, Queue, QueueAlias, Site
from wallboard.domain.local_day import midnight
from wallboard.domain.observation import Batch, Kind, Observation, Value
from wallboard.history import intervals, tasks
from wallboard.history.models import Interval, IntervalMemory, IntervalScope, Outage
from wallboard.state.store import FactStore

ZONE = ZoneInfo("Europe/Stockholm")
MIDNIGHT = midnight(date(2026, 11, 26), ZONE)
TEN = MIDNIGHT + 36_000
DAY: dict[str, str] = {"window": "day", "clock": "vendor"}


@pytest.fixture
def site(db: Any) -> Site:
    return Site.objects.create(name="Malmö", slug="malmo")


@pytest.fixture
def account(site: Site) -> Account:
    return Account.objects.create(
        site=site, vendor="trio", name="Trio", base_url="https://trio.test/te/api"
    )


def a_queue(account: Account, number: str, name: str, group: str = "") -> Queue:
    queue = Queue.objects.create(site=account.site, name=name, group=group)
    QueueAlias.objects.create(queue=queue, account=account, external_id=number)
    return queue


class Centre:
    """Says what it is told to say, and is read."""

    def __init__(self, account: Account, client: redis.Redis) -> None:
        self.account, self.store = account, FactStore(client)

    def minute(self, at: int, **queues: dict[str, int]) -> int:
        self.say(at, **queues)
        return intervals.keep(at + 1)

    def say(self, at: int, **queues: dict[str, int]) -> None:
        seen = [
            Observation(Kind.QUEUE, number[1:], _values(counts), at, at)
            for number, counts in queues.items()
        ]
        people = [Observation(Kind.AGENT, "7", {"state": Value("available")}, at, at)]
        covers = frozenset({Kind.QUEUE, Kind.AGENT})
        batch = Batch(str(self.account.pk), "state", covers, (*seen, *people), at)
        self.store.apply(str(self.account.site_id), batch)


def _values(counts: dict[str, int]) -> dict[str, Value]:
    values = {}
    for key, n in counts.items():
        parameters: dict[str, str | int] = {**DAY, "threshold_seconds": 20}
        if "threshold" not in key:
            del parameters["threshold_seconds"]
        is_gauge = key in ("contacts_waiting", "longest_wait_since")
        values[key] = Value(n) if is_gauge else Value(n, parameters=parameters)
    return values


@pytest.fixture
def centre(account: Account, redis_client: redis.Redis) -> Centre:
    a_queue(account, "11", "Växel", "Privat")
    a_queue(account, "12", "Faktura", "Privat")
    anna = Agent.objects.create(site=account.site, name="Anna")
    AgentAlias.objects.create(agent=anna, account=account, external_id="7")
    return Centre(account, redis_client)


def row(kind: str, from_at: int, name: str = "") -> Any:
    scope = IntervalScope.objects.get(kind=kind, **({"name": name} if name else {}))
    return Interval.objects.get(scope=scope, from_at=from_at)


def counted(n: int, **more: int) -> dict[str, int]:
    return {
        "offered": n,
        "answered": n,
        "abandoned": 0,
        "answered_in_threshold": n,
        "contacts_waiting": 2,
        **more,
    }


def test_a_quarter_of_a_queue_a_group_and_a_site_is_written(centre: Centre) -> None:
    for minute in range(16):
        centre.minute(TEN + 60 * minute, q11=counted(100 + minute), q12=counted(50))
    queue, group, whole = row("queue", TEN, "Växel"), row("group", TEN), row("site", TEN)
    assert (queue.offered, queue.answered_in_threshold, queue.threshold_seconds) == (15, 15, 20)
    assert queue.contacts_covered_seconds == 900
    assert (whole.offered, group.offered) == (15, 15)
    assert whole.contacts_covered_seconds == 900
    assert str(whole.sources) == "Trio"
    assert whole.most_waiting == 4
    assert whole.waiting_contact_seconds == 4 * whole.waiting_covered_seconds
    assert whole.available_agent_seconds == whole.agents_covered_seconds > 800
    assert (queue.handled, queue.talk_seconds, queue.abandoned_short) == (None, None, None)


def test_the_same_minute_twice_writes_nothing_and_a_restart_loses_nothing(centre: Centre) -> None:
    for minute in range(16):
        centre.minute(TEN + 60 * minute, q11=counted(minute), q12=counted(0))
        assert intervals.keep(TEN + 60 * minute + 2) == 0
        if minute == 7:
            centre.store._client.flushall()  # Redis is emptied: the next poll fills it again
    assert row("queue", TEN, "Växel").offered == 15
    assert row("site", TEN).contacts_covered_seconds == 900


def test_a_silent_source_is_a_gap_and_an_outage(centre: Centre) -> None:
    for minute in range(40):
        at = TEN + 60 * minute
        if 5 < minute < 25:
            intervals.keep(at + 1)
        else:
            centre.minute(at, q11=counted(minute), q12=counted(0))
    first, second, third = (row("site", TEN + 900 * n) for n in range(3))
    assert [r.contacts_covered_seconds for r in (first, second)] == [300, 300]
    assert third.contacts_covered_seconds >= 540
    assert (first.offered, second.offered) == (5, 5)
    outage = Outage.objects.get()
    assert outage.source == "Trio"
    assert (outage.from_at, outage.to_at) == (TEN + 300, TEN + 1501)


def test_when_nobody_looked_that_is_said_too(centre: Centre) -> None:
    centre.minute(TEN, q11=counted(1), q12=counted(0))
    centre.minute(TEN + 1800, q11=counted(9), q12=counted(0))
    outage = Outage.objects.get()
    assert (outage.source, outage.from_at, outage.to_at) == ("", TEN + 1, TEN + 1801)
    assert not Interval.objects.filter(from_at=TEN + 900).exists()


def test_it_is_time_once_a_minute_and_just_before_midnight() -> None:
    zone = "Europe/Stockholm"
    assert intervals.is_due(None, TEN, zone)
    assert not intervals.is_due(TEN, TEN + 59, zone)
    assert intervals.is_due(TEN, TEN + 60, zone)
    assert not intervals.is_due(MIDNIGHT - 59, MIDNIGHT - 7, zone)
    assert intervals.is_due(MIDNIGHT - 59, MIDNIGHT - 4, zone)
    assert not intervals.is_due(TEN - 59, TEN - 4, zone)


def test_a_renamed_queue_keeps_its_past(centre: Centre) -> None:
    for minute in range(3):
        centre.minute(TEN + 60 * minute, q11=counted(minute), q12=counted(0))
    Queue.objects.filter(name="Växel").update(name="Kundtjänst")
    centre.minute(TEN + 180, q11=counted(3), q12=counted(0))
    assert row("queue", TEN, "Kundtjänst").offered == 3


def test_what_cannot_be_read_back_begins_anew(centre: Centre) -> None:
    centre.minute(TEN, q11=counted(1), q12=counted(0))
    IntervalMemory.objects.update(body=b"nothing")
    centre.minute(TEN + 60, q11=counted(5), q12=counted(0))
    centre.minute(TEN + 120, q11=counted(6), q12=counted(0))
    assert row("queue", TEN, "Växel").offered == 1


def test_a_minute_costs_as_many_queries_however_many_queues(
    centre: Centre, account: Account
) -> None:
    told = {f"q{n}": counted(5) for n in range(11, 13)}
    centre.minute(TEN, **told)
    few = _queries(centre, TEN + 60, told)
    for n in range(20, 35):
        a_queue(account, str(n), f"Queue {n}", "Privat")
        told[f"q{n}"] = counted(7)
    centre.minute(TEN + 120, **told)
    centre.minute(TEN + 180, **told)
    assert _queries(centre, TEN + 240, told) <= few + 1  # SQLite takes a thousand values at once


def _queries(centre: Centre, at: int, told: dict[str, dict[str, int]]) -> int:
    centre.say(at, **told)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert intervals.keep(at + 1) > 0
    return len(captured)


def test_without_redis_a_minute_is_missing_and_the_task_goes_on(site: Site, settings: Any) -> None:
    settings.WALLBOARD_REDIS_URL = "redis://127.0.0.1:1/0"
    Queue.objects.create(site=site, name="Q")
    assert tasks.keep_intervals() == 0
    assert not Interval.objects.exists()
