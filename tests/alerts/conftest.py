"""A site with one queue, one team and rules; an evaluator and hubs of real parts."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest
import redis

from tests.live.pages import Page
from wallboard.alerts.evaluator import Evaluator
from wallboard.alerts.models import Rule
from wallboard.boards.models import Account, Board, Queue, QueueAlias, Site, Widget
from wallboard.domain.observation import Batch, Kind, Observation, Scalar, Value
from wallboard.domain.policy import OPEN
from wallboard.live.hub import Hub
from wallboard.live.rights import Admission, Answer, Configuration, Question
from wallboard.state.alerts import AlertRecords, Published
from wallboard.state.feed import SiteFeed
from wallboard.state.redis import async_client_at
from wallboard.state.store import FactStore


@pytest.fixture(autouse=True)
def _catalogue(settings: Any) -> None:
    settings.WALLBOARD_VENDORS = "tests.boards.two_vendors.VENDORS"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # for speed


@dataclass
class Centre:
    """A site whose only queue is told about by hand."""

    site: Site
    account: Account
    queue: Queue
    board: Board
    client: redis.Redis

    def rule(self, **choices: Any) -> Rule:
        row: dict[str, Any] = {
            "name": "Waiting in Support",
            "metric": "contacts_waiting",
            "warn": 5,
            "critical": 10,
            "raise_seconds": 0,
            "clear_seconds": 0,
        }
        return Rule.objects.create(site=self.site, **{**row, **choices})

    def says(self, seconds_ago: float = 0.0, **fields: Scalar) -> None:
        now = time.time() - seconds_ago
        values = {key: Value(value) for key, value in fields.items()}
        one = Observation(Kind.QUEUE, "17", values, now, now)
        batch = Batch(str(self.account.pk), "state", frozenset({Kind.QUEUE}), (one,), now)
        FactStore(self.client).apply(str(self.site.pk), batch)

    def published(self) -> Published:
        return AlertRecords(self.client).published(str(self.site.pk))

    def levels(self) -> list[str]:
        return sorted(row["level"] for row in self.published().rows.values())


@pytest.fixture
def centre(transactional_db: None, redis_client: redis.Redis) -> Centre:
    site = Site.objects.create(name="Malmö", slug="malmo")
    account = Account.objects.create(
        site=site, vendor="trio", name="Växel", base_url="https://trio.test"
    )
    queue = Queue.objects.create(site=site, name="Support")
    QueueAlias.objects.create(queue=queue, account=account, external_id="17")
    board = Board.objects.create(site=site, slug="wall", name="Wall", purpose="wall")
    Widget.objects.create(board=board, type="figure", options={"metric": "contacts_waiting"})
    return Centre(site, account, queue, board, redis_client)


@asynccontextmanager
async def evaluating(url: str, client: redis.Redis, **clocks: Any) -> AsyncIterator[Evaluator]:
    """An evaluator at work; it is stopped, and its troubles are the test's."""
    connection = async_client_at(url)
    evaluator = Evaluator(SiteFeed(connection), AlertRecords(client), **clocks)
    ended = False
    task = asyncio.create_task(evaluator.run(lambda: ended))
    try:
        yield evaluator
    finally:
        ended = True
        await asyncio.wait_for(task, 10)
        await connection.aclose()


class Open(Configuration):
    """The real configuration, open to everybody."""

    async def admissions(self, wanted: Any) -> dict[Question, Answer]:
        found: dict[Question, Answer] = {}
        for question in set(wanted):
            spec = await self.board_spec(question[1])
            assert spec is not None
            found[question] = Admission(spec.id, spec.site, OPEN)
        return found


@asynccontextmanager
async def watching(url: str, board: Board) -> AsyncIterator[tuple[Hub, Callable[..., Any]]]:
    """A hub of its own, as each web process has one, whose visitors are all admitted."""
    connection = async_client_at(url)
    hub = Hub(SiteFeed(connection), configuration=Open())
    pages: list[Page] = []

    async def join() -> Page:
        pages.append(await Page(hub).join(str(board.pk)))
        return pages[-1]

    try:
        yield hub, join
    finally:
        for page in pages:
            page.leave()
        await connection.aclose()
