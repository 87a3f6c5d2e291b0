"""After retention ran, the whole database is searched: no name, and no agent's id, older than the
named clock. Every table, every column, compressed bodies too."""

from __future__ import annotations

import json
import time
import zlib
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.utils import timezone

from wallboard.boards.models import (
    Account,
    Agent,
    AgentAlias,
    Board,
    Queue,
    QueueAlias,
    Site,
    Widget,
)
from wallboard.domain.observation import Batch, Kind, Observation, Value
from wallboard.history import intervals, sampling, tasks
from wallboard.history.models import AgentStretch, BoardMinute
from wallboard.projections.registry import WIDGETS
from wallboard.state.store import FactStore

DAY = 86_400
NOW = int(time.time()) // 60 * 60
LEFT, STAYS = "Åsa Ögren-Lind", "Ben Åström-Ek"
LEFT_ID, STAYS_ID = "ext-left-4711", "ext-stays-4712"
# The directory says who is there now; it is no record of what somebody did.
DIRECTORY = {"boards_agent", "boards_agentalias", "boards_agent_teams"}
Found = tuple[str, str, dict[str, Any]]  # table, column, the row


@pytest.fixture(autouse=True)
def _catalogue(settings: Any) -> None:
    settings.WALLBOARD_VENDORS = "tests.boards.two_vendors.VENDORS"


@pytest.fixture
def site(db: Any, redis_client: Any) -> Site:
    site = Site.objects.create(name="Malmö", slug="malmo")
    account = Account.objects.create(
        site=site, vendor="trio", name="Växel", base_url="https://trio.test"
    )
    queue = Queue.objects.create(site=site, name="Support")
    QueueAlias.objects.create(queue=queue, account=account, external_id="1")
    for pk, name, external_id in ((471_101, LEFT, LEFT_ID), (471_102, STAYS, STAYS_ID)):
        agent = Agent.objects.create(pk=pk, site=site, name=name)
        AgentAlias.objects.create(agent=agent, account=account, external_id=external_id)
    board = Board.objects.create(site=site, slug="wall", name="Wall")
    for place, type_ in enumerate(sorted(WIDGETS)):
        Widget.objects.create(board=board, type=type_, y=place)
    return site


def live(client: Any, site: Site, at: float, state: str) -> None:
    """A minute of the product: what a source says, the samplers, the intervals."""
    account = str(Account.objects.get(site=site).pk)
    people = {LEFT_ID: f"coaches {STAYS}", STAYS_ID: f"coached by {LEFT}"}
    said: dict[Kind, tuple[Observation, ...]] = {
        Kind.QUEUE: (Observation(Kind.QUEUE, "1", {"contacts_waiting": Value(3)}, at, at),),
        Kind.AGENT: tuple(
            Observation(Kind.AGENT, id_, {"state": Value(state), "reason": Value(reason)}, at, at)
            for id_, reason in people.items()
        ),
    }
    for kind, seen in said.items():
        batch = Batch(account, "state", frozenset({kind}), seen, at)
        FactStore(client).apply(str(site.pk), batch)
    sampling.sample(at)
    intervals.keep(at)


def everything() -> Iterator[tuple[str, str, Any, dict[str, Any]]]:
    """Every value in the database: table, column, value, its row."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            columns = [column[0] for column in cursor.description]
            for values in cursor.fetchall():
                row = dict(zip(columns, values, strict=True))
                yield from ((table, column, value, row) for column, value in row.items())


def text_of(value: Any) -> str:
    if isinstance(value, memoryview | bytes):
        raw = bytes(value)
        with suppress(zlib.error):
            raw = zlib.decompress(raw)
        return raw.decode("utf-8", "replace")
    return value if isinstance(value, str) else ""


def search(name: str, external_id: str, agent: int) -> list[Found]:
    """Where a person is found: by name however JSON spells it, by a system's id, by ours."""
    wanted = {name, json.dumps(name)[1:-1], external_id, str(agent)}
    found: list[Found] = []
    for table, column, value, row in everything():
        text = text_of(value)
        ours = column in {"agent_id", "agents"} and value == agent
        if ours or any(word in text for word in wanted):
            found.append((table, column, row))
    return found


def test_after_retention_nobody_is_found_who_is_older_than_the_named_clock(
    site: Site, redis_client: Any
) -> None:
    left, stays = Agent.objects.order_by("pk")
    author = get_user_model().objects.create_superuser("author")
    for agent in (left, stays):
        LogEntry.objects.create(
            user=author,
            content_type=ContentType.objects.get_for_model(Agent),
            object_id=str(agent.pk),
            object_repr=agent.name,
            action_flag=CHANGE,
        )
    LogEntry.objects.update(action_time=timezone.now() - timedelta(days=9))
    for day in (13, 9, 8):
        for minute, state in enumerate(("available", "paused", "available", "logged_out")):
            live(redis_client, site, NOW - day * DAY + minute * 60.0, state)
    found = search(LEFT, LEFT_ID, left.pk)
    searched = {table for table, _, _ in found}
    assert {"history_boardminute", "history_agentstretch", "django_admin_log"} <= searched
    left.delete()  # an administrator took her out of the directory
    assert search(LEFT, LEFT_ID, left.pk), "the search would find what was forgotten"

    for minute, state in enumerate(("available", "paused")):
        live(redis_client, site, NOW - 3600 + minute * 60.0, state)
    assert {0, 2, 3} == set(BoardMinute.objects.values_list("people", flat=True))
    tasks.prune()

    limit = time.time() - 7 * DAY
    gone = [one for one in search(LEFT, LEFT_ID, left.pk) if not _is_young(one, limit)]
    assert gone == []
    old = [one for one in search(STAYS, STAYS_ID, stays.pk) if not _is_young(one, limit)]
    assert {table for table, _, _ in old} <= DIRECTORY, old
    young = {table for table, _, _ in search(STAYS, STAYS_ID, stays.pk)} - DIRECTORY
    assert young == {"history_boardminute", "history_agentstretch"}
    counted = BoardMinute.objects.filter(minute__lt=limit // 60)
    assert counted.exists(), "what names nobody stays for its own clock"
    assert LogEntry.objects.count() == 2
    assert AgentStretch.objects.filter(from_at__lt=limit).count() == 0


def _is_young(found: Found, limit: float) -> bool:
    """Written of an instant after the clock's limit."""
    table, _, row = found
    if table == "history_boardminute":
        return bool(row["minute"] * 60 >= limit)
    return table == "history_agentstretch" and bool(row["from_at"] >= limit)


def test_under_counts_nothing_is_found_at_all(site: Site, redis_client: Any) -> None:
    Site.objects.filter(pk=site.pk).update(people="counts")
    for minute, state in enumerate(("available", "paused", "available")):
        live(redis_client, site, NOW - 600 + minute * 60.0, state)
    for agent, id_ in zip(Agent.objects.order_by("pk"), (LEFT_ID, STAYS_ID), strict=True):
        assert {table for table, _, _ in search(agent.name, id_, agent.pk)} <= DIRECTORY
    assert BoardMinute.objects.count() == 3
