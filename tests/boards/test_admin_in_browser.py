"""The admin in a real browser, under the real policy, with a real worker behind its buttons."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.services.stack import Stack

pytestmark = [pytest.mark.e2e, pytest.mark.slow]


@pytest.fixture
def admin(stack: Stack, page: Page) -> Page:
    page.goto(f"{stack.url}/login/?next=/admin/")
    page.fill("input[name=username]", stack.admin_name)
    page.fill("input[name=password]", stack.admin_password)
    page.click("button[type=submit]")
    page.wait_for_url("**/admin/")
    return page


def test_a_tested_connection_says_what_it_saw(admin, stack):
    admin.click("a:has-text('Accounts')")
    admin.click("a:has-text('Trio')")
    admin.click("button:has-text('Test connection')")
    expect(admin.locator(".outcome-ok")).to_be_visible()


def test_wrong_credentials_are_told_in_plain_words_and_show_nowhere(admin, stack):
    admin.goto(f"{stack.url}/admin/boards/account/")
    admin.click("a:has-text('Calabrio')")
    address = admin.url
    admin.fill("input[name=secret_password]", "certainly-wrong-1")
    admin.click("input[name=_continue]")
    try:
        expect(admin.locator("body")).not_to_contain_text("certainly-wrong-1")
        admin.click("button:has-text('Test connection')")
        expect(admin.locator(".outcome-bad")).to_be_visible()
        expect(admin.locator("body")).not_to_contain_text("certainly-wrong-1")
    finally:
        admin.goto(address)
        admin.fill("input[name=secret_password]", "demo-calabrio-1")
        admin.click("input[name=_continue]")
    admin.click("button:has-text('Test connection')")
    expect(admin.locator(".outcome-ok")).to_be_visible()
    assert "certainly-wrong-1" not in stack.all_logs()


def test_the_page_of_fields_shows_what_the_vendor_sends(admin, stack):
    admin.goto(f"{stack.url}/admin/boards/account/")
    admin.click("a:has-text('Trio')")
    admin.click("a:has-text('Fields')")
    expect(admin.locator("h2:has-text('Members seen') + table tbody tr").first).to_be_visible()


def test_a_widget_is_added_with_the_admins_own_button(admin, stack):
    admin.goto(f"{stack.url}/admin/boards/board/")
    admin.click("#result_list a:has-text('Agents')")
    admin.click("a:has-text('Add another Widget')")
    expect(admin.locator("select[name$='-type']:visible").last).to_be_visible()


def test_a_screen_gets_a_link_that_opens_its_board(admin, stack):
    admin.goto(f"{stack.url}/admin/boards/display/add/")
    admin.fill("input[name=name]", "Room 4")
    admin.select_option("select[name=board]", label="Wall")
    admin.click("input[name=_save]")
    link = admin.locator(".display-link code").inner_text()
    assert re.fullmatch(rf"{stack.url}/tv#[\w-]{{40,}}", link)
    browser = admin.context.browser
    assert browser is not None
    screen = browser.new_context()  # without the administrator's cookies
    try:
        wall = screen.new_page()
        wall.goto(link)
        expect(wall.locator("body")).to_contain_text("Waiting")
        assert link.split("#")[1] not in wall.url
    finally:
        screen.close()
        admin.goto(f"{stack.url}/admin/boards/display/")
        admin.click("#result_list a:has-text('Room 4')")
        admin.click("a.deletelink")
        admin.click("input[type=submit]")
    expect(admin.locator("#result_list")).to_have_count(0)
