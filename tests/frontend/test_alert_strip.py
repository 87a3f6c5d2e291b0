"""The strip of alerts in a real browser: order and words, and acknowledging by keyboard alone."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.frontend import player
from tests.frontend.server import Server

TOLD = {"by": "Anna", "word": "calling two people in", "at": time.time() - 60}


def alert(**changes: Any) -> dict[str, Any]:
    now = time.time()
    plain = {
        "name": "Waiting in Support", "level": "warn", "since": now - 120, "level_since": now - 120,
        "unit": "count", "value": 7.0, "limit": 5.0, "held": "", "held_since": None,
        "quiet": False, "sound": True, "escalated": False, "acknowledged": None,
    }  # fmt: skip
    return {**plain, **changes}


@pytest.fixture
def server(dist: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """Plays the recorded boards with three alerts."""
    recorded = player.fixture

    def with_alerts(name: str) -> dict[str, Any]:
        alerts = {
            "told": alert(
                name="Service level", unit="share", value=0.78, limit=0.8, acknowledged=TOLD
            ),
            "worst": alert(
                name="Longest wait", level="critical", unit="instant", value=190, limit=180
            ),
            "plain": alert(),
        }
        return {**recorded(name), "alerts": alerts}

    monkeypatch.setattr(player, "fixture", with_alerts)
    one = Server()
    one.open()
    yield one
    one.close()


# The shell of a viewer with the right carries the form's token; the player's shell has none.
MAY_ACKNOWLEDGE = """
new MutationObserver(() => {
  const board = document.getElementById("board");
  if (board) board.dataset.acknowledge = "token";
}).observe(document, { childList: true, subtree: true });
"""


def test_the_worst_comes_first_and_says_what_is_known_of_it(page: Page, server: Server) -> None:
    page.goto(server.url("desk/queues"))
    names = page.locator(".alert-name")
    expect(names).to_have_text(["Longest wait", "Waiting in Support", "Service level"])
    expect(page.locator(".alert").first).to_contain_text("3:10, limit 3:00")
    expect(page.locator(".alert").last).to_contain_text("calling two people in")
    assert page.locator(".alert-button").count() == 0, "nobody may acknowledge here"


def test_alerts_come_and_go_by_themselves(page: Page, server: Server) -> None:
    page.goto(server.url("desk/queues"))
    expect(page.locator(".alert")).to_have_count(3)
    server.send(
        type="delta", frame=2, patches={}, alerts={"worst": None, "new": alert(name="Abandoned")}
    )
    expect(page.locator(".alert-name")).to_have_text(
        ["Abandoned", "Waiting in Support", "Service level"]
    )


def test_a_wall_shows_two_at_a_time_with_their_page(page: Page, server: Server) -> None:
    svg = "<svg xmlns='http://www.w3.org/2000/svg'/>"
    page.route("**/qr.svg*", lambda route: route.fulfill(body=svg, content_type="image/svg+xml"))
    page.goto(server.url("tv/wall"))
    expect(page.locator(".alerts .pages")).to_contain_text("/2")
    assert page.locator(".alert").count() <= 2
    page.wait_for_timeout(200)
    heights = page.evaluate("() => [document.documentElement.scrollHeight, innerHeight]")
    assert heights[0] <= heights[1], "a wall never scrolls"


def test_acknowledging_by_keyboard(page: Page, server: Server) -> None:
    posted: list[str] = []

    def take(route: Route) -> None:
        posted.append(route.request.post_data or "")
        assert route.request.headers["x-csrftoken"] == "token"
        route.fulfill(status=204)

    page.add_init_script(MAY_ACKNOWLEDGE)
    page.route("**/alerts/worst/", take)
    page.goto(server.url("desk/queues"))
    button = page.locator(".alert-button").first
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".alert-form input")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".alert-button").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".alert-form input")).to_be_focused()
    page.keyboard.type("two more log on")
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.querySelector('.alert-form button').disabled")
    assert posted == ["word=two%20more%20log%20on"]
    server.send(
        type="delta",
        frame=2,
        patches={},
        alerts={"worst": alert(name="Longest wait", level="critical", acknowledged=TOLD)},
    )
    expect(page.locator(".alert-form")).to_have_count(0)


def test_what_does_not_arrive_is_said(page: Page, server: Server, console: Any) -> None:
    console.allow("503")
    page.add_init_script(MAY_ACKNOWLEDGE)
    page.route("**/alerts/worst/", lambda route: route.fulfill(status=503))
    page.goto(server.url("desk/queues"))
    page.locator(".alert-button").first.click()
    page.keyboard.press("Enter")
    expect(page.locator(".alert-form [role=alert]")).to_be_visible()
