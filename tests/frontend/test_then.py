"""The page of a past board in a real browser: the ordinary board, fed by recorded minutes."""

from __future__ import annotations

import json
from dataclasses import replace
from html import escape
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.frontend import scenery
from tests.frontend.player import POLICY, fixture
from tests.frontend.server import Server, figure
from tests.frontend.test_chart import follows_preference

FROM = 29_332_800  # a midnight in UTC
AT = FROM + 614  # 10:14
SHELL = """<!doctype html><html lang="en" data-theme="dark" data-screen="desk">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Then</title>
<link rel="icon" href="/static/icon.svg"><link rel="stylesheet" href="/static/board-style.css">
<link rel="stylesheet" href="/static/then-style.css"><script src="/static/then.js" defer></script>
<body><header class="top"><a class="top-name" href="/">Back</a></header>
<div id="then" data-about="{about}" data-chart="/static/chart.js"></div></body></html>"""
ABOUT: dict[str, Any] = {
    "board": 7,
    "minutes": "/then/7/minutes",
    "zone": "UTC",
    "from": FROM,
    "until": FROM + 1440,
    "at": AT,
    "gaps": [[FROM, FROM + 600], [AT + 2, AT + 4]],
    "outages": [["Trio", AT, AT + 2]],
    "last": AT + 20,
}


def frames(first: int, count: int) -> str:
    """Waiting is the minute of the hour; 10:16 and 10:17 were not recorded."""
    wall, lines, whole = fixture("wall"), [], True
    for number, minute in enumerate(range(first, first + count), 1):
        head = {"minute": minute, "frame": number, "server_at": minute * 60 + 1.5}
        if not FROM + 600 <= minute <= AT + 20 or minute in (AT + 2, AT + 3):
            lines.append({"type": "nothing", "minute": minute, "why": "gap"})
            whole = True
            continue
        waiting = {"figure": {"v": minute % 60}, "level": None}
        sources = {id_: {**row, "trust": "lost" if minute == AT + 1 else "fresh", "since": None}
                   for id_, row in wall["sources"].items()}  # fmt: skip
        if whole:
            views = {**wall["views"], "1": {**wall["views"]["1"], **waiting}}
            lines.append({**wall, **head, "type": "snapshot", "views": views, "sources": sources})
        else:
            patches = {"1": {"set": waiting}}
            lines.append({**head, "type": "delta", "patches": patches, "sources": sources})
        whole = False
    return "".join(json.dumps(line) + "\n" for line in lines)


@pytest.fixture
def then(page: Page, server: Server) -> Page:
    def serve(route: Route) -> None:
        _, _, query = route.request.url.partition("?")
        if "/minutes" in route.request.url:
            given = dict(pair.split("=") for pair in query.split("&"))
            route.fulfill(body=frames(int(given["from"]), int(given["count"])))
            return
        html = SHELL.format(about=escape(json.dumps(ABOUT)))
        headers = {"Content-Security-Policy": POLICY, "Content-Type": "text/html; charset=utf-8"}
        route.fulfill(body=html, headers=headers)

    page.route("**/then/**", serve)
    page.goto(server.url("then/7/"))
    return page


def shows(page: Page, clock: str, waiting: str) -> None:
    expect(page.locator(".past-clock")).to_have_text(clock)
    expect(figure(page, "Waiting").locator(".digits")).to_have_text(waiting)


def test_it_shows_the_minute_and_says_that_it_is_the_past(then: Page) -> None:
    shows(then, "10:14", "14")
    expect(then.locator(".past-mark")).to_contain_text("The past, not now")
    assert then.url.endswith(f"?at={AT}")
    expect(then.locator(".past-outage")).to_have_attribute(
        "title", "Trio was silent, 10:14 to 10:16"
    )


def test_arrows_go_by_minutes_and_hours_and_a_gap_says_so(then: Page) -> None:
    shows(then, "10:14", "14")
    then.keyboard.press("ArrowLeft")
    shows(then, "10:13", "13")
    for _ in range(2):
        then.keyboard.press("ArrowRight")
    shows(then, "10:15", "15")
    expect(then.locator(".past-when .trust-lost").first).to_be_visible()
    then.keyboard.press("ArrowRight")
    expect(then.locator(".past-clock")).to_have_text("10:16")
    expect(then.locator(".message-title")).to_have_text("Nothing was recorded")
    expect(figure(then, "Waiting")).to_have_count(0)
    then.keyboard.press("Shift+ArrowLeft")
    expect(then.locator(".past-clock")).to_have_text("09:16")
    expect(then.locator(".message-title")).to_have_text("Nothing was recorded")
    then.keyboard.press("End")
    shows(then, "10:34", "34")


def test_the_slider_has_the_same_keys_and_is_named(then: Page) -> None:
    shows(then, "10:14", "14")
    slider = then.get_by_role("slider", name="Time of day")
    slider.focus()
    then.keyboard.press("ArrowLeft")
    shows(then, "10:13", "13")
    expect(slider).to_have_attribute("aria-valuetext", "10:13")
    slider.fill(str(AT + 5))
    shows(then, "10:19", "19")


def test_it_plays_a_minute_each_second_over_gaps_to_the_end(then: Page) -> None:
    shows(then, "10:14", "14")
    then.locator("body").click(position={"x": 5, "y": 300})
    then.keyboard.press(" ")
    expect(then.get_by_role("button", name="Pause")).to_be_visible()
    shows(then, "10:18", "18")
    then.keyboard.press(" ")
    expect(then.get_by_role("button", name="Play 60 ×")).to_be_visible()


def test_a_past_chart_follows_what_the_browser_prefers(then: Page, server: Server) -> None:
    """No new minute draws it anew, as on a live board."""
    charts = scenery.snapshot_of(replace(scenery.CHART_WALL, theme="auto"), scenery.FRESH)
    minute = json.dumps({**charts, "minute": AT, "server_at": AT * 60 + 1.5})
    then.route("**/minutes*", lambda route: route.fulfill(body=minute + "\n"))
    then.emulate_media(color_scheme="dark")
    then.reload()
    expect(then.locator(".chart canvas")).to_have_count(2)
    follows_preference(then)
