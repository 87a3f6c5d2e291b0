"""Boards in a real Chromium. Each test also fails on console errors and policy violations."""

from __future__ import annotations

import os
import re
import signal
import time

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e import screen
from tests.e2e.screen import BOARDS
from tests.services.browser import Console
from tests.services.stack import Stack

pytestmark = [pytest.mark.e2e]

PHONE = {"width": 390, "height": 844}
RECONNECTING = r"WebSocket connection to|ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET"


def test_who_is_not_signed_in_is_led_to_the_sign_in_and_back(
    page: Page, quick_stack: Stack
) -> None:
    page.goto(f"{quick_stack.url}/boards/queues/")
    expect(page.locator("h1")).to_have_text("Wallboard")
    page.fill("input[name=username]", quick_stack.admin_name)
    page.fill("input[name=password]", quick_stack.admin_password)
    page.click("button[type=submit]")
    page.wait_for_url("**/boards/queues/")
    page.goto(quick_stack.url)
    cards = page.locator(".card-title").all_inner_texts()
    assert cards == ["Wall", "Queues", "Agents", "Team", "Day"]
    page.click("text=Agents")
    expect(page.locator(".tile").first).to_be_visible()


@pytest.mark.parametrize("slug", BOARDS)
def test_figures_move_without_a_reload(signed_in: Page, quick_stack: Stack, slug: str) -> None:
    page = signed_in
    screen.open_board(page, quick_stack, slug)
    screen.mark(page)
    screen.until(page, lambda: screen.has_figures(page), "figures", 20.0)
    expect(page.locator(".chip-simulation").first).to_be_visible()
    expect(page.locator(".chip-simulation").first).to_have_text("simulation")
    before = screen.figures(page)
    screen.until(page, lambda: screen.figures(page) != before, "a figure to change", 15.0)
    assert screen.is_same(page)


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("slug", BOARDS)
def test_a_board_fits_its_screen_in_both_themes(
    signed_in: Page, quick_stack: Stack, slug: str, theme: str
) -> None:
    page = signed_in
    page.context.add_cookies([{"name": "wallboard_theme", "value": theme, "url": quick_stack.url}])
    screen.open_board(page, quick_stack, slug)
    expect(page.locator("html")).to_have_attribute("data-theme", theme)
    screen.until(page, lambda: screen.has_figures(page), "figures", 20.0)
    page.wait_for_timeout(300)  # fonts
    sideways, downwards = screen.scrollbars(page)
    assert not sideways
    assert slug != "wall" or not downwards, "nothing scrolls on a wall"
    assert screen.overflowing(page) == []
    shade = page.evaluate("() => getComputedStyle(document.documentElement).backgroundColor")
    brightness = sum(int(part) for part in re.findall(r"\d+", shade)[:3])
    assert (brightness < 3 * 90) == (theme == "dark"), shade


@pytest.mark.parametrize("address", ["/login/", "/boards/", "/health/", *BOARDS])
def test_a_phone_never_scrolls_sideways(
    chromium: Browser, console: Console, quick_stack: Stack, address: str
) -> None:
    context = chromium.new_context(viewport=PHONE, locale="en-GB", has_touch=True)  # type: ignore[arg-type]
    console.watch(context)
    page = context.new_page()
    if address == "/login/":
        page.goto(quick_stack.url + address)
    else:
        screen.sign_in(page, quick_stack)
        if address in BOARDS:
            screen.open_board(page, quick_stack, address)
            screen.until(page, lambda: screen.has_figures(page), "figures", 20.0)
        else:
            page.goto(quick_stack.url + address)
    assert screen.scrollbars(page)[0] is False
    context.close()


def test_late_and_lost_are_told_in_words_and_go_when_the_source_is_back(
    signed_in: Page, quick_stack: Stack
) -> None:
    page = signed_in
    screen.open_board(page, quick_stack, "wall")
    screen.mark(page)
    screen.until(page, lambda: screen.has_figures(page), "figures", 20.0)
    tile = page.locator(".tile-figure", has_text="Waiting").first
    quick_stack.centre.add_fault("503", face="trio")
    expect(tile).to_contain_text(re.compile(r"late \d+ s"), timeout=12_000)
    expect(tile.locator(".glyph-late")).to_be_visible()
    expect(tile).to_have_class(re.compile("is-dim"))
    assert re.search(r"\d", tile.locator(".digits-line").inner_text()), "late keeps its value"
    expect(tile).to_contain_text(re.compile(r"Trio.* since \d\d:\d\d"), timeout=20_000)
    expect(tile.locator(".glyph-lost")).to_be_visible()
    assert tile.locator(".digits-line").inner_text().strip() == "–"
    expect(page.locator(".source-small.trust-lost, .source.trust-lost").first).to_be_visible()
    expect(page.locator("tbody .value-lost").first).to_be_visible()
    assert screen.overflowing(page) == []
    assert screen.scrollbars(page) == [False, False]

    quick_stack.centre.clear_faults()
    screen.until(page, lambda: not page.locator(".value-lost").count(), "figures", 60.0)
    expect(tile).not_to_have_class(re.compile("is-dim"))
    assert screen.is_same(page)


def test_a_dead_socket_is_told_within_15_seconds_and_comes_back_by_itself(
    signed_in: Page, quick_stack: Stack, console: Console
) -> None:
    """Stopped, not killed: the connection stays open and says nothing, as a dead network does."""
    console.allow(RECONNECTING)
    page = signed_in
    screen.open_board(page, quick_stack, "wall")
    screen.mark(page)
    screen.until(page, lambda: screen.has_figures(page), "figures", 20.0)
    web = quick_stack.pid_of("web")
    assert web is not None
    os.kill(web, signal.SIGSTOP)
    try:
        said = page.get_by_text(re.compile(r"no connection since \d\d:\d\d")).first
        expect(said).to_be_visible(timeout=15_000)
    finally:
        os.kill(web, signal.SIGCONT)
    expect(said).to_be_hidden(timeout=10_000)
    before = screen.figures(page)
    screen.until(page, lambda: screen.figures(page) != before, "a figure to change", 15.0)
    assert screen.is_same(page)


def test_a_killed_web_server_is_survived_without_a_reload(
    signed_in: Page, quick_stack: Stack, console: Console
) -> None:
    console.allow(RECONNECTING)
    page = signed_in
    screen.open_board(page, quick_stack, "agents")
    screen.mark(page)
    screen.until(page, lambda: screen.has_figures(page), "figures", 20.0)
    quick_stack.wait_replaced("web", quick_stack.kill("web"))
    expect(page.locator(".link-live")).to_be_hidden(timeout=5_000)
    expect(page.locator(".link-live")).to_be_visible(timeout=20_000)
    before = screen.figures(page)
    screen.until(page, lambda: screen.figures(page) != before, "a figure to change", 15.0)
    assert screen.is_same(page)


def test_an_emptied_store_is_told_as_waiting_since(signed_in: Page, quick_stack: Stack) -> None:
    page = signed_in
    screen.open_board(page, quick_stack, "wall")
    screen.mark(page)
    screen.until(page, lambda: screen.has_figures(page), "figures", 20.0)
    quick_stack.centre.add_fault("503")
    quick_stack.wait_replaced("valkey", quick_stack.kill("valkey"))
    waiting_for = page.get_by_text(re.compile(r"waiting for the first poll since \d\d:\d\d"))
    expect(waiting_for.first).to_be_visible(timeout=15_000)
    assert screen.overflowing(page) == []
    quick_stack.centre.clear_faults()
    screen.until(page, lambda: not waiting_for.count(), "figures", 60.0)
    assert screen.is_same(page)


def test_the_sign_in_is_locked_after_repeated_failures(
    page: Page, quick_stack: Stack, console: Console
) -> None:
    console.allow("429")
    for _ in range(8):
        page.goto(f"{quick_stack.url}/login/")
        page.fill("input[name=username]", "somebody")
        page.fill("input[name=password]", f"wrong-{time.time()}")
        page.click("button[type=submit]")
        if page.locator("text=Too many").count():
            break
        page.wait_for_load_state()
    page.goto(f"{quick_stack.url}/login/")
    page.fill("input[name=username]", "somebody")
    page.fill("input[name=password]", "wrong again")
    page.click("button[type=submit]")
    expect(page.locator("h1")).to_contain_text(re.compile("many|locked", re.IGNORECASE))
    expect(page.locator("body")).to_contain_text("15 minutes")
    screen.sign_in(page, quick_stack)  # nobody locks out a colleague
