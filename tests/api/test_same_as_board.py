"""At the same version, a program is told what the board's viewers are told."""

from __future__ import annotations

import pytest
from asgiref.sync import sync_to_async

from tests.api.conftest import AGENT, Program, tell
from tests.live.sockets import Socket
from wallboard.boards.models import Queue
from wallboard.live.hub import current_hub

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture
async def socket(centre):
    """Of a viewer: a program sees of people what she does."""
    browser = await sync_to_async(centre.browser)(centre.teammate)
    cookies = {name: morsel.value for name, morsel in browser.cookies.items()}
    opened = Socket(cookies)
    await opened.connect()
    await opened.hear("hello")
    yield opened
    await opened.disconnect()
    assert not current_hub().running


async def test_figures_equal_those_of_the_board_at_the_same_version(
    centre, make_token, redis_client, socket
):
    program = Program(await sync_to_async(make_token)())
    snapshot = await socket.join(centre.board)
    place = f"boards/{centre.board.pk}"
    told = (await sync_to_async(program.get)(place)).json()
    assert (told["epoch"], told["version"]) == (snapshot["epoch"], snapshot["version"])
    assert told["board"] == snapshot["board"]
    assert told["sources"] == snapshot["sources"]
    assert told["views"] == snapshot["views"]
    assert AGENT not in str(told)

    await sync_to_async(tell)(centre, redis_client, waiting=23)
    delta = await socket.hear("delta")
    again = (await sync_to_async(program.get)(place)).json()
    assert again["version"] == delta["version"]
    for id_, patch in delta["patches"].items():
        for member, value in patch.get("set", {}).items():
            assert again["views"][id_][member] == value
        for row, cells in patch.get("rows", {}).items():
            assert again["views"][id_]["rows"][row] == cells
    site = (await sync_to_async(program.get)(f"sites/{centre.site.pk}/figures")).json()
    assert site["figures"]["contacts_waiting"]["value"] == 24
    figure = next(w["id"] for w in again["board"]["widgets"] if w["type"] == "figure")
    assert again["views"][figure]["figure"]["v"] == 24
    rows = (await sync_to_async(program.get)(f"sites/{centre.site.pk}/queues/figures")).json()
    support = await Queue.objects.aget(name="Support")
    (row,) = (row for row in rows["items"] if row["id"] == str(support.pk))
    assert row["figures"]["contacts_waiting"]["value"] == 23
