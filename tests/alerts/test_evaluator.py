"""The evaluator over a real database and a real Valkey: from a fact to every board."""

from __future__ import annotations

import asyncio
import time
from functools import partial
from typing import Any

import redis
from asgiref.sync import sync_to_async

from tests.alerts.conftest import Centre, evaluating, watching
from tests.live.pages import Page, until
from wallboard.alerts import ledger
from wallboard.alerts.models import Alert, Rule
from wallboard.state.alerts import AlertRecords

in_database = sync_to_async(thread_sensitive=True)


def both_show(here: Page, there: Page, number: int) -> bool:
    return len(here.alerts) == len(there.alerts) == number


async def alerts() -> list[Alert]:
    return [alert async for alert in Alert.objects.order_by("pk")]


async def test_a_fact_becomes_an_alert_within_a_second(
    centre: Centre, valkey_url: str, redis_client: redis.Redis
) -> None:
    await in_database(centre.rule)()
    centre.says(contacts_waiting=3)
    async with evaluating(valkey_url, redis_client):
        await until(lambda: centre.published().number)
        assert centre.levels() == []
        began = time.monotonic()
        centre.says(contacts_waiting=7)
        await until(lambda: centre.levels() == ["warn"], 2)
        assert time.monotonic() - began < 1.0
        centre.says(contacts_waiting=12)
        await until(lambda: centre.levels() == ["critical"], 2)
        centre.says(contacts_waiting=0)
        await until(lambda: centre.levels() == [], 2)
    (alert,) = await alerts()
    assert (alert.worst, alert.value, alert.limit, alert.cleared_why) == ("critical", 12, 10, "")
    assert alert.cleared_at is not None


async def test_every_viewer_of_every_process_sees_the_same(
    centre: Centre, valkey_url: str, redis_client: redis.Redis
) -> None:
    """One rule on its edge, with a hysteresis of one: two viewers in two hubs never differ for
    longer than a frame needs, and see every change."""
    await in_database(centre.rule)(warn=5, warn_clear=4, critical=None)
    centre.says(contacts_waiting=5)
    async with (
        evaluating(valkey_url, redis_client),
        watching(valkey_url, centre.board) as (_, join),
        watching(valkey_url, centre.board) as (_, join_elsewhere),
    ):
        here, there = await join(), await join_elsewhere()
        seen = []
        for waiting, raised in [(5, 1), (4, 0), (5, 1), (6, 1), (4, 0), (5, 1), (5, 1), (3, 0)]:
            centre.says(contacts_waiting=waiting)
            await until(partial(both_show, here, there, raised), 3)
            assert here.alerts == there.alerts
            seen.append(set(here.alerts))
        joined_later = await join_elsewhere()
        await until(lambda: joined_later.layout)
        assert joined_later.alerts == here.alerts
    assert len(set().union(*seen)) == 3, "each time that it was raised is an alert of its own"
    assert len(await alerts()) == 3


async def test_time_alone_raises_a_wait(
    centre: Centre, valkey_url: str, redis_client: redis.Redis
) -> None:
    await in_database(centre.rule)(metric="longest_wait_since", warn=2, critical=None)
    centre.says(contacts_waiting=1, longest_wait_since=time.time())
    async with evaluating(valkey_url, redis_client):
        await until(lambda: centre.published().number)
        assert centre.levels() == []
        await until(lambda: centre.levels() == ["warn"], 4)


async def test_a_silent_source_holds_what_is_raised_and_says_so(
    centre: Centre, valkey_url: str, redis_client: redis.Redis
) -> None:
    await in_database(centre.rule)()
    centre.says(contacts_waiting=7)
    skew = 0.0
    clocks: dict[str, Any] = {
        "wall": lambda: time.time() + skew,
        "monotonic": lambda: time.monotonic() + skew,
    }
    async with evaluating(valkey_url, redis_client, **clocks):
        await until(lambda: centre.levels() == ["warn"])
        skew = 3600.0
        await until(lambda: next(iter(centre.published().rows.values()))["held"] == "lost")
        assert centre.levels() == ["warn"]


async def test_what_was_raised_survives_a_restart_and_an_emptied_redis(
    centre: Centre, valkey_url: str, redis_client: redis.Redis
) -> None:
    await in_database(centre.rule)(clear_seconds=3600)
    centre.says(contacts_waiting=7)
    async with evaluating(valkey_url, redis_client):
        await until(lambda: centre.levels() == ["warn"])
    (public_id,) = centre.published().rows
    redis_client.flushall()
    centre.says(contacts_waiting=0)
    async with evaluating(valkey_url, redis_client):
        await until(lambda: centre.levels() == ["warn"])
        assert list(centre.published().rows) == [public_id]
        redis_client.flushall()
        await until(lambda: centre.levels() == ["warn"])
    assert len(await alerts()) == 1


async def test_a_dwell_goes_on_where_the_last_evaluator_left_it(
    centre: Centre, valkey_url: str, redis_client: redis.Redis
) -> None:
    rule = await in_database(centre.rule)(raise_seconds=3600)
    centre.says(contacts_waiting=7)
    async with evaluating(valkey_url, redis_client):
        await until(lambda: AlertRecords(redis_client).remembered(str(centre.site.pk)))
    memory = AlertRecords(redis_client).remembered(str(centre.site.pk))
    memory[str(rule.pk)]["state"]["latches"]["warn"][1] -= 3600
    AlertRecords(redis_client).remember(str(centre.site.pk), memory)
    async with evaluating(valkey_url, redis_client):
        await until(lambda: centre.levels() == ["warn"])


async def test_edits_count_at_once(
    centre: Centre, valkey_url: str, redis_client: redis.Redis
) -> None:
    rule = await in_database(centre.rule)(warn=5, warn_clear=0, clear_seconds=600)
    centre.says(contacts_waiting=7)
    async with evaluating(valkey_url, redis_client):
        await until(lambda: centre.levels() == ["warn"])
        rule.warn = 8
        await in_database(rule.save)()
        await until(lambda: centre.levels() == [], 2)
        rule.warn = 6
        await in_database(rule.save)()
        await until(lambda: centre.levels() == ["warn"], 2)
        await in_database(rule.delete)()
        await until(lambda: centre.levels() == [], 2)
    assert [alert.cleared_why for alert in await alerts()] == ["rule", "rule"]


async def test_an_acknowledgement_shows_and_ends_with_something_worse(
    centre: Centre, valkey_url: str, redis_client: redis.Redis
) -> None:
    await in_database(centre.rule)()
    centre.says(contacts_waiting=7)
    async with evaluating(valkey_url, redis_client):
        await until(lambda: centre.levels() == ["warn"])
        (alert,) = await alerts()
        assert await in_database(ledger.acknowledge)(alert, "Anna", "two more log on")
        assert not await in_database(ledger.acknowledge)(alert, "Bo", "late")
        told = lambda: next(iter(centre.published().rows.values()))["acknowledged"]  # noqa: E731
        await until(told, 2)
        assert (told()["by"], told()["word"]) == ("Anna", "two more log on")
        centre.says(contacts_waiting=12)
        await until(lambda: centre.levels() == ["critical"], 2)
        assert told() is None


async def test_nobody_acknowledged_so_it_escalates(
    centre: Centre, valkey_url: str, redis_client: redis.Redis
) -> None:
    await in_database(centre.rule)(escalate_seconds=1)
    centre.says(contacts_waiting=7)
    async with evaluating(valkey_url, redis_client):
        await until(lambda: any(r["escalated"] for r in centre.published().rows.values()), 4)
        await asyncio.sleep(0)
    (alert,) = await alerts()
    assert alert.escalated_at is not None


async def test_the_first_rule_of_a_site_is_found_at_once(
    centre: Centre, valkey_url: str, redis_client: redis.Redis
) -> None:
    centre.says(contacts_waiting=7)
    async with evaluating(valkey_url, redis_client):
        await asyncio.sleep(0.3)
        await in_database(centre.rule)()
        await until(lambda: centre.levels() == ["warn"], 3)
    assert await Rule.objects.acount() == 1
