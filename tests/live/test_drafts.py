"""A draft over the socket: live for those who edit the board, and for nobody else."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth import get_user_model

from tests.live.test_consumers import (
    Connect,
    _catalogue,
    board,
    connect,
    cookies_of,
    site,
)
from wallboard.boards import drafts, revisions
from wallboard.boards.models import Board, Deed, Display, Membership, Site
from wallboard.live.hub import current_hub
from wallboard.live.protocol import Close
from wallboard.live.rights import DISPLAY_COOKIE

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("valkey_url")]
__all__ = ["_catalogue", "board", "connect", "site"]  # fixtures of the neighbour


def author_of(site: Site, role: str = "supervisor", name: str = "author") -> Any:
    user = get_user_model().objects.create_user(name)
    Membership.objects.create(user=user, site=site, role=role)
    return user


def save_moved(board: Board, user: Any, x: int) -> drafts.DraftState:
    state = drafts.state_of(board)
    tiles = [{**tile, "x": x} for tile in state.content["widgets"]]
    return drafts.save(board, user, {**state.content, "widgets": tiles}, state.seen)


@pytest.mark.parametrize("face", ["draft:{}", "revision:{}:1"])
async def test_only_editors_join_a_draft_or_an_old_state(
    connect: Connect, site: Site, board: Board, face: str
) -> None:
    await sync_to_async(revisions.record)(board, None, Deed.CREATED)
    viewer = await sync_to_async(author_of)(site, "viewer", "viewer")
    display = Display(site=site, board=board, name="Room 4")
    secret = display.new_secret()
    await sync_to_async(display.save)()
    for cookies in (await sync_to_async(cookies_of)(viewer), {DISPLAY_COOKIE: secret}):
        socket = await connect(cookies)
        await socket.tell(type="join", protocol=1, board=face.format(board.pk))
        assert await socket.closed() == Close.NOT_ALLOWED
    author = await sync_to_async(author_of)(site)
    socket = await connect(await sync_to_async(cookies_of)(author))
    await socket.tell(type="join", protocol=1, board=face.format(board.pk))
    snapshot = await socket.hear("snapshot")
    assert len(snapshot["views"]) == len(snapshot["board"]["widgets"]) == 1


@pytest.mark.parametrize(
    "face", ["draft:", "draft:x", "draft:0", "revision:1", "revision:1:", "::"]
)
async def test_what_names_no_face_is_like_a_board_that_does_not_exist(
    connect: Connect, site: Site, board: Board, face: str
) -> None:
    author = await sync_to_async(author_of)(site)
    socket = await connect(await sync_to_async(cookies_of)(author))
    await socket.tell(type="join", protocol=1, board=face)
    assert await socket.closed() == Close.NOT_ALLOWED


async def test_a_saved_draft_is_told_to_its_editors_alone_and_published_to_all(
    connect: Connect, site: Site, board: Board
) -> None:
    author = await sync_to_async(author_of)(site)
    cookies = await sync_to_async(cookies_of)(author)
    looking, designing = await connect(cookies), await connect(cookies)
    await looking.join(board)
    await designing.tell(type="join", protocol=1, board=f"draft:{board.pk}")
    first = await designing.hear("snapshot")
    assert "draft" not in first["board"]
    state = await sync_to_async(save_moved)(board, author, 5)
    told = await designing.hear("snapshot")
    assert (told["board"]["widgets"][0]["x"], told["board"]["draft"]) == (5, state.seen.mark)
    await asyncio.sleep(0.3)
    assert await looking.receive_nothing(0.2)
    await sync_to_async(drafts.publish)(board, author, state.seen)
    assert (await looking.hear("snapshot"))["board"]["widgets"][0]["x"] == 5
    assert "draft" not in (await designing.hear("snapshot"))["board"]


async def test_who_may_no_longer_edit_loses_the_draft_at_once(
    connect: Connect, site: Site, board: Board
) -> None:
    author = await sync_to_async(author_of)(site)
    socket = await connect(await sync_to_async(cookies_of)(author))
    await socket.tell(type="join", protocol=1, board=f"draft:{board.pk}")
    await socket.hear("snapshot")
    membership = await Membership.objects.aget(user=author)
    membership.role = "viewer"
    await sync_to_async(membership.save)()
    assert await socket.closed(2.0) == Close.WITHDRAWN
    assert not current_hub().viewers
