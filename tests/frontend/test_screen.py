"""A screen on a wall in a real browser, against a recorded server: nobody is there to help it."""

from __future__ import annotations

import time

from playwright.sync_api import Page, expect

from tests.frontend.player import program_of
from tests.frontend.server import Server, figure, show
from tests.services.browser import Console

# What Chromium 68 does not have, taken away before the page's own script runs.
OLD_TELEVISION = """
for (const [owner, names] of [
  [window, ["queueMicrotask", "structuredClone", "ResizeObserver", "BroadcastChannel",
            "IntersectionObserver", "WeakRef", "FinalizationRegistry", "PerformanceObserver"]],
  [Array.prototype, ["at", "flat", "flatMap", "findLast", "findLastIndex", "toSorted",
                     "toReversed", "toSpliced", "with"]],
  [String.prototype, ["at", "replaceAll", "matchAll"]],
  [Object, ["fromEntries", "hasOwn", "groupBy"]],
  [Promise, ["allSettled", "any", "withResolvers"]],
  [Intl, ["RelativeTimeFormat", "ListFormat", "DisplayNames", "Segmenter"]],
  [Element.prototype, ["replaceChildren", "requestFullscreen", "checkVisibility"]],
  [Navigator.prototype, ["wakeLock", "userActivation", "locks"]],
  [AbortSignal, ["timeout", "any"]],
  [Crypto.prototype, ["randomUUID"]],
]) for (const name of names) delete owner[name];
"""
# Whether the page was without a tile at any paint since this was installed, and for how long.
WATCH_FOR_GAPS = """() => {
  window.gaps = 0;
  window.paints = 0;
  window.without = 0;
  let before = performance.now();
  const look = (now) => {
    window.paints += 1;
    if (!document.querySelector(".tile")) {
      window.gaps += 1;
      window.without += now - before;
    }
    before = now;
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}"""
EMPTY_MILLISECONDS = 1000
COMMAND = {"type": "command", "number": "1"}


def test_it_runs_without_what_old_televisions_lack(page: Page, server: Server) -> None:
    page.add_init_script(OLD_TELEVISION)
    show(page, server, "tv/wall")
    expect(figure(page, "Waiting").locator(".digits")).to_have_text("7")
    server.send(type="delta", frame=2, patches={"1": {"set": {"figure": {"v": 8}}}})
    expect(figure(page, "Waiting").locator(".digits")).to_have_text("8")
    server.send(**COMMAND, command="identify")
    expect(page.locator(".screen-sign")).to_contain_text("Room 4")
    server.player.program = program_of("queues")
    server.send(type="command", number="2", command="program")
    expect(page.locator("tbody tr").first).to_be_visible()


def test_it_joins_as_a_display_and_tells_how_it_is(page: Page, server: Server) -> None:
    show(page, server, "tv/wall")
    page.wait_for_timeout(3000)
    heard = server.player.received
    assert heard[0] == {"type": "join", "protocol": 1, "board": "wall", "as": "display"}
    (report,) = [message for message in heard if message["type"] == "report"]
    assert report["board"] == "wall"
    assert report["screen"] == "1920×1080"
    assert abs(report["offset_seconds"]) < 1
    assert report["painted_at"] > 1e9
    assert "Chrome" in report["browser"]
    assert len(str(report)) < 1024


def test_boards_take_turns_without_a_gap(page: Page, server: Server) -> None:
    server.player.program = program_of("wall", "queues", seconds=5)
    page.goto(server.url("tv/wall"))
    page.wait_for_selector(".tile")
    page.evaluate(WATCH_FOR_GAPS)
    for _ in range(2):
        for title in ("Wall", "Queues"):
            expect(page.locator(".wall-title strong")).to_have_text(title, timeout=8000)
    assert page.evaluate("() => window.gaps") == 0
    assert page.evaluate("() => window.paints") > 20
    assert len(server.player.connections) <= 2, "what gave way is closed"


def test_a_board_that_is_gone_leaves_at_once_and_the_others_go_on(
    page: Page, server: Server
) -> None:
    server.player.program = program_of("wall")
    show(page, server, "tv/wall")
    page.evaluate(WATCH_FOR_GAPS)
    server.player.refused_boards = {"wall"}
    server.player.program = program_of("queues")
    for connection in list(server.player.connections):
        server.do(connection.close(4410))
    expect(page.locator(".wall-title strong")).to_have_text("Queues", timeout=2000)
    expect(page.locator(".tile").first).to_be_visible()
    # What may no longer be seen does not wait for what comes after it; that comes at once.
    assert page.evaluate("() => window.without") < EMPTY_MILLISECONDS


def test_a_board_that_is_given_back_is_shown_again(page: Page, server: Server) -> None:
    show(page, server, "tv/wall")
    server.player.refused_boards = {"wall"}
    for connection in list(server.player.connections):
        server.do(connection.close(4410))
    expect(page.locator(".message")).to_contain_text("Nothing is to be shown", timeout=2000)
    server.player.refused_boards = set()
    expect(page.locator(".wall-title strong")).to_have_text("Wall", timeout=45_000)


def test_a_board_that_is_gone_with_no_other_leaves_nothing(page: Page, server: Server) -> None:
    show(page, server, "tv/wall")
    server.player.refused_boards = {"wall"}
    server.player.program = program_of()
    for connection in list(server.player.connections):
        server.do(connection.close(4410))
    expect(page.locator(".tile")).to_have_count(0, timeout=2000)
    expect(page.locator(".message")).to_contain_text("Nothing is to be shown now")
    server.player.program = program_of("queues")
    server.player.refused_boards = set()


def test_a_revoked_screen_asks_for_another_page(
    page: Page, server: Server, console: Console
) -> None:
    console.allow("401")
    show(page, server, "tv/wall")
    server.player.revoked = True
    with page.expect_navigation(timeout=6000):
        for connection in list(server.player.connections):
            server.do(connection.close(4410))


def test_it_shows_its_name_when_it_is_asked_and_once_for_one_command(
    page: Page, server: Server
) -> None:
    show(page, server, "tv/wall")
    sign = page.locator(".screen-sign")
    expect(sign).to_be_hidden()
    server.send(**COMMAND, command="identify")
    expect(sign).to_be_visible()
    expect(sign).to_contain_text("Room 4")
    expect(sign).to_be_hidden(timeout=12_000)
    server.send(**COMMAND, command="identify")
    page.wait_for_timeout(300)
    expect(sign).to_be_hidden()


def test_it_is_dimmed_coloured_and_moved_as_its_program_says(page: Page, server: Server) -> None:
    show(page, server, "tv/wall")
    expect(page.locator(".screen-dim")).to_have_css("opacity", "0")
    server.player.program = program_of(
        "wall", dim={"now": True, "share": 0.7, "spans": []}, theme="light", shift=True
    )
    server.send(**COMMAND, command="program")
    expect(page.locator(".screen-dim")).to_have_css("opacity", "0.7")
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    moved = page.evaluate(
        "() => getComputedStyle(document.documentElement).getPropertyValue('--shift-x')"
    )
    assert moved.strip() in {"-4px", "0px", "4px"}


def test_a_new_version_is_fetched_after_the_delay_of_this_screen(
    page: Page, server: Server
) -> None:
    show(page, server, "tv/wall")
    server.player.build = "another"
    with page.expect_navigation(timeout=8000):
        for connection in list(server.player.connections):
            server.do(connection.close(1001))
    page.wait_for_selector(".tile")


def test_it_never_reloads_into_a_server_that_does_not_answer(
    page: Page, server: Server, console: Console
) -> None:
    console.allow("WebSocket connection to|ERR_|Failed to load")
    show(page, server, "tv/wall")
    page.evaluate("() => { window.same = true; }")
    server.send(**COMMAND, command="identify")
    server.shut()
    expect(page.locator(".cut")).to_be_visible(timeout=15_000)
    page.evaluate("() => { window.dispatchEvent(new Event('online')); }")
    expect(figure(page, "Waiting").locator(".digits")).to_have_text("7")
    server.open()
    expect(page.locator(".cut")).to_have_count(0, timeout=8_000)
    assert page.evaluate("() => window.same") is True


def test_a_critical_alert_puts_its_board_on_until_somebody_takes_care(
    page: Page, server: Server, console: Console
) -> None:
    console.allow("404")  # the player draws no QR
    server.player.program = program_of("wall", alarm="queues")
    show(page, server, "tv/wall")
    page.evaluate(WATCH_FOR_GAPS)
    now = time.time()
    alert = {
        "name": "Too many wait",
        "level": "critical",
        "since": now,
        "level_since": now,
        "unit": "count",
        "value": 12,
        "limit": 10,
        "held": "",
        "held_since": None,
        "quiet": False,
        "sound": False,
        "escalated": False,
        "acknowledged": None,
    }
    server.send(type="delta", frame=2, patches={}, alerts={"1": alert})
    title = page.locator(".wall-title strong")
    expect(title).to_have_text("Queues", timeout=3000)
    expect(title).to_have_text("Wall", timeout=30_000)  # of its alerts that board knows nothing
    assert page.evaluate("() => window.gaps") == 0
