"""What a wall showed at three past minutes, recorded live, is what the time machine shows of them.

A real hub sends frames to two pages, a supervisor's and a viewer's, while the sampler keeps the
minutes; in between facts change, an alert is raised, the board is edited, a source falls silent.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

import pytest
import redis
from asgiref.sync import sync_to_async

from tests.live.pages import Page, until
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
from wallboard.boards.policy import policies_on
from wallboard.domain.observation import Batch, Kind, Observation, Value
from wallboard.domain.policy import Policy
from wallboard.history import past, sampling
from wallboard.live.hub import Hub
from wallboard.live.rights import Admission, Answer, Configuration, Question, Visitor
from wallboard.projections.registry import WIDGETS
from wallboard.state.alerts import AlertRecords
from wallboard.state.redis import sync_client
from wallboard.state.store import FactStore

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("valkey_url")]
MINUTE = 29_333_334
SUPERVISOR, VIEWER = Visitor("supervisor"), Visitor("viewer")
NAMES = ("Anna Björk", "Ben Åström", "Cecilia af Ugglas")
ALERT: dict[str, Any] = {
    "name": "Many wait",
    "level": "warn",
    "since": MINUTE * 60.0,
    "value": 9,
    "limit": 5,
    "team": "",
    "teams": [],
    "people": False,
}


@dataclass
class Admitting(Configuration):
    """Configuration out of the real database; who may see what is given."""

    site: str
    policies: dict[Visitor, Policy] = field(default_factory=dict)

    async def admissions(self, wanted: Iterable[Question]) -> dict[Question, Answer]:
        return {
            (visitor, board): Admission(board, self.site, self.policies[visitor])
            for visitor, board in wanted
        }


@pytest.fixture(autouse=True)
def _catalogue(settings: Any) -> None:
    settings.WALLBOARD_VENDORS = "tests.boards.two_vendors.VENDORS"


@pytest.fixture
def board(redis_client: redis.Redis) -> Any:
    """One widget of every type that there is."""
    site = Site.objects.create(name="Norrköping", slug="norrkoping")
    account = Account.objects.create(
        site=site,
        vendor="trio",
        name="Växel",
        base_url="https://trio.test",
        cadences={"state": 30.0},
    )
    queue = Queue.objects.create(site=site, name="Support")
    QueueAlias.objects.create(queue=queue, account=account, external_id="1")
    for number, name in enumerate(NAMES):
        agent = Agent.objects.create(site=site, name=name)
        AgentAlias.objects.create(agent=agent, account=account, external_id=f"a{number}")
    board = Board.objects.create(site=site, slug="wall", name="Wall", purpose="wall")
    for place, type_ in enumerate(sorted(WIDGETS)):
        Widget.objects.create(board=board, type=type_, title=f"{NAMES[0]}: {type_}", y=place)
    return board


def tell(board: Board, at: float, waiting: int, *states: str) -> None:
    account = str(Account.objects.get(site=board.site).pk)
    store = FactStore(sync_client())

    def say(kind: Kind, **things: dict[str, Any]) -> None:
        seen = tuple(
            Observation(kind, id_[1:], {k: Value(v) for k, v in values.items()}, at, at)
            for id_, values in things.items()
        )
        store.apply(str(board.site_id), Batch(account, "state", frozenset({kind}), seen, at))

    say(Kind.QUEUE, _1={"contacts_waiting": waiting, "longest_wait_since": at - 30})
    people = {f"_a{n}": {"state": state, "state_since": at - n} for n, state in enumerate(states)}
    say(Kind.AGENT, **people)


Shown = tuple[Any, Any, Any, Any]


def picture(page: Page) -> Shown:
    return deepcopy((page.layout, page.views, page.sources, page.alerts))


def recorded(board: Board, policy: Policy, minute: int) -> Shown:
    (found,) = past.minutes_of(board, policy, "", minute, minute + 1)
    assert found.kept is not None
    kept = found.kept
    return kept.fixed["board"], kept.views, kept.sources, kept.alerts


class Wall:
    """The clock of hub and sampler, and what pages held when a minute was kept."""

    def __init__(self, make_hub: Callable[..., Hub], board: Board, lax: Policy, own: Policy):
        self.clock = [MINUTE * 60.0 + 10]
        self.board = board
        self.policies = {SUPERVISOR: lax, VIEWER: own}
        self.seen: dict[int, dict[Visitor, Shown]] = {}
        self.hub = make_hub(
            wall=lambda: self.clock[0],
            monotonic=lambda: self.clock[0],
            configuration=Admitting(str(board.site_id), self.policies),
        )
        self.pages = {visitor: Page(self.hub, visitor) for visitor in self.policies}

    async def join(self) -> None:
        for page in self.pages.values():
            await page.join(str(self.board.pk))

    async def minute(self, minute: int) -> None:
        """Let the wall show what it knows two seconds into a minute, and keep it."""
        self.clock[0] = minute * 60.0 + 2.125
        await self._settled()
        await sync_to_async(sampling.sample)(self.clock[0])
        self.seen[minute] = {visitor: picture(page) for visitor, page in self.pages.items()}
        self.clock[0] += 8
        await self._settled()  # the hub reads the minute's curves

    async def _settled(self) -> None:
        """Sweeps, pulses and curves are asked for every 50 ms here."""
        frames: list[int] = []
        for _ in range(100):
            await asyncio.sleep(0.05)
            frames.append(sum(page.frame for page in self.pages.values()))
            if len(frames) > 8 and len(set(frames[-8:])) == 1:
                return
        raise AssertionError("the wall does not come to rest")


async def test_frames_sent_at_three_past_minutes_are_what_is_shown_of_them(
    make_hub: Callable[..., Hub], board: Board
) -> None:
    lax, own, _ = await sync_to_async(policies_on)(board)
    wall = Wall(make_hub, board, lax, own)
    begin = wall.clock[0]
    await sync_to_async(tell)(board, begin, 3, "available", "on_contact", "paused")
    await wall.join()
    await until(lambda: wall.pages[VIEWER].views)
    await wall.minute(MINUTE + 1)

    await sync_to_async(tell)(board, begin + 58, 9, "paused", "available", "paused")
    AlertRecords(sync_client()).publish(str(board.site_id), {"a": ALERT})
    await wall.minute(MINUTE + 2)
    await wall.minute(MINUTE + 3)  # nothing is heard: the source becomes late

    title = Widget.objects.filter(board=board, type="text")
    await sync_to_async(title.update)(title="Another")
    await sync_to_async(tell)(board, begin + 178, 9, "logged_out", "available", "ringing")
    wall.hub.recovery.compare_specs()
    await wall.minute(MINUTE + 4)
    await wall.minute(MINUTE + 9)  # a gap before it, and the source is lost

    for minute, by_page in wall.seen.items():
        for visitor, shown in by_page.items():
            again = await sync_to_async(recorded)(board, wall.policies[visitor], minute)
            for member, there, then in zip(("board", "views"), shown, again, strict=False):
                for key in there:
                    assert then[key] == there[key], (minute, visitor, member, key)
            assert again == shown, (minute, visitor)
    trusts = [next(iter(by_page[VIEWER][2].values()))["trust"] for by_page in wall.seen.values()]
    assert trusts == ["fresh", "fresh", "late", "fresh", "lost"]
    curve = next(v for v in wall.seen[MINUTE + 4][VIEWER][1].values() if "level" in v)["rows"]
    assert len(curve) == 3, "a curve was compared that has points"
    told = [repr(by_page[VIEWER]) for by_page in wall.seen.values()]
    assert not [name for name in NAMES for text in told if name in text]
    assert NAMES[0] in repr(wall.seen[MINUTE + 1][SUPERVISOR])
    for page in wall.pages.values():
        page.leave()
