"""The websocket as pages and screens use it: real database, real Valkey, real ASGI application."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import orjson
import pytest
import pytest_asyncio
import redis
from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.test import Client

from tests.live.pages import at_rest, until
from tests.live.sockets import Socket
from wallboard.boards.models import (
    Account,
    Board,
    Display,
    Membership,
    Queue,
    QueueAlias,
    Site,
    Widget,
)
from wallboard.domain.observation import Batch, Kind, Observation, Value
from wallboard.live.hub import current_hub
from wallboard.live.protocol import Close
from wallboard.live.rights import DISPLAY_COOKIE
from wallboard.state.redis import async_client
from wallboard.state.store import FactStore

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("valkey_url")]
Connect = Callable[[dict[str, str]], Awaitable[Socket]]
WITHIN_SECONDS = 2.0


@pytest.fixture
def site(redis_client: redis.Redis) -> Any:
    site = Site.objects.create(name="Norrköping", slug="norrkoping")
    account = Account.objects.create(
        site=site, vendor="trio", name="Växel", base_url="https://trio.test", simulation=True
    )
    queue = Queue.objects.create(site=site, name="Support")
    QueueAlias.objects.create(queue=queue, account=account, external_id="1")
    return site


@pytest.fixture(autouse=True)
def _catalogue(settings: Any) -> None:
    settings.WALLBOARD_VENDORS = "tests.boards.two_vendors.VENDORS"


@pytest.fixture
def board(site: Site) -> Any:
    board = Board.objects.create(site=site, slug="wall", name="Wall", purpose="wall")
    Widget.objects.create(board=board, type="figure", options={"metric": "contacts_waiting"})
    return board


@pytest.fixture
def member(site: Site) -> Any:
    user = get_user_model().objects.create_user("teammate", password="mate-pass-12")
    Membership.objects.create(user=user, site=site)
    return user


def cookies_of(user) -> dict[str, str]:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    name = settings.SESSION_COOKIE_NAME
    return {name: client.cookies[name].value}


@pytest.fixture
def member_cookies(member: User) -> Any:
    return cookies_of(member)


@pytest_asyncio.fixture
async def connect() -> AsyncIterator[Callable[..., Any]]:
    sockets: list[Socket] = []

    async def open_(cookies: dict[str, str]) -> Socket:
        socket = Socket(cookies)
        sockets.append(socket)
        connected, _ = await socket.connect(5)
        assert connected
        hello = await socket.hear("hello")
        assert hello["protocol"] == 1
        assert len(hello["build"]) == 12
        return socket

    yield open_
    for socket in sockets:
        await socket.disconnect()
    await at_rest()
    await async_client().aclose()


def poll(site: Site, waiting: int) -> None:
    from wallboard.state.redis import sync_client

    account, now = Account.objects.get(site=site), time.time()
    values = {"contacts_waiting": Value(waiting)}
    observation = Observation(Kind.QUEUE, "1", values, now, now)
    batch = Batch(str(account.pk), "state", frozenset({Kind.QUEUE}), (observation,), now)
    FactStore(sync_client()).apply(str(site.pk), batch)


async def test_a_member_sees_her_board_and_what_a_poll_changes(
    connect: Connect, site: Site, board: Board, member_cookies: dict[str, str]
) -> None:
    socket = await connect(member_cookies)
    snapshot = await socket.join(board)
    (widget,) = snapshot["board"]["widgets"]
    assert snapshot["board"]["site"] == "Norrköping"
    assert snapshot["board"]["simulation"] is True
    assert snapshot["views"][widget["id"]]["figure"]["s"] == "unknown"
    await socket.tell(type="ack", frame=snapshot["frame"])
    await sync_to_async(poll)(site, 7)
    await until(lambda: current_hub().watches[str(site.pk)].version is not None)
    async with asyncio.timeout(5):
        while True:
            text = orjson.loads(await socket.receive_from(5))
            if text["type"] == "snapshot":
                assert text["views"][widget["id"]]["figure"] == {"v": 7}
                break


async def test_nobody_in_particular_is_told_to_sign_in(connect: Connect, board: Board) -> None:
    socket = await connect({})
    assert await socket.closed() == Close.NOT_SIGNED_IN


async def test_a_stranger_learns_no_more_than_of_a_board_that_does_not_exist(
    connect: Connect, board: Board
) -> None:
    stranger = await sync_to_async(get_user_model().objects.create_user)("stranger")
    cookies = await sync_to_async(cookies_of)(stranger)
    for id_ in (board.pk, 10**9, "nonsense", "9" * 30):
        socket = await connect(cookies)
        await socket.tell(type="join", protocol=1, board=str(id_))
        assert await socket.closed() == Close.NOT_ALLOWED


async def test_a_screen_sees_its_own_board_by_its_cookie(
    connect: Connect, site: Site, board: Board
) -> None:
    display = Display(site=site, board=board, name="Room 4")
    secret = display.new_secret()
    await sync_to_async(display.save)()
    socket = await connect({DISPLAY_COOKIE: secret})
    assert (await socket.join(board))["board"]["title"] == "Wall"
    await sync_to_async(display.revoke)()
    assert await socket.closed(WITHIN_SECONDS) == Close.WITHDRAWN


async def test_a_wrong_credential_of_a_screen_opens_nothing(connect: Connect, board: Board) -> None:
    socket = await connect({DISPLAY_COOKIE: "guessed"})
    await socket.tell(type="join", protocol=1, board=str(board.pk))
    assert await socket.closed() == Close.NOT_ALLOWED


async def test_a_change_in_the_admin_reaches_an_open_board(
    connect: Connect, board: Board, member_cookies: dict[str, str]
) -> None:
    socket = await connect(member_cookies)
    await socket.join(board)
    board.name = "Another name"
    await sync_to_async(board.save)()
    snapshot = await socket.hear("snapshot", WITHIN_SECONDS)
    assert snapshot["board"]["title"] == "Another name"


async def test_a_new_widget_reaches_an_open_board(
    connect: Connect, board: Board, member_cookies: dict[str, str]
) -> None:
    socket = await connect(member_cookies)
    await socket.join(board)
    await sync_to_async(Widget.objects.create)(board=board, type="clock")
    snapshot = await socket.hear("snapshot", WITHIN_SECONDS)
    assert [widget["type"] for widget in snapshot["board"]["widgets"]] == ["figure", "clock"]


async def test_a_withdrawn_membership_closes_the_socket(
    connect: Connect, board: Board, member: User, member_cookies: dict[str, str]
) -> None:
    socket = await connect(member_cookies)
    await socket.join(board)
    await sync_to_async(lambda: Membership.objects.get(user=member).delete())()
    assert await socket.closed(WITHIN_SECONDS) == Close.WITHDRAWN


async def test_a_deactivated_user_is_closed(
    connect: Connect, board: Board, member: User, member_cookies: dict[str, str]
) -> None:
    socket = await connect(member_cookies)
    await socket.join(board)
    member.is_active = False
    await sync_to_async(member.save)()
    assert await socket.closed(WITHIN_SECONDS) == Close.WITHDRAWN


async def test_an_archived_board_is_closed(
    connect: Connect, board: Board, member_cookies: dict[str, str]
) -> None:
    socket = await connect(member_cookies)
    await socket.join(board)
    board.archived = True
    await sync_to_async(board.save)()
    while (event := await socket.receive_output(WITHIN_SECONDS))["type"] != "websocket.close":
        pass
    assert event["code"] == Close.WITHDRAWN


async def test_a_sign_out_is_noticed_when_rights_are_asked_again(
    connect: Connect, board: Board, member_cookies: dict[str, str]
) -> None:
    socket = await connect(member_cookies)
    await socket.join(board)
    await sync_to_async(_forget_sessions)()
    await current_hub().recheck()
    assert await socket.closed() == Close.WITHDRAWN


def _forget_sessions() -> None:
    from django.contrib.sessions.models import Session

    Session.objects.all().delete()


async def test_a_ping_is_answered_with_its_echo_even_before_joining(
    connect: Connect, member_cookies: dict[str, str]
) -> None:
    socket = await connect(member_cookies)
    await socket.tell(type="ping", echo=12.5)
    heartbeat = await socket.hear("heartbeat")
    assert heartbeat["echo"] == 12.5
    assert abs(heartbeat["server_at"] - time.time()) < 5


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ({"text_data": "no json"}, Close.MALFORMED),
        ({"bytes_data": b'{"type": "ping"}'}, Close.MALFORMED),
        ({"text_data": '{"type": "subscribe"}'}, Close.UNKNOWN_TYPE),
        ({"text_data": "x" * 2000}, Close.OVERSIZED),
        ({"text_data": '{"type": "join", "protocol": 9, "board": "1"}'}, Close.OTHER_PROTOCOL),
    ],
)
async def test_what_is_no_message_closes_with_its_code(
    connect: Connect, member_cookies: dict[str, str], frame: Any, code: Close
) -> None:
    socket = await connect(member_cookies)
    await socket.send_to(**frame)
    assert await socket.closed() == code


async def test_a_second_join_closes(
    connect: Connect, board: Board, member_cookies: dict[str, str]
) -> None:
    socket = await connect(member_cookies)
    await socket.join(board)
    await socket.tell(type="join", protocol=1, board=str(board.pk))
    assert await socket.closed() == Close.ALREADY_JOINED


async def test_a_flood_of_messages_closes(connect: Connect, member_cookies: dict[str, str]) -> None:
    socket = await connect(member_cookies)
    for _ in range(60):
        await socket.tell(type="ping")
    assert await socket.closed() == Close.TOO_MANY


async def test_a_socket_that_joins_nothing_is_closed(
    connect: Connect, member_cookies: dict[str, str], settings: Any
) -> None:
    settings.WALLBOARD_LIVE = {"join_seconds": 0.2}
    socket = await connect(member_cookies)
    assert await socket.closed() == Close.JOIN_LATE


async def test_a_page_that_leaves_is_forgotten(
    connect: Connect, board: Board, member_cookies: dict[str, str]
) -> None:
    socket = await connect(member_cookies)
    await socket.join(board)
    assert current_hub().viewers == 1
    await socket.disconnect()
    await at_rest()
