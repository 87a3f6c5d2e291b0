"""A screen is paired, commanded and revoked, by a television and a person in two browsers."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e import screen
from tests.services.browser import Console
from tests.services.stack import Stack

pytestmark = [pytest.mark.e2e]

SOON_MS = 2_000
ARCHIVE = """
from wallboard.boards.models import Board
board = Board.objects.get(slug="{slug}")
board.archived = {archived}
board.save()
"""
PLAYLIST = """
from wallboard.boards.models import Board, Display, Playlist, PlaylistEntry
wall, queues = (Board.objects.get(slug=slug) for slug in ("wall", "queues"))
playlist = Playlist.objects.create(site=wall.site, name="Day")
for position, board in enumerate((wall, queues)):
    PlaylistEntry.objects.create(playlist=playlist, board=board, position=position, seconds=6)
display = Display.objects.get(name="{name}")
display.playlist, display.board = playlist, None
display.save()
"""


@pytest.fixture
def wall(chromium: Browser, console: Console) -> Iterator[BrowserContext]:
    """The television: a browser of its own, in which nobody is signed in."""
    context = chromium.new_context(viewport={"width": 1920, "height": 1080}, locale="en-GB")
    context.set_default_timeout(15_000)
    console.watch(context)
    yield context
    context.close()


def _paired(wall: BrowserContext, desk: Page, stack: Stack, name: str) -> Page:
    """A television that shows its code, and somebody who enters it."""
    tv = wall.new_page()
    tv.goto(f"{stack.url}/tv")
    shown = tv.locator(".pair-code")
    expect(shown).to_have_text(re.compile(r"^\w{3} \w{3}$"))
    expect(tv.locator(".pair-picture")).to_have_js_property("complete", True)
    assert tv.evaluate("() => document.querySelector('.pair-picture').naturalWidth") > 0
    desk.goto(f"{stack.url}/displays/pair/")
    desk.fill("input[name=code]", shown.inner_text().lower())
    desk.fill("input[name=name]", name)
    walls = desk.locator("select[name=shows] option", has_text=re.compile("^Wall$"))
    desk.select_option("select[name=shows]", value=walls.first.get_attribute("value"))
    desk.click("main form button[type=submit]")
    expect(desk.locator(".note")).to_contain_text(f"{name} is connected")
    expect(tv.locator(".wall .tile").first).to_be_visible(timeout=6_000)
    return tv


def _press(desk: Page, stack: Stack, name: str, button: str) -> None:
    desk.goto(f"{stack.url}/displays/")
    card = desk.locator("article.screen", has=desk.locator(f"h3:text-is('{name}')"))
    card.locator(f"button:has-text('{button}'), a:has-text('{button}')").click()


def test_a_screen_is_paired_by_its_code_commanded_and_revoked(
    wall: BrowserContext, signed_in: Page, quick_stack: Stack, console: Console
) -> None:
    console.allow("401")
    tv = _paired(wall, signed_in, quick_stack, "Lobby")
    expect(tv.locator(".screen-sign")).to_contain_text("Lobby")
    (cookie,) = [c for c in wall.cookies(quick_stack.url) if c["name"] == "wallboard_display"]
    assert cookie["httpOnly"]
    assert cookie["value"] not in tv.content()
    assert screen.overflowing(tv) == []

    signed_in.goto(f"{quick_stack.url}/displays/")
    expect(signed_in.locator("article.screen")).to_contain_text("painting", timeout=12_000)
    expect(tv.locator(".screen-sign")).to_be_hidden(timeout=12_000)
    _press(signed_in, quick_stack, "Lobby", "Identify")
    expect(tv.locator(".screen-sign")).to_be_visible(timeout=SOON_MS)
    _press(signed_in, quick_stack, "Lobby", "Dim")
    expect(tv.locator(".screen-dim")).to_have_css("opacity", "0.6", timeout=SOON_MS + 1000)

    _press(signed_in, quick_stack, "Lobby", "Settings")
    signed_in.once("dialog", lambda dialog: dialog.accept())
    signed_in.click("button:has-text('Revoke')")
    expect(tv.locator(".wall .tile")).to_have_count(0, timeout=SOON_MS)
    expect(tv.locator(".pair-code")).to_be_visible(timeout=4_000)


def test_a_board_of_a_playlist_that_is_archived_leaves_at_once(
    wall: BrowserContext, signed_in: Page, quick_stack: Stack, console: Console
) -> None:
    tv = _paired(wall, signed_in, quick_stack, "Hall")
    quick_stack.evaluate(PLAYLIST.format(name="Hall"))
    title = tv.locator(".wall-title strong")
    for name in ("Queues", "Wall"):
        expect(title).to_have_text(name, timeout=15_000)
    quick_stack.evaluate(ARCHIVE.format(slug="wall", archived=True))
    try:
        expect(title).to_have_text("Queues", timeout=SOON_MS)
        tv.wait_for_timeout(8_000)
        expect(title).to_have_text("Queues")
    finally:
        quick_stack.evaluate(ARCHIVE.format(slug="wall", archived=False))
    expect(title).to_have_text("Wall", timeout=15_000)
