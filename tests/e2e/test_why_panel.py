"""The test vector of METRICS.md, from a vendor's HTTP answer to the panel in a browser."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.connectors.trio.harness import SECRETS, TrioServer
from tests.connectors.vendor_server import VendorServer
from tests.e2e import screen
from tests.services import waiting
from tests.services.stack import Stack

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]

# A = 1000, B = 60, A_20 = 860, B_20 = 20, B_5 = 10, in Trio's words. Nobody waits.
VECTOR = {
    "serviceid": 17,
    "servicename": "Vector",
    "open": True,
    "queuelength": 0,
    "callsoffered": 1060,
    "callsanswered": 1000,
    "callsabandoned": 60,
    "callsabandonedshort": 10,
    "callsansweredwithin": 860,
    "callsabandonedwithin": 20,
}
LEVELS = {
    "SL-A": "81.13 %",
    "SL-B": "82.69 %",
    "SL-C": "83.02 %",
    "SL-D": "86 %",
    "SL-E": "81.9 %",
}
MAKE = """
from wallboard.boards.models import Account, Board, Site, Widget
site = Site.objects.create(name="Vector", slug="vector")
account = Account(site=site, vendor="trio", name="Vector's Trio", base_url={url!r},
    cadences={{"state": 2}})
account.keep_secrets({secrets!r})
account.save()
board = Board.objects.create(site=site, slug="vector", name="Vector")
goal = {{"metric": "service_level", "target": 0.9}}
Widget.objects.create(board=board, type="figure", title="Level", options=goal)
Widget.objects.create(board=board, type="queue_table", title="Queues", y=2, width=12, height=4,
    options={{"columns": ["service_level", "answered"]}})
"""
REMOVE = """
from wallboard.boards.models import Site
Site.objects.filter(slug="vector").delete()
"""


@pytest.fixture
def vector(stack: Stack) -> Iterator[Stack]:
    trio = TrioServer()
    trio.replies["/te/api/cc/1/services/state"]["data"] = [VECTOR]
    trio.replies["/te/api/cc/1/services"]["data"] = [
        {"serviceid": 17, "servicename": "Vector", "servicegroupid": 1}
    ]
    with VendorServer(trio) as server:
        stack.evaluate(MAKE.format(url=f"{server.url}/te/api", secrets=SECRETS))
        try:
            yield stack
        finally:
            stack.evaluate(REMOVE)


@pytest.fixture
def board(page: Page, vector: Stack) -> Page:
    screen.sign_in(page, vector)
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{vector.url}/boards/vector/")
    digits = page.locator(".tile-figure .digits")
    waiting.until(lambda: "81" in digits.inner_text(), "the first poll", 60.0, 0.5)
    return page


def levels(panel: Locator) -> dict[str, str]:
    rows: dict[str, Any] = {}
    for row in panel.locator(".why-letters tr").all():
        rows[row.locator("th").inner_text()] = row.locator(".why-value").inner_text()
    return rows


def test_the_vector_arrives_in_the_panel_by_every_letter(board: Page) -> None:
    figure = board.locator(".tile-figure .ask")
    figure.click()
    panel = board.locator("dialog.why")
    expect(panel.locator(".why-number")).to_have_text("81.9 %")
    expect(panel).to_contain_text("The share of contacts that were answered within the threshold.")
    expect(panel).to_contain_text("SL-E · within 20 s · since midnight")
    expect(panel).to_contain_text("= 860 ÷ 1,050")
    assert levels(panel) == LEVELS
    part = panel.locator(".why-parts li")
    expect(part).to_contain_text("Vector's Trio")
    expect(part).to_contain_text("s ago")
    for label, count in (("Answered in time", "860"), ("Answered", "1,000"), ("Abandoned", "60")):
        cell = part.locator("dl div", has=board.get_by_text(label, exact=True))
        expect(cell.locator("dd")).to_have_text(count)
    # (0.9 · 1050 − 860) / 0.1 = 850
    expect(panel).to_contain_text(
        "The next 850 contacts must all be in time to be back at 90 % today."
    )


def test_the_panel_is_opened_and_left_by_the_keyboard(board: Page) -> None:
    figure = board.locator(".tile-figure .ask")
    figure.focus()
    board.keyboard.press("Enter")
    panel = board.locator("dialog.why")
    expect(panel.locator(".why-number")).to_be_visible()
    inside = "() => document.querySelector('dialog.why').contains(document.activeElement)"
    assert board.evaluate(inside)
    board.keyboard.press("Tab")
    board.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    assert figure.evaluate("(element) => element === document.activeElement")


def test_cells_are_walked_by_arrows_and_say_of_which_queue_they_are(board: Page) -> None:
    first = board.locator("tbody .ask").first
    assert first.get_attribute("tabindex") == "0"
    first.focus()
    board.keyboard.press("ArrowRight")
    board.keyboard.press("Enter")
    panel = board.locator("dialog.why")
    expect(panel.locator(".why-label")).to_have_text("Answered · Vector")
    expect(panel.locator(".why-number")).to_have_text("1,000")


def test_a_finger_that_stays_opens_it_on_a_phone(board: Page, vector: Stack) -> None:
    board.set_viewport_size({"width": 390, "height": 844})
    box = board.locator(".tile-figure .ask").bounding_box()
    assert box is not None
    place = {"x": box["x"] + 20, "y": box["y"] + 20}
    session = board.context.new_cdp_session(board)
    session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [place]})
    expect(board.locator("dialog.why .why-number")).to_be_visible()
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    width = board.locator("dialog.why").evaluate("(e) => e.getBoundingClientRect().width")
    assert width <= 390
    assert board.evaluate("() => document.scrollingElement.scrollWidth <= innerWidth")
