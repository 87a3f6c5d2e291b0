"""Building boards in a real browser, and what those who look at them see of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.services.browser import Console, sign_in
from tests.services.stack import Stack

MAKE = """
from wallboard.boards.models import Board, Site, Widget
site = Site.objects.get()
board = Board.objects.create(site=site, slug="made", name="Made", purpose="desk")
Widget.objects.create(board=board, type="figure", title="First", x=0, y=0, width=3, height=3,
                      options={"metric": "contacts_waiting"})
Widget.objects.create(board=board, type="clock", title="Second", x=3, y=0, width=3, height=3)
result = board.pk
"""
FORGET = "from wallboard.boards.models import Board; Board.objects.filter(slug='made').delete()"


@pytest.fixture
def board(stack: Stack) -> Iterator[int]:
    """A board of two tiles, of this test alone."""
    yield stack.evaluate(MAKE)
    stack.evaluate(FORGET)


@pytest.fixture
def viewer(chromium: Browser, console: Console) -> Iterator[Page]:
    """Another browser than the author's."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
    context.set_default_timeout(15_000)
    console.watch(context)
    yield context.new_page()
    context.close()


def enter(page: Page, stack: Stack) -> None:
    sign_in(page, stack.url, stack.admin_name, stack.admin_password)


def design(page: Page, stack: Stack, board: int) -> None:
    page.goto(f"{stack.url}/design/{board}/")
    page.wait_for_selector(".sheet")


def saved(page: Page) -> None:
    expect(page.locator(".design-state")).to_have_text("Draft saved")


def drag(page: Page, selector: str, dx: float, dy: float) -> None:
    """By cells of the board, from the middle of what is there."""
    grid = page.locator(".edit-grid").bounding_box()
    rows = page.locator(".edit-grid").evaluate(
        "(grid) => getComputedStyle(grid).gridTemplateRows.split(' ').length"
    )
    grip = page.locator(selector).bounding_box()
    assert grid is not None
    assert grip is not None
    x, y = grip["x"] + grip["width"] / 2, grip["y"] + grip["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + dx * grid["width"] / 24, y + dy * grid["height"] / rows / 2, steps=4)
    page.mouse.move(x + dx * grid["width"] / 12, y + dy * grid["height"] / rows, steps=4)
    page.mouse.up()


def columns(page: Page) -> dict[str, str]:
    """Title → place of the tiles of an open board."""
    found: dict[str, str] = page.evaluate(
        """() => Object.fromEntries(Array.from(document.querySelectorAll(".place"), (place) => [
            place.querySelector(".label").textContent,
            place.style.getPropertyValue("--column") + ", " + place.style.getPropertyValue("--row"),
        ]))"""
    )
    return found


def test_what_is_published_is_on_open_boards_without_a_reload(
    stack: Stack, board: int, page: Page, viewer: Page
) -> None:
    enter(viewer, stack)
    viewer.goto(f"{stack.url}/boards/made/")
    viewer.wait_for_selector(".place-clock")
    viewer.evaluate("() => { window.stayed = true; }")
    enter(page, stack)
    page.goto(f"{stack.url}/boards/made/")
    page.get_by_role("link", name="Edit").click()
    page.wait_for_selector(".grip")
    drag(page, ".place-figure .grip", 6, 1)
    saved(page)
    assert columns(viewer)["First"] == "1 / span 3, 1 / span 3"
    page.get_by_role("button", name="Publish").click()
    expect(page.locator(".design-state")).to_have_text("As published")
    viewer.wait_for_function(
        """() => document.querySelector(".place-figure").style.getPropertyValue("--column")
            === "7 / span 3" """
    )
    assert columns(viewer)["First"] == "7 / span 3, 2 / span 3"
    assert viewer.evaluate("() => window.stayed")
