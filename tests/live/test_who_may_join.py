"""Who may join what over the socket, and is shown whose names: one table, walked by everybody.

There is one websocket address; what is joined behind it are faces of boards. An address that is new
fails here until it has a table.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import orjson
import pytest
from django.conf import settings

from tests.live.test_consumers import Connect, _catalogue, connect
from tests.pages.world import EDITORS, MEMBERS, OF_THE_BOARD, World, make_world
from wallboard.boards import revisions
from wallboard.boards.models import (
    Account,
    Agent,
    AgentAlias,
    Board,
    Deed,
    Display,
    Widget,
)
from wallboard.domain.observation import Batch, Kind, Observation, Value
from wallboard.live.protocol import Close
from wallboard.live.rights import DISPLAY_COOKIE
from wallboard.live.routing import websocket_urlpatterns
from wallboard.state.store import FactStore

pytestmark = [pytest.mark.django_db(transaction=True)]
__all__ = ["_catalogue", "connect"]  # fixtures of the neighbour

NAME = "Anna Ek"
NAMES, ALIAS = "names", "alias"
WHOLE_SUPERVISORS = frozenset({"supervisor", "administrator", "owner"})
SCREEN, OTHER_SCREEN, REVOKED = "Nord's screen", "another screen", "a revoked screen"

# Face → who joins, and how people are shown there. All others: NOT_ALLOWED, as for a board that
# does not exist; who has no credential at all: NOT_SIGNED_IN.
FACES: Mapping[str, Mapping[str, str]] = {
    "{nord}": dict.fromkeys(EDITORS | {SCREEN}, NAMES)
    | dict.fromkeys(OF_THE_BOARD - EDITORS, ALIAS),
    "{shared}": dict.fromkeys(WHOLE_SUPERVISORS | {OTHER_SCREEN}, NAMES)
    | dict.fromkeys(MEMBERS - WHOLE_SUPERVISORS, ALIAS),
    "{unshared}": dict.fromkeys(WHOLE_SUPERVISORS, NAMES) | {"viewer": ALIAS},
    "{archived}": {},
    "draft:{nord}": dict.fromkeys(EDITORS, NAMES),
    "revision:{nord}:1": dict.fromkeys(EDITORS, NAMES),
    "draft:{archived}": {},
    "999999": {},
}


@pytest.fixture
def world(redis_client: Any) -> World:
    """With somebody at work whom every board lists."""
    world = make_world()
    account = Account.objects.create(
        site=world.site, vendor="trio", name="Växel", base_url="https://trio.test"
    )
    anna = Agent.objects.create(site=world.site, name=NAME)
    assert world.board.team is not None
    anna.teams.set([world.board.team])
    AgentAlias.objects.create(agent=anna, account=account, external_id="a1")
    now = time.time()
    one = Observation(Kind.AGENT, "a1", {"state": Value("available")}, now, now)
    batch = Batch(str(account.pk), "state", frozenset({Kind.AGENT}), (one,), now)
    FactStore(redis_client).apply(str(world.site.pk), batch)
    return world


@pytest.fixture
def boards(world: World) -> dict[str, int]:
    def board(slug: str, **choices: Any) -> Board:
        return Board.objects.create(site=world.site, slug=slug, name=slug, **choices)

    made = {
        "nord": world.board,
        "shared": board("shared"),
        "unshared": board("unshared", shared=False),
        "archived": board("old", team=world.board.team, archived=True),
    }
    for one in made.values():
        Widget.objects.create(board=one, type="agent_grid")
    revisions.record(world.board, None, Deed.CREATED)
    return {name: one.pk for name, one in made.items()}


@pytest.fixture
def visitors(world: World, boards: dict[str, int]) -> dict[str, dict[str, str]]:
    """Cookies by who sends them."""
    session = settings.SESSION_COOKIE_NAME
    found = {
        name: {key: morsel.value for key, morsel in client.cookies.items() if key == session}
        for name, client in world.cast.items()
    }
    for name, board in ((OTHER_SCREEN, "shared"), (REVOKED, "nord")):
        display = Display(site=world.site, board_id=boards[board], name=name)
        found[name] = {DISPLAY_COOKIE: display.new_secret()}
        display.save()
        if name == REVOKED:
            display.revoke()
    return {**found, SCREEN: {DISPLAY_COOKIE: world.secret}}


def test_every_address_of_a_socket_is_in_this_file() -> None:
    assert [str(one.pattern) for one in websocket_urlpatterns] == ["ws/board/"]


@pytest.mark.parametrize("face", FACES)
async def test_everybody_joins_what_the_table_says(
    connect: Connect, visitors: dict[str, dict[str, str]], boards: dict[str, int], face: str
) -> None:
    asked = face.format(**boards)
    expected: dict[str, Any] = {
        **dict.fromkeys(visitors, Close.NOT_ALLOWED),
        **FACES[face],
        "nobody": Close.NOT_SIGNED_IN,
    }
    found = {name: await _answer(connect, cookies, asked) for name, cookies in visitors.items()}
    assert found == expected


async def _answer(connect: Connect, cookies: dict[str, str], board: str) -> Any:
    """How people are shown, or the code with which the socket is closed."""
    socket = await connect(cookies)
    await socket.tell(type="join", protocol=1, board=board)
    while True:
        message: dict[str, Any] = orjson.loads(await socket.receive_from(5))
        if message["type"] == "bye":
            assert NAME not in str(message)
            return Close(message["code"])
        if message["type"] == "snapshot":
            people = message["board"]["policy"]["people"]
            assert (NAME in str(message)) == (people == NAMES), "the name itself, not the word"
            await socket.disconnect()
            return people


async def test_as_a_display_only_the_screens_own_credential_counts(
    connect: Connect, visitors: dict[str, dict[str, str]], boards: dict[str, int]
) -> None:
    """A browser in which an owner is signed in, beside a screen of another board."""
    both = {**visitors["owner"], **visitors[OTHER_SCREEN]}
    for board, closed in (("nord", True), ("shared", False)):
        socket = await connect(both)
        joining = {"type": "join", "protocol": 1, "as": "display"}
        await socket.tell(**joining, board=str(boards[board]))
        if closed:
            assert await socket.closed() == Close.NOT_ALLOWED
        else:
            assert (await socket.hear("snapshot"))["board"]["slug"] == board
