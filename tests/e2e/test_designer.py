"""Building boards in a real browser, and what those who look at them see of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.services.browser import Console, sign_in
from tests.services.stack import Stack

pytestmark = [pytest.mark.e2e]

MAKE = """
from wallboard.boards.models import Board, Site, Widget
site = Site.objects.get()
board = Board.objects.create(site=site, slug="made", name="Made", purpose="desk")
Widget.objects.create(board=board, type="figure", title="First", x=0, y=0, width=3, height=3,
                      options={"metric": "contacts_waiting"})
Widget.objects.create(board=board, type="clock", title="Second", x=3, y=0, width=3, height=3)
result = board.pk
"""
FORGET = """
from wallboard.boards.models import Board
Board.objects.filter(slug__startswith="made").delete()
"""
PLACES = """
from wallboard.boards.models import Board
result = sorted(
    [tile.type, tile.title, tile.x, tile.y, tile.width, tile.height, tile.options]
    for tile in Board.objects.get(slug="{slug}").widgets.all()
)
"""


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


@pytest.fixture
def forgotten(stack: Stack) -> Iterator[None]:
    """What the test makes under the address "made…" is gone afterwards."""
    yield
    stack.evaluate(FORGET)


def tab_to(page: Page, selector: str, most: int = 60) -> None:
    """By Tab alone, from where the focus is."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", selector):
            visible = page.evaluate(
                "() => getComputedStyle(document.activeElement).outlineStyle !== 'none'"
            )
            assert visible, f"the focus on {selector} cannot be seen"
            return
    raise AssertionError(f"{selector} is not reached by Tab")


def type_over(page: Page, text: str) -> None:
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def choose(page: Page, label: str) -> None:
    """In the list that has the focus, as a screen reader's user does."""
    page.keyboard.type(label)


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


def test_a_board_is_built_from_empty_by_mouse(stack: Stack, forgotten: None, page: Page) -> None:
    enter(page, stack)
    page.goto(f"{stack.url}/boards/")
    page.get_by_role("link", name="New board").click()
    page.fill("#name", "Made by mouse")
    page.locator("label.start", has_text="Empty, for a wall").click()
    page.get_by_role("button", name="Make the board").click()
    page.wait_for_selector(".bench-empty")
    page.locator('[data-palette="figure"]').click()
    page.wait_for_selector(".place-figure .digits-line")
    page.locator("#tile-title").fill("In the queue")
    page.locator("#option-metric").select_option(label="Service level")
    page.locator("#option-target").fill("80")
    grid = page.locator(".edit-grid").bounding_box()
    assert grid is not None
    page.locator('[data-palette="clock"]').hover()
    page.mouse.down()
    page.mouse.move(grid["x"] + grid["width"] * 0.7, grid["y"] + 8, steps=6)
    page.mouse.move(grid["x"] + grid["width"] * 0.75, grid["y"] + 10, steps=3)
    page.mouse.up()
    page.wait_for_selector(".place-clock .digits-line, .place-clock time")
    corner = page.locator(".place-figure .grip-size").bounding_box()
    assert corner is not None
    page.mouse.move(corner["x"] + 4, corner["y"] + 4)
    page.mouse.down()
    page.mouse.move(corner["x"] + 4 + grid["width"] / 12, corner["y"] + 4, steps=5)
    page.mouse.up()
    saved(page)
    page.get_by_role("button", name="Publish").click()
    expect(page.locator(".design-state")).to_have_text("As published")
    clock, figure = stack.evaluate(PLACES.format(slug="made-by-mouse"))
    assert clock[0] == "clock"
    assert clock[2:4] == [8, 0]
    assert figure[:6] == ["figure", "In the queue", 0, 0, 4, 2]
    assert figure[6] == {"metric": "service_level", "target": 0.8}


def test_a_board_is_built_from_empty_by_keyboard_alone(
    stack: Stack, forgotten: None, page: Page
) -> None:
    enter(page, stack)
    page.goto(f"{stack.url}/boards/")
    tab_to(page, 'a[href="/design/new/"]')
    page.keyboard.press("Enter")
    page.wait_for_selector("#name:focus")
    page.keyboard.type("Made by keys")
    tab_to(page, 'input[value="empty-desk"]')
    page.keyboard.press("ArrowDown")
    tab_to(page, ".sheet-form button[type=submit]")
    page.keyboard.press("Enter")
    page.wait_for_selector(".bench-empty")
    tab_to(page, '[data-palette="figure"]')
    page.keyboard.press("Enter")
    page.wait_for_selector(".place-figure .grip:focus")
    expect(page.locator(".design-told")).to_have_text("Figure added at column 1, row 1")
    for key in ("ArrowRight", "ArrowRight", "Shift+ArrowRight", "Shift+ArrowDown"):
        page.keyboard.press(key)
    expect(page.locator(".design-told")).to_have_text("Figure 4 wide, 3 high")
    page.keyboard.press("Enter")
    page.wait_for_selector("#tile-title:focus")
    page.keyboard.type("Waiting")
    tab_to(page, "#option-metric")
    choose(page, "Longest")
    page.keyboard.press("Escape")
    page.wait_for_selector(".place-figure .grip:focus")
    page.keyboard.press("Shift+Tab")
    tab_to(page, ".place-figure .grip")
    page.keyboard.press("Delete")
    expect(page.locator(".grip")).to_have_count(0)
    page.keyboard.press("Control+z")
    expect(page.locator(".grip")).to_have_count(1)
    page.keyboard.press("Control+y")
    expect(page.locator(".grip")).to_have_count(0)
    page.keyboard.press("Control+z")
    saved(page)
    page.evaluate("() => document.activeElement.blur()")
    tab_to(page, ".design-head .button-main")
    page.keyboard.press("Enter")
    expect(page.locator(".design-state")).to_have_text("As published")
    (figure,) = stack.evaluate(PLACES.format(slug="made-by-keys"))
    assert figure[:6] == ["figure", "Waiting", 2, 0, 4, 3]
    assert figure[6]["metric"] == "longest_wait_since"


def test_two_editors_are_told_and_neither_loses_anything(
    stack: Stack, board: int, page: Page, viewer: Page, console: Console
) -> None:
    console.allow(
        "409|ERR_FAILED"
    )  # the browser logs what tells of the other, and what is cut here
    for one in (page, viewer):
        enter(one, stack)
        design(one, stack, board)
        one.wait_for_selector(".place-figure .digits-line")
    page.locator(".place-figure .grip").focus()
    page.keyboard.press("ArrowDown")
    saved(page)
    expect(viewer.locator(".design-told")).to_contain_text("changed this draft")
    assert columns(viewer)["First"] == "1 / span 3, 2 / span 3"
    with viewer.expect_response("**/draft"):
        viewer.route("**/draft", lambda route: route.abort())
        viewer.locator(".place-clock .grip").focus()
        viewer.keyboard.press("ArrowRight")
        page.locator("#tile-title").fill("Changed by the first")
        saved(page)
        viewer.unroute("**/draft")
    viewer.wait_for_selector("dialog.question")
    viewer.get_by_role("button", name="Keep mine").click()
    saved(viewer)
    assert columns(viewer)["First"] == "1 / span 3, 2 / span 3"
    expect(page.locator(".design-told")).to_contain_text("changed this draft")
    viewer.keyboard.press("Control+z")
    expect(viewer.locator(".place-figure .label")).to_have_text("Changed by the first")


def test_a_digit_that_cannot_be_read_from_afar_is_said(
    stack: Stack, board: int, page: Page
) -> None:
    enter(page, stack)
    design(page, stack, board)
    page.wait_for_selector(".place-figure .digits-line")
    page.get_by_label("A wall: read from afar").check()
    page.get_by_label("Inches").fill("55")
    page.get_by_label("Metres away").fill("8")
    page.get_by_label("Metres away").press("Tab")
    expect(page.locator(".checks-part")).to_contain_text("Everything can be read from 8 m.")
    page.get_by_label("Metres away").fill("60")
    page.get_by_label("Metres away").press("Tab")
    expect(page.locator(".check").first).to_contain_text("need 473 px from 60 m")
    assert page.locator(".edit-warning").count() == 2


def test_the_phone_shows_the_draft_as_a_phone_will(stack: Stack, board: int, page: Page) -> None:
    enter(page, stack)
    design(page, stack, board)
    page.get_by_role("button", name="Phone").click()
    phone = page.frame_locator(".phone iframe")
    expect(phone.locator(".place .label")).to_have_text(["First", "Second"])
    page.get_by_role("button", name="First: one place later").click()
    expect(phone.locator(".place .label")).to_have_text(["Second", "First"])
    page.get_by_label("Second: shown on a phone").uncheck()
    expect(phone.locator(".place .label")).to_have_text(["First"])


def test_a_narrow_window_says_what_it_wants(stack: Stack, board: int, page: Page) -> None:
    enter(page, stack)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{stack.url}/design/{board}/")
    expect(page.get_by_text("The designer wants a larger screen")).to_be_visible()
    expect(page.locator(".palette")).to_be_hidden()
