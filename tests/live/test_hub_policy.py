"""What of people is shown is decided per viewer, and changes on open sockets."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from typing import Any

import pytest
import redis

from tests.live.one_site import SLOW_SOURCE, MakeHub, batch
from tests.live.pages import Held, Page, board, until, widget
from tests.projections import scenes
from wallboard.domain.observation import Kind
from wallboard.domain.policy import OPEN, People, Policy, alias_of
from wallboard.live.hub import Hub
from wallboard.live.protocol import Close
from wallboard.live.rights import Visitor
from wallboard.projections.registry import WIDGETS
from wallboard.state.control import Control, publish
from wallboard.state.store import FactStore

NAMES = ("Anna Björk", "Ben Åström", "Cecilia af Ugglas", "Ömer Ünal", "Zoë Zetterlund")
PEOPLE = [
    replace(scenes.agent(f"a{n}", "trio", name=name, teams=("Nord",)), secret=f"{n:032x}")
    for n, name in enumerate(NAMES)
]
SITE = scenes.site(scenes.queue("1", "trio"), *PEOPLE, sources=(SLOW_SOURCE,))
# One widget of every type that there is, and titles with a name in them.
EVERYTHING = board(
    *(
        replace(widget(str(n), type_), title=f"{NAMES[0]}: {type_}")
        for n, type_ in enumerate(sorted(WIDGETS), 31)
    )
)
GRID = str(31 + sorted(WIDGETS).index("agent_grid"))
SUPERVISOR, VIEWER, SCREEN = Visitor("supervisor"), Visitor("viewer"), Visitor("", "screen")
COUNTS = Policy(People.COUNTS)
ALIAS = Policy(People.ALIAS, smallest_group=2, round_seconds=300, ranking=False)


@pytest.fixture(autouse=True)
def _configured(held: Held) -> None:
    held.sites["1"], held.boards["7"] = SITE, EVERYTHING
    held.policies |= {VIEWER: COUNTS, SCREEN: ALIAS}


def states(*words: str) -> Any:
    now = time.time()
    people = {
        f"agent_a{n}": {"state": word, "state_since": now - n, "reason": f"coaches {NAMES[n - 1]}"}
        for n, word in enumerate(words)
    }
    return batch(kind=Kind.AGENT, at=now, **people)


def names_in(page: Page) -> list[str]:
    told = "\n".join(page.texts)
    return [name for name in NAMES if name in told]


async def test_under_counts_only_no_frame_ever_holds_a_name(
    hub: Hub, held: Held, store: FactStore, redis_client: redis.Redis
) -> None:
    """Changes over time, joins again, a new configuration, an emptied store, a lost source."""
    store.apply("1", states("available", "on_contact", "paused", "paused", "logged_out"))
    pages = [await Page(hub, VIEWER).join()]
    named = await Page(hub, SUPERVISOR).join()
    for words in (
        ("paused", "paused", "available", "wrap_up", "available"),
        ("on_contact", "ringing", "available", "on_hold", "busy_other"),
        ("logged_out", "logged_out", "logged_out", "available", "paused"),
    ):
        frame = named.frame
        store.apply("1", states(*words))
        await until(lambda seen=frame: named.frame > seen)  # type: ignore[misc]
        pages.append(await Page(hub, VIEWER).join())
    held.change(replace(SITE, name="Lund"))
    publish(Control("configuration", site="1"), redis_client)
    await pages[0].until(lambda p: p.layout["site"] == "Lund")
    redis_client.flushdb()
    await asyncio.sleep(0.3)
    assert set(names_in(named)) == set(NAMES), "the same board does hold them for others"
    assert all(names_in(page) == [] for page in pages)
    assert pages[0].layout["policy"]["people"] == "counts"


async def test_a_board_is_projected_once_per_policy(hub: Hub, store: FactStore) -> None:
    store.apply("1", states("available", "paused"))
    pages = [await Page(hub, v).join() for v in (SUPERVISOR, VIEWER, SCREEN, VIEWER, SCREEN)]
    assert set(hub.watches["1"].channels) == {("7", OPEN), ("7", COUNTS), ("7", ALIAS)}
    assert pages[1].views == pages[3].views
    names = {row["name"] for row in pages[2].views[GRID]["rows"].values()}
    assert names <= {alias_of(agent.secret) for agent in PEOPLE}
    for page in pages:
        page.leave()


async def test_a_change_of_policy_is_seen_on_the_open_socket(
    hub: Hub, held: Held, store: FactStore, redis_client: redis.Redis
) -> None:
    store.apply("1", states("available", "paused", "paused"))
    changes, stays = await Page(hub, SUPERVISOR).join(), await Page(hub, VIEWER).join()
    seen = changes.frame
    held.policies[SUPERVISOR] = COUNTS
    publish(Control("access", site="1"), redis_client)
    await changes.until(lambda p: p.layout["policy"]["people"] == "counts", 2)
    assert changes.views[GRID]["rows"] == {}
    assert changes.frame > seen
    del changes.texts[:]
    store.apply("1", states("available", "wrap_up", "available"))
    for page in (changes, stays):
        await page.until(lambda p: p.views[GRID]["counts"]["wrap_up"] == 1)
    assert changes.views == stays.views
    assert changes.frame == stays.frame
    assert names_in(changes) == []
    assert set(hub.watches["1"].channels) == {("7", COUNTS)}, "nobody looks at the other any more"
    held.policies[SUPERVISOR] = OPEN
    publish(Control("access", site="1"), redis_client)
    await changes.until(lambda p: p.views[GRID]["rows"], 2)
    assert (changes.closed, stays.closed) == (None, None)


async def test_a_slow_viewer_gets_nothing_of_what_waited_under_the_former_policy(
    hub: Hub, held: Held, store: FactStore, redis_client: redis.Redis
) -> None:
    page = Page(hub, SUPERVISOR)
    page.attentive = False
    await page.join()
    for n in range(hub.limits.unacknowledged_frames + 3):
        store.apply("1", states("available" if n % 2 else "paused"))
        await asyncio.sleep(0.06)
    assert page.viewer.held_back
    held.policies[SUPERVISOR] = COUNTS
    publish(Control("access", site="1"), redis_client)
    await page.until(lambda p: p.layout["policy"]["people"] == "counts", 2)
    del page.texts[:]
    page.attentive = True
    page.acknowledge()
    store.apply("1", states("on_contact"))
    await page.until(lambda p: p.views[GRID]["counts"]["on_contact"] == 1)
    assert names_in(page) == []
    assert page.closed is None


async def test_who_joins_while_rights_change_gets_what_is_in_force_then(
    make_hub: MakeHub, held: Held, store: FactStore
) -> None:
    hub = make_hub()
    store.apply("1", states("available"))
    board_spec = held.board_spec

    async def slowly(board: str) -> Any:
        held.policies[SUPERVISOR] = COUNTS
        await hub.recheck("1")
        held.board_spec = board_spec  # type: ignore[method-assign]
        return await board_spec(board)

    held.board_spec = slowly  # type: ignore[method-assign]
    page = await Page(hub, SUPERVISOR).join()
    assert names_in(page) == []
    assert page.layout["policy"]["people"] == "counts"


async def test_who_loses_the_right_is_closed_whatever_its_policy(
    hub: Hub, held: Held, redis_client: redis.Redis
) -> None:
    page = await Page(hub, VIEWER).join()
    held.refused.add(VIEWER)
    publish(Control("access", site="1"), redis_client)
    await page.until(lambda p: p.closed == Close.WITHDRAWN, 2)
