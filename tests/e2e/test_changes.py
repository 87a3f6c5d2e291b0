"""What an administrator changes reaches open boards and screens within two seconds, unreloaded."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e import screen
from tests.services import waiting
from tests.services.browser import Console
from tests.services.stack import START_SECONDS, Stack

pytestmark = [pytest.mark.e2e]

SOON_MS = 2_000
RECONNECTING = r"WebSocket connection to|ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET"
MEMBER = ("mira", "a-password-of-mira-1")
MAKE_MEMBER = f"""
from django.contrib.auth import get_user_model
from wallboard.boards.models import Membership, Site
users = get_user_model().objects
user = users.filter(username="{MEMBER[0]}").first() or users.create_user(
    "{MEMBER[0]}", password="{MEMBER[1]}")
Membership.objects.get_or_create(user=user, site=Site.objects.get(slug="demo"))
"""


@pytest.fixture
def desk(signed_in: Page) -> Page:
    """A second window of the administrator, for the administration."""
    return signed_in.context.new_page()


def _save(desk: Page) -> None:
    """Returns when the change is committed: the reply has come."""
    desk.click("input[name=_save]")
    expect(desk.locator(".messagelist .success")).to_be_visible()


# -- boards ---------------------------------------------------------------------------------------


def test_a_renamed_queue_has_its_new_name_on_the_open_board(
    signed_in: Page, desk: Page, quick_stack: Stack
) -> None:
    screen.open_board(signed_in, quick_stack, "queues")
    screen.mark(signed_in)
    expect(signed_in.locator(".row-name", has_text="Bokning")).to_be_visible(timeout=20_000)
    desk.goto(f"{quick_stack.url}/admin/boards/queue/?q=Bokning")
    desk.click("#result_list tbody th a")
    desk.wait_for_url("**/change/**")
    for name in ("Bokning och avbokning", "Bokning"):
        if "/change/" not in desk.url:
            desk.click("#result_list tbody th a")
        desk.fill("input[name=name]", name)
        _save(desk)
        shown = signed_in.locator(".row-name", has_text=re.compile(f"^{name}$"))
        expect(shown).to_be_visible(timeout=SOON_MS)
    assert screen.is_same(signed_in)


def test_a_changed_target_is_on_the_open_board(
    signed_in: Page, desk: Page, quick_stack: Stack
) -> None:
    screen.open_board(signed_in, quick_stack, "wall")
    screen.mark(signed_in)
    tile = signed_in.locator(".tile-figure", has_text="Service level today")
    expect(tile).to_contain_text("target 80 %", timeout=20_000)
    desk.goto(f"{quick_stack.url}/admin/boards/board/")
    desk.click("#result_list tbody th a:text-is('Wall')")
    desk.wait_for_url("**/change/**")
    options = desk.locator("textarea[name$=-options]")
    texts = [options.nth(number).input_value() for number in range(options.count())]
    place = next(
        n for n, text in enumerate(texts) if '"service_level"' in text and "target" in text
    )
    for target, words in ((0.25, "target 25 %"), (0.8, "target 80 %")):
        if "/change/" not in desk.url:
            desk.click("#result_list tbody th a:text-is('Wall')")
        changed = {**json.loads(texts[place]), "target": target}
        desk.locator("textarea[name$=-options]").nth(place).fill(json.dumps(changed))
        _save(desk)
        expect(tile).to_contain_text(words, timeout=SOON_MS)
    assert screen.is_same(signed_in)


# -- people ---------------------------------------------------------------------------------------


def test_a_withdrawn_membership_takes_the_figures_from_the_open_page(
    page: Page, quick_stack: Stack
) -> None:
    quick_stack.evaluate(MAKE_MEMBER)
    screen.sign_in(page, quick_stack, *MEMBER)
    screen.open_board(page, quick_stack, "wall")
    screen.until(page, lambda: screen.has_figures(page), "figures", 20.0)
    quick_stack.evaluate(
        "from wallboard.boards.models import Membership\n"
        f"Membership.objects.get(user__username='{MEMBER[0]}').delete()"
    )
    title = page.locator(".message-title")
    expect(title).to_have_text("This board is no longer open to you", timeout=SOON_MS)
    assert page.locator(".tile").count() == 0, "nothing of it stays on the page"
    quick_stack.evaluate(MAKE_MEMBER)
    page.reload()
    expect(page.locator(".tile").first).to_be_visible()


def test_a_sign_out_in_another_window_closes_the_board(
    signed_in: Page, desk: Page, quick_stack: Stack
) -> None:
    screen.open_board(signed_in, quick_stack, "agents")
    screen.until(signed_in, lambda: screen.has_figures(signed_in), "figures", 20.0)
    desk.goto(f"{quick_stack.url}/boards/")
    desk.click(".menu-right summary")
    desk.click("button:text-is('Sign out')")
    desk.wait_for_url("**/login/**")
    title = signed_in.locator(".message-title")
    expect(title).to_have_text(re.compile("signed out|no longer open"), timeout=SOON_MS)
    assert signed_in.locator(".tile").count() == 0


# -- screens --------------------------------------------------------------------------------------


@pytest.fixture
def wall(chromium: Browser, console: Console) -> Iterator[BrowserContext]:
    """A television's browser: nobody is signed in there."""
    context = chromium.new_context(viewport={"width": 1920, "height": 1080}, locale="en-GB")
    context.set_default_timeout(15_000)
    console.watch(context)
    yield context
    context.close()


def _new_screen(desk: Page, stack: Stack, name: str) -> str:
    """Its link, as the administration shows it once."""
    desk.goto(f"{stack.url}/admin/boards/display/add/")
    desk.fill("input[name=name]", name)
    walls = desk.locator("select[name=board] option", has_text="Wall")
    desk.select_option("select[name=board]", value=walls.first.get_attribute("value"))
    desk.click("input[name=_save]")
    return desk.locator(".display-link code").inner_text().strip()


def test_a_screen_that_is_not_connected_shows_a_code(
    wall: BrowserContext, quick_stack: Stack
) -> None:
    page = wall.new_page()
    page.goto(f"{quick_stack.url}/tv")
    expect(page.locator("h1:visible")).to_have_text("This screen is not connected")
    expect(page.locator(".pair-code")).to_have_text(re.compile(r"^[A-Z0-9]{3} [A-Z0-9]{3}$"))
    assert screen.scrollbars(page) == [False, False]


def test_a_link_that_is_not_valid_is_told(
    wall: BrowserContext, quick_stack: Stack, console: Console
) -> None:
    console.allow("403")
    page = wall.new_page()
    page.goto(f"{quick_stack.url}/tv#not-a-link-of-any-screen")
    expect(page.locator("h1:visible")).to_have_text("This link is not valid any more")
    assert wall.cookies(quick_stack.url) == [
        cookie for cookie in wall.cookies(quick_stack.url) if cookie["name"] != "wallboard_display"
    ]


def test_a_screen_enters_by_its_link_survives_a_restart_and_stops_when_revoked(
    wall: BrowserContext, desk: Page, quick_stack: Stack, console: Console
) -> None:
    link = _new_screen(desk, quick_stack, "Room 4")
    secret = link.partition("#")[2]
    assert len(secret) >= 40
    page = wall.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(link)
    expect(page.locator(".wall .tile").first).to_be_visible()
    _is_entered(wall, page, quick_stack, secret)
    assert not [address for address in asked if secret in address.partition("#")[0]]
    screen.until(page, lambda: screen.has_figures(page), "figures", 20.0)
    expect(page.locator(".wall-head .chip-simulation")).to_have_text("simulation")
    assert screen.overflowing(page) == []
    assert screen.scrollbars(page) == [False, False]

    console.allow(RECONNECTING)
    screen.mark(page)
    quick_stack.wait_replaced("web", quick_stack.kill("web"))
    waiting.until(quick_stack.is_alive, "the web server", START_SECONDS)  # how soon: test_recovery
    _moves(page)
    assert screen.is_same(page), "not even reloaded"
    page.reload()
    _moves(page)

    console.allow("401|403")
    desk.goto(f"{quick_stack.url}/admin/boards/display/")
    desk.click("#result_list tbody th a:text-is('Room 4')")
    desk.click("button:has-text('Revoke')")
    expect(desk.locator(".messagelist .success")).to_be_visible()
    expect(page.locator(".wall .tile")).to_have_count(0, timeout=SOON_MS)
    expect(page.locator("h1:visible")).to_have_text("This screen is not connected")
    page.reload()
    expect(page.locator("h1:visible")).to_have_text("This screen is not connected")


def _is_entered(wall: BrowserContext, page: Page, stack: Stack, secret: str) -> None:
    assert page.url == f"{stack.url}/tv", "the secret is gone from the address"
    assert secret not in page.evaluate("() => document.cookie + JSON.stringify(localStorage)")
    (cookie,) = [one for one in wall.cookies(stack.url) if one["name"] == "wallboard_display"]
    assert cookie["httpOnly"]
    assert cookie["sameSite"] == "Lax"
    assert cookie["expires"] > time.time() + 300 * 86_400


def _moves(page: Page) -> None:
    screen.until(page, lambda: screen.has_figures(page), "figures", 20.0)
    before = screen.figures(page)
    screen.until(page, lambda: screen.figures(page) != before, "a figure to change", 15.0)


def test_a_screen_sees_its_board_and_no_page_for_people(
    wall: BrowserContext, desk: Page, quick_stack: Stack
) -> None:
    secret = _new_screen(desk, quick_stack, "Room 5").partition("#")[2]
    with httpx.Client(base_url=quick_stack.url, trust_env=False) as client:
        client.cookies.set("wallboard_display", secret)
        assert client.get("/tv").status_code == 200
        for address in ("/boards/", "/boards/wall/", "/health/", "/admin/"):
            assert client.get(address).status_code == 302, "a screen is nobody's sign-in"
