"""Snapshot + deltas = fresh snapshot: through a real Valkey, the real store and the real hub.

Random batches of two accounts, random moments of joining and leaving, pages that acknowledge late,
lost deltas, broken subscriptions and an emptied Redis, in random order. In the end each page holds
what a hub that has just started shows.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field, replace
from typing import Any

import redis
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.live.conftest import QUICK
from tests.live.pages import Held, Page, board, until, widget
from tests.projections import scenes
from wallboard.domain.observation import Batch, Kind, Observation, Value
from wallboard.domain.policy import OPEN
from wallboard.domain.states import AgentState
from wallboard.live.hub import Hub
from wallboard.state.feed import SiteFeed
from wallboard.state.redis import async_client_at
from wallboard.state.store import FactStore

NOW = 1_760_000_000.0
QUEUES, AGENTS = ("1", "2", "3"), ("a", "b", "c")
SITE = scenes.site(
    *(scenes.queue(id_, "trio", "other") for id_ in QUEUES),
    *(scenes.agent(id_, "trio", "other", teams=("Team",)) for id_ in AGENTS),
    sources=tuple(
        scenes.source(account, rank, cadences={"state": 10_000.0})
        for rank, account in enumerate(("trio", "other"))
    ),
)
BOARD = board(
    widget("31", "figure", metric="contacts_waiting", warn=5, critical=9),
    widget("32", "figure", metric="service_level"),
    widget("33", "figure", metric="available", teams=["Team"]),
    widget("34", "queue_table", columns=["contacts_waiting", "abandon_rate", "saturated"]),
    widget("35", "agent_grid", show_logged_out=True),
    widget("36", "state_bar"),
    widget("37", "source_health"),
)

count = st.integers(0, 12)
queue_values = st.fixed_dictionaries(
    {"contacts_waiting": count, "answered": count, "abandoned": count},
    optional={
        "answered_in_threshold": count,
        "abandoned_short": st.integers(0, 1),
        "open": st.sampled_from(["open", "closed"]),
        "longest_wait_since": st.integers(int(NOW) - 500, int(NOW)),
    },
)
agent_values = st.fixed_dictionaries(
    {"state": st.sampled_from([state.value for state in AgentState])},
    optional={"state_since": st.integers(int(NOW) - 500, int(NOW)), "reason": st.just("Lunch")},
)
accounts = st.sampled_from(["trio", "other"])


def _batches(kind: Kind, ids: tuple[str, ...], values: st.SearchStrategy[Any]) -> Any:
    return st.builds(
        lambda account, entities, complete: Batch(
            account,
            "state",
            frozenset({kind}),
            tuple(
                Observation(kind, id_, {k: Value(v) for k, v in found.items()}, NOW, NOW)
                for id_, found in entities.items()
            ),
            NOW,
            complete,
        ),
        accounts,
        st.dictionaries(st.sampled_from(ids), values),
        st.booleans(),
    )


batches = st.one_of(
    _batches(Kind.QUEUE, QUEUES, queue_values), _batches(Kind.AGENT, AGENTS, agent_values)
)
moves = st.sampled_from(["join", "join", "leave", "doze", "wake", "cut", "lose", "empty"])
pauses = st.sampled_from([0.0, 0.0, 0.005, 0.02])
steps = st.lists(
    st.tuples(st.one_of(batches, batches, batches, batches, moves), pauses),
    min_size=5,
    max_size=25,
)


@dataclass
class World:
    """One hub of one process, its pages, and a store that a worker writes to."""

    url: str
    client: redis.Redis
    held: Held = field(default_factory=lambda: Held({"1": SITE}, {"7": BOARD}))
    pages: list[Page] = field(default_factory=list)

    async def play(self, found: list[tuple[Batch | str, float]]) -> int:
        """Returns how many deltas were sent: without any, nothing would be proved."""
        self.client.flushall()
        FactStore(self.client).apply("1", Batch("trio", "state", frozenset(Kind), (), NOW))
        redis_client = async_client_at(self.url)
        hub = self._hub(redis_client)
        self.pages = [await Page(hub).join()]
        for step, pause in found:
            await self._step(hub, step)
            if pause:
                await asyncio.sleep(pause)
        await self._settle(hub)
        fresh = await Page(self._hub(redis_client)).join()
        await fresh.until(lambda page: page.views)
        try:
            for page in self.pages:
                assert page.views == fresh.views
                assert page.sources == fresh.sources
                assert page.layout == fresh.layout
        finally:
            for page in [*self.pages, fresh]:
                page.leave()
            await asyncio.sleep(0)
            await redis_client.aclose()
        return hub.counts.frames.get("delta", 0)

    def _hub(self, client: redis.asyncio.Redis) -> Hub:
        limits = replace(QUICK, frames_per_second=200, unacknowledged_frames=1)
        feed = SiteFeed(client)
        return Hub(feed, limits, wall=lambda: NOW, configuration=self.held)

    async def _step(self, hub: Hub, step: Batch | str) -> None:
        match step:
            case Batch():
                FactStore(self.client).apply("1", step)
            case "join":
                self.pages.append(await Page(hub).join())
            case "leave" if len(self.pages) > 1:
                self.pages.pop(0).leave()
            case "doze":
                self.pages[-1].attentive = False
            case "wake":
                self._wake(self.pages[-1])
            case "cut":
                self.client.client_kill_filter(_type="pubsub")
            case "lose" if self.client.hexists("wb:meta:1", "number"):
                self.client.hincrby("wb:meta:1", "number", 1)
            case "empty":
                self.client.flushall()

    async def _settle(self, hub: Hub) -> None:
        """Until the hub knows what the store holds, has said it, and all pages have painted it."""
        for page in self.pages:
            self._wake(page)
        watch, channel = hub.watches["1"], hub.watches["1"].channels["7", OPEN]
        began = time.monotonic()

        def settled() -> bool:
            version = FactStore(self.client).load("1").version
            return (
                time.monotonic() > began + 3 * QUICK.sweep_seconds  # two pulses have been seen
                and version == watch.version
                and watch.needs_load is None
                and not watch.loading
                and all(page.frame == channel.frame for page in self.pages)
            )

        for _ in range(2):  # what was just loaded may be on its way to the pages
            await until(settled, 10)
            await asyncio.sleep(0.02)
        await until(settled, 10)

    @staticmethod
    def _wake(page: Page) -> None:
        page.attentive = True
        if page.frame:
            page.acknowledge()


def test_snapshot_and_deltas_make_a_fresh_snapshot(
    redis_client: redis.Redis, valkey_url: str
) -> None:
    assert sum(played(redis_client, valkey_url)) > 40, "hardly a delta was sent"


def played(client: redis.Redis, url: str) -> list[int]:
    deltas: list[int] = []

    @settings(max_examples=40, deadline=None)
    @given(found=steps)
    def play(found: Any) -> Any:
        deltas.append(asyncio.run(World(url, client).play(found)))

    play()
    return deltas
