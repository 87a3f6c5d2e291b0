"""An alert in the whole product: raised, sounded, acknowledged by phone, cleared, no flapping."""

from __future__ import annotations

import time
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.edge import Mouth
from tests.services import waiting
from tests.services.browser import Console
from tests.services.stack import Stack
from wallboard.alerts import qr_code
from wallboard.state.redis import sync_client_at

pytestmark = [pytest.mark.e2e]
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "is_mobile": True,
    "has_touch": True,
}
ALERTS = """
from wallboard.alerts.models import Alert
result = list(Alert.objects.filter(site__slug="edge").values_list("public_id", flat=True))
"""


def sawtooth(turn: int) -> int:
    """Around the limit of five, above the two at which it clears."""
    return 3 + turn % 4


def strip(page: Page) -> Any:
    return page.locator(".alert")


def test_an_alert_from_its_first_second_to_its_last(
    chromium: Browser, console: Console, stack: Stack, edge: dict[str, Any]
) -> None:
    mouth: Mouth = edge["mouth"]
    wall = chromium.new_context(viewport={"width": 1920, "height": 1080})
    wall.add_cookies([{"name": "wallboard_display", "value": edge["secret"], "url": stack.url}])
    console.watch(wall)
    tv = wall.new_page()
    tv.goto(f"{stack.url}/tv")
    expect(tv.locator(".tile")).to_be_visible()
    tv.mouse.click(900, 500)  # a browser's first gesture: a kiosk is set up so that it needs none

    mouth.saying = sawtooth  # never two seconds beyond the limit
    tv.wait_for_timeout(6000)
    expect(strip(tv)).to_have_count(0)

    mouth.saying = lambda _: 7
    expect(strip(tv)).to_have_count(1, timeout=8000)
    expect(strip(tv)).to_contain_text("critical")
    expect(strip(tv)).to_contain_text("Waiting in Support")
    expect(tv.locator("html")).to_have_attribute("data-sounded", "1")

    mouth.saying = sawtooth  # never two seconds at its clear value
    tv.wait_for_timeout(6000)
    expect(strip(tv)).to_have_count(1)
    (public_id,) = stack.evaluate(ALERTS)

    address = f"{stack.url}/alerts/{public_id}/"
    picture = tv.locator(".alert-qr img").get_attribute("src") or ""
    shown = wall.request.get(f"{stack.url}{picture}")
    assert shown.body() == qr_code.svg(address), "the QR leads to the alert's page"
    acknowledge_by_phone(chromium, console, address)

    expect(strip(tv)).to_contain_text("Sofia")
    expect(strip(tv)).to_contain_text("two more log on")
    expect(tv.locator(".alert-qr")).to_have_count(0)

    mouth.saying = lambda _: 0
    expect(strip(tv)).to_have_count(0, timeout=10_000)
    expect(tv.locator("html")).to_have_attribute("data-sounded", "1")
    assert stack.evaluate(ALERTS) == [public_id], "one alert, however the figure swung"
    wall.close()


def acknowledge_by_phone(chromium: Browser, console: Console, address: str) -> None:
    context = chromium.new_context(**PHONE)
    console.watch(context)
    phone = context.new_page()
    phone.goto(address)  # not signed in yet
    phone.fill("input[name=username]", "sofia")
    phone.fill("input[name=password]", "pass-of-sofia-1")
    phone.tap("button[type=submit]")
    expect(phone.locator("h1")).to_have_text("Waiting in Support")
    phone.fill("input[name=word]", "two more log on")
    phone.tap("text=Acknowledge")
    expect(phone.locator(".alert-page")).to_contain_text("Sofia")
    width = phone.evaluate("() => document.documentElement.scrollWidth")
    assert width <= PHONE["viewport"]["width"], "nothing to scroll sideways"
    context.close()


@pytest.mark.alone
def test_another_evaluator_takes_over_within_fifteen_seconds(
    stack: Stack, edge: dict[str, Any]
) -> None:
    mouth: Mouth = edge["mouth"]
    client = sync_client_at(stack.redis_url)

    def rows() -> bytes:
        found = client.hget(f"wb:alerts:{edge['site']}", "rows")
        return found if isinstance(found, bytes) else b""

    waiting.until(lambda: rows() == b"{}", "the rules to be evaluated", 20)
    stack.wait_replaced("worker-stream", stack.kill("worker-stream"))
    began = time.monotonic()
    mouth.saying = lambda _: 9
    waiting.until(lambda: b"critical" in rows(), "another evaluator", 25)
    assert time.monotonic() - began < 15 + 2  # and the rule's own dwell
