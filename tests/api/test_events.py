"""Server-sent events of a board: the frames of its viewers, for as long as the token opens it."""

from __future__ import annotations

import asyncio
from typing import Any

import orjson
import pytest
import pytest_asyncio
from asgiref.sync import sync_to_async
from asgiref.testing import ApplicationCommunicator

from tests.api.conftest import AGENT, tell
from tests.live.pages import at_rest, until
from wallboard.api import events
from wallboard.boards.models import ApiToken, Viewing
from wallboard.live.hub import current_hub
from wallboard.live.protocol import Close
from wallboard.projections.patches import apply_patch
from wallboard.state.alerts import AlertRecords
from wallboard.state.redis import async_client

pytestmark = [pytest.mark.django_db(transaction=True)]


class Reader(ApplicationCommunicator):
    """A program at the other end of the real ASGI application."""

    def __init__(self, path: str, token: str, method: str = "GET") -> None:
        from wallboard.asgi import application

        headers = [(b"authorization", f"Bearer {token}".encode())] if token else []
        scope = {"type": "http", "method": method, "path": path, "headers": headers}
        super().__init__(application, {**scope, "query_string": b"", "http_version": "1.1"})
        self.text = ""

    async def begin(self) -> tuple[int, dict[bytes, bytes]]:
        await self.send_input({"type": "http.request", "body": b""})
        start = await self.receive_output(5)
        return start["status"], dict(start["headers"])

    async def next(self, type_: str, seconds: float = 5.0) -> dict[str, Any]:
        """The next event of a type; others are passed over."""
        mark = f"event: {type_}\ndata: "
        async with asyncio.timeout(seconds):
            while mark not in self.text or "\n\n" not in self.text.split(mark, 1)[1]:
                self.text += (await self.receive_output(seconds)).get("body", b"").decode()
        found, self.text = self.text.split(mark, 1)[1].split("\n\n", 1)
        event: dict[str, Any] = orjson.loads(found)
        return event

    async def ended(self, seconds: float = 5.0) -> None:
        async with asyncio.timeout(seconds):
            while (await self.receive_output(seconds)).get("more_body"):
                pass
        await self.wait(seconds)


@pytest_asyncio.fixture
async def follow(centre, make_token):
    readers = []

    async def begin(token: str | None = None, board: Any = None, method: str = "GET") -> Any:
        text = await sync_to_async(make_token)() if token is None else token
        path = f"/api/v1/boards/{board or centre.board.pk}/events"
        reader = Reader(path, text, method)
        readers.append(reader)
        return reader, *await reader.begin()

    yield begin
    for reader in readers:
        await reader.send_input({"type": "http.disconnect"})
        await reader.wait(5)
    await at_rest()
    assert not events._open
    await async_client().aclose()


async def test_a_snapshot_comes_first_and_then_what_changes(centre, follow, redis_client):
    reader, status, headers = await follow()
    assert (status, headers[b"content-type"]) == (200, b"text/event-stream; charset=utf-8")
    views = (await reader.next("snapshot"))["views"]
    (figure,) = (id_ for id_, view in views.items() if "figure" in view)
    assert views[figure]["figure"]["v"] == 8
    await sync_to_async(tell)(centre, redis_client, waiting=20)
    delta = await reader.next("delta")
    assert apply_patch(views[figure], delta["patches"][figure])["figure"]["v"] == 21


async def test_alerts_come_with_the_frames_as_the_policy_has_them(centre, follow, redis_client):
    reader, *_ = await follow()
    assert (await reader.next("snapshot"))["alerts"] == {}
    row = {"name": f"Waiting, ask {AGENT}", "level": "warn", "value": 7.0, "limit": 5.0}
    ours = {**row, "team": "", "teams": [], "people": False}
    publish = sync_to_async(AlertRecords(redis_client).publish)
    await publish(str(centre.site.pk), {"ours": ours, "theirs": {**ours, "team": "Sales"}})
    (shown,) = (await reader.next("delta"))["alerts"].values()
    assert shown["level"] == "warn"
    assert AGENT not in str(shown)
    await publish(str(centre.site.pk), {})
    assert (await reader.next("delta"))["alerts"] == {"ours": None}


async def test_nobody_is_named_where_a_viewer_is_told_no_names(follow):
    reader, *_ = await follow()
    assert AGENT not in str(await reader.next("snapshot"))


async def test_the_access_log_names_the_program_that_follows(centre, follow):
    centre.site.viewers_see = "names"
    await centre.site.asave()
    reader, *_ = await follow()
    assert AGENT in str(await reader.next("snapshot"))
    await current_hub()._looks.write(everything=True)
    look = await Viewing.objects.aget()
    assert (look.who, look.what, look.people) == ("Report (API)", "Wall", "names")


async def test_it_ends_within_two_seconds_of_being_revoked(follow, make_token):
    text = await sync_to_async(make_token)()
    reader, *_ = await follow(text)
    await reader.next("snapshot")
    token = await ApiToken.objects.aget()
    await sync_to_async(token.revoke)()
    assert (await reader.next("bye", 2.0))["code"] == Close.WITHDRAWN
    await reader.ended(2.0)


async def test_it_ends_when_the_scope_or_the_site_is_taken(centre, follow, make_token):
    for change in (_take_scope, _take_site):
        text = await sync_to_async(make_token)()
        reader, *_ = await follow(text)
        await reader.next("snapshot")
        await sync_to_async(change)(text)
        await reader.next("bye", 2.0)
        await reader.ended(2.0)


def _take_scope(text: str) -> None:
    token = ApiToken.objects.get(key=text.split("_")[1])
    token.scopes = ["sites"]
    token.save()


def _take_site(text: str) -> None:
    ApiToken.objects.get(key=text.split("_")[1]).sites.clear()


@pytest.mark.parametrize(
    ("scopes", "elsewhere", "method", "status"),
    [((), True, "GET", 404), (("figures",), False, "GET", 403), ((), False, "POST", 405)],
)
async def test_who_may_not_follow_is_told_as_on_every_address(
    centre, follow, make_token, scopes, elsewhere, method, status
):
    sites = [centre.other_site] if elsewhere else None
    text = await sync_to_async(make_token)(*scopes, sites=sites)
    reader, found, headers = await follow(text, method=method)
    assert (found, headers[b"content-type"]) == (status, b"application/problem+json")
    await reader.ended()


@pytest.mark.parametrize("token", ["", "wb_0_0", "nonsense"])
async def test_without_a_valid_token_nothing_is_sent(follow, token):
    _, status, headers = await follow(token)
    assert status == 401
    assert b"www-authenticate" in headers


async def test_streams_share_what_was_encoded_once(follow, make_token, redis_client, centre):
    text = await sync_to_async(make_token)()
    readers = [(await follow(text))[0] for _ in range(3)]
    for reader in readers:
        await reader.next("snapshot")
    events._chunks.clear()
    await sync_to_async(tell)(centre, redis_client, waiting=30)
    frames = [await reader.next("delta") for reader in readers]
    assert frames[0] == frames[1] == frames[2]
    kept = [event for event, _ in events._chunks.values() if "delta" in event["text"][:20]]
    assert len({id(event) for event in kept}) == len({event["text"] for event in kept})


async def test_one_token_holds_a_bounded_number_of_streams(follow, make_token, monkeypatch):
    monkeypatch.setattr(events, "STREAMS_OF_ONE_TOKEN", 2)
    text = await sync_to_async(make_token)()
    for _ in range(2):
        await (await follow(text))[0].next("snapshot")
    assert (await follow(text))[1] == 429


async def test_a_stream_ends_after_so_many_bytes(follow, monkeypatch):
    monkeypatch.setattr(events, "MOST_BYTES", 10)
    reader, *_ = await follow()
    await reader.next("snapshot")
    await reader.ended()


async def test_a_stream_ends_after_so_much_time(follow, monkeypatch):
    monkeypatch.setattr(events, "LONGEST_SECONDS", 0.3)
    reader, *_ = await follow()
    await reader.next("snapshot")
    await reader.ended()


async def test_a_reader_that_takes_nothing_is_left_behind_with_a_bounded_number(
    centre, follow, redis_client
):
    """Where the server does give back-pressure: frames beyond the bound are not gathered."""
    from wallboard.live.rights import Visitor

    gate, taken = asyncio.Event(), []

    async def send(event: Any) -> None:
        taken.append(event)
        await gate.wait()

    reader, *_ = await follow()  # keeps the hub awake
    await reader.next("snapshot")
    text = dict(reader.scope["headers"])[b"authorization"].decode().partition(" ")[2]
    stream = events.Stream(current_hub(), send, Visitor(token=text))
    left: asyncio.Queue[Any] = asyncio.Queue()
    following = asyncio.create_task(stream.follow(str(centre.board.pk), left.get))
    try:
        for waiting in range(40, 70):
            await sync_to_async(tell)(centre, redis_client, waiting=waiting)
            await reader.next("delta")
        limits = current_hub().limits
        assert len(stream._viewer._waiting) <= limits.unacknowledged_frames + limits.waiting_frames
        assert stream._viewer.held_back
        assert len(taken) == 1
        gate.set()
        await until(lambda: any(b'"v":70' in event.get("body", b"") for event in taken))
    finally:
        gate.set()
        await left.put({"type": "http.disconnect"})
        await following
