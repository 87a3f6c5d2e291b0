"""At the same version, a program is told what the board's viewers are told."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest
from asgiref.sync import sync_to_async

from tests.alerts.conftest import evaluating
from tests.api.conftest import AGENT, Program, tell
from tests.live.pages import at_rest, until
from tests.live.sockets import Socket
from wallboard.alerts import ledger
from wallboard.alerts.models import Alert, Rule
from wallboard.api.description import describe
from wallboard.boards.models import Queue, Team
from wallboard.projections.patches import apply_rows
from wallboard.state.alerts import AlertRecords

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
    await at_rest()


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


class Alerts:
    """Of a board, as its page has them: the snapshot's, and what deltas change of them."""

    def __init__(self, socket: Socket, snapshot: dict[str, Any]) -> None:
        self._socket = socket
        self.rows: dict[str, Any] = snapshot["alerts"]
        self.version = snapshot["version"]

    async def until(self, condition: Any) -> dict[str, Any]:
        while not condition(self.rows):
            delta = await self._socket.hear("delta")
            self.rows = apply_rows(self.rows, delta.get("alerts", {}))
            self.version = delta["version"]
            await self._socket.tell(type="ack", frame=delta["frame"])
        return self.rows


def _make_rules(centre: Any) -> None:
    """One that names somebody, one that would tell of too small a group, one of another team."""
    rules = Rule.objects
    common = {"site": centre.site, "raise_seconds": 0, "clear_seconds": 0}
    rules.create(**common, name=f"Waiting, ask {AGENT}", metric="contacts_waiting", warn=20)
    rules.create(**common, name="Somebody is free", metric="available", critical=2)
    sales = Team.objects.create(site=centre.site, name="Sales")
    rules.create(**common, team=sales, name="For Sales", metric="contacts_waiting", warn=1)
    centre.site.smallest_group = 3
    centre.site.save()


def _acknowledge(public_id: str) -> None:
    alert = Alert.objects.get(public_id=public_id)
    assert ledger.acknowledge(alert, "Sofia", f"{AGENT} logs on")


def _has_its_shape(answer: dict[str, Any]) -> None:
    components = describe("http://wallboard.test")["components"]
    schema = {"$ref": "#/components/schemas/BoardNow", "components": components}
    jsonschema_rs.validator_for(schema).validate(answer)


async def test_alerts_equal_those_of_the_board_from_raised_to_cleared(
    centre, make_token, redis_client, valkey_url, socket
):
    program = Program(await sync_to_async(make_token)())
    place = f"boards/{centre.board.pk}"

    async def told() -> dict[str, Any]:
        answer: dict[str, Any] = (await sync_to_async(program.get)(place)).json()
        return answer

    await sync_to_async(_make_rules)(centre)
    async with evaluating(valkey_url, redis_client):
        await until(lambda: AlertRecords(redis_client).published(str(centre.site.pk)).number)
        snapshot = await socket.join(centre.board)
        await socket.tell(type="ack", frame=snapshot["frame"])
        shown = Alerts(socket, snapshot)
        assert (await told())["alerts"] == shown.rows == {}

        await sync_to_async(tell)(centre, redis_client, waiting=23)
        (public_id,) = await shown.until(len)
        found = await told()
        assert found["version"] == shown.version
        assert found["alerts"] == shown.rows
        assert (found["alerts"][public_id]["level"], found["alerts"][public_id]["value"]) == (
            "warn",
            24,
        )
        raised = {alert.name async for alert in Alert.objects.all()}
        assert raised == {f"Waiting, ask {AGENT}", "For Sales"}, "a count of few raises nothing"

        await sync_to_async(_acknowledge)(public_id)
        await shown.until(lambda rows: rows[public_id]["acknowledged"])
        found = await told()
        assert found["alerts"] == shown.rows
        assert found["alerts"][public_id]["acknowledged"]["by"] == "Sofia"
        assert found["alerts"][public_id]["acknowledged"]["word"].endswith("logs on")
        assert AGENT not in str(found)
        _has_its_shape(found)

        await sync_to_async(tell)(centre, redis_client, waiting=2)
        await shown.until(lambda rows: not rows)
        assert (await told())["alerts"] == {}
