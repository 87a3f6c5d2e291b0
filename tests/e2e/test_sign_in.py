"""Signing in as people do: with a second factor, and out of a browser that was left behind."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Browser, Page

from tests.services.stack import Stack

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(180)]
NAME, PASSWORD = "second", "a-long-pass-of-second-1"

MAKE = f"""
from django.contrib.auth.models import User
from wallboard.boards.models import Membership, Site
user = User.objects.create_user("{NAME}", password="{PASSWORD}")
Membership.objects.create(user=user, site=Site.objects.first(), role="viewer")
"""
FORGET = f"""
from django.contrib.auth.models import User
User.objects.filter(username="{NAME}").delete()
"""


@pytest.fixture
def person(stack: Stack) -> Iterator[None]:
    stack.evaluate(MAKE)
    yield
    stack.evaluate(FORGET)


def _code(secret: str, steps: int = 0) -> str:
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps)))


def _password(page: Page, url: str) -> None:
    page.goto(f"{url}/login/")
    page.fill("[name=username]", NAME)
    page.fill("[name=password]", PASSWORD)
    page.click("button[type=submit]")


@pytest.mark.usefixtures("person")
def test_a_second_factor_from_setting_it_up_to_signing_in_with_it(page: Page, stack: Stack) -> None:
    _password(page, stack.url)
    page.wait_for_url("**/boards/")
    page.goto(f"{stack.url}/you/")
    page.click("text=Set up a second factor")
    shown = page.locator("img.qr")
    assert shown.evaluate("image => image.complete && image.naturalWidth > 0")
    secret = page.locator("code").inner_text().strip()
    page.fill("#code", _code(secret))
    page.fill("#password", PASSWORD)
    page.click("text=Turn it on")
    page.wait_for_selector(".recovery-codes li")
    codes = page.locator(".recovery-codes li").all_inner_texts()
    page.click("text=Done")
    page.locator("summary", has_text=NAME).click()
    page.click("text=Sign out")
    _password(page, stack.url)
    page.wait_for_url("**/login/code/")
    page.fill("#code", codes[0])
    page.click("button[type=submit]")
    page.wait_for_url("**/boards/")
    page.goto(f"{stack.url}/you/")
    assert "9 recovery codes are left" in page.inner_text("main")


@pytest.mark.usefixtures("person")
def test_a_board_left_open_elsewhere_closes_when_its_session_is_ended(
    page: Page, chromium: Browser, stack: Stack
) -> None:
    elsewhere = chromium.new_context(user_agent="Mozilla/5.0 (Windows NT 10.0) Firefox/140.0")
    left = elsewhere.new_page()
    _password(left, stack.url)
    left.goto(f"{stack.url}/boards/wall/")
    left.wait_for_selector(".tile")
    _password(page, stack.url)
    page.goto(f"{stack.url}/you/")
    page.click("[aria-label^='End Firefox, Windows']")
    left.wait_for_selector("text=This board is no longer open to you", timeout=5000)
    assert page.locator("main").inner_text().count("Firefox") == 0
    elsewhere.close()
