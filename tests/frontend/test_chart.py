"""Charts and trends in a real browser: drawn on an old television, by a script of its own."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from tests.frontend import scenery
from tests.frontend.server import Server, show
from tests.frontend.test_screen import OLD_TELEVISION
from tests.services.waiting import until

INK = """() => [...document.querySelectorAll(".chart canvas")].map((canvas) => {
  const { width, height } = canvas;
  const data = canvas.getContext("2d").getImageData(0, 0, width, height).data;
  let inked = 0;
  for (let place = 3; place < data.length; place += 4) inked += data[place] > 128 ? 1 : 0;
  return inked / (width * height);
})"""
COLOUR = """() => {
  const canvas = document.querySelector(".chart canvas");
  const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  let brightest = 0;
  for (let place = 0; place < data.length; place += 4) {
    if (data[place + 3] > 250) brightest = Math.max(brightest, data[place]);
  }
  return brightest;
}"""


# The themes in whose colour of text a pixel of the first chart is drawn: its curve of today.
THEMES = """() => {
  const canvas = document.querySelector(".chart canvas");
  const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  const found = new Set();
  for (let place = 0; place < data.length; place += 4) {
    const [red, green, blue, alpha] = data.slice(place, place + 4);
    if (alpha !== 255) continue;
    if (red === 0xe9 && green === 0xee && blue === 0xf3) found.add("dark");
    if (red === 0x10 && green === 0x16 && blue === 0x1c) found.add("light");
  }
  return [...found];
}"""
# How many listen for a change of what the browser prefers, by the way that old televisions know.
LISTENERS = """() => {
  window.listeners = 0;
  for (const [name, by] of [["addListener", 1], ["removeListener", -1]]) {
    const own = MediaQueryList.prototype[name];
    MediaQueryList.prototype[name] = function (...given) {
      window.listeners += by;
      return own.apply(this, given);
    };
  }
  delete MediaQueryList.prototype.addEventListener;
}"""


@pytest.fixture
def server(dist) -> Iterator[Server]:
    one = Server()
    one.player.boards["charts"] = scenery.snapshot_of(scenery.CHART_WALL, scenery.FRESH)
    one.player.boards["plain"] = scenery.snapshot_of(scenery.PEOPLE_WALL, scenery.FRESH)
    one.open()
    yield one
    one.close()


def drawn(page: Page) -> list[float]:
    expect(page.locator(".chart canvas")).to_have_count(2)
    found: list[float] = page.evaluate(INK)
    return found


def follows_preference(page: Page) -> None:
    """The first chart of a page in the theme "auto"."""
    preferences: tuple[Literal["dark", "light"], ...] = ("dark", "light", "dark")
    for theme in preferences:
        page.emulate_media(color_scheme=theme)
        until(partial(_is_drawn_in, page, theme), f"a curve on {theme}", 2)


def _is_drawn_in(page: Page, theme: str) -> bool:
    return bool(page.evaluate(THEMES) == [theme])


def test_charts_are_drawn_on_an_old_television(page: Page, server: Server) -> None:
    page.add_init_script(OLD_TELEVISION)
    show(page, server, "tv/charts")
    assert all(ink > 0.005 for ink in drawn(page))
    label = page.locator(".chart").first.get_attribute("aria-label") or ""
    assert label.startswith("today ")


def test_a_board_without_a_chart_does_not_load_the_drawing_script(
    page: Page, server: Server
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    show(page, server, "tv/plain")
    page.wait_for_timeout(300)
    assert not [url for url in asked if "chart" in url]


def test_a_chart_follows_the_theme_and_the_size(page: Page, server: Server) -> None:
    show(page, server, "desk/charts?dark")
    drawn(page)
    assert page.evaluate(COLOUR) > 200
    page.evaluate("() => document.documentElement.setAttribute('data-theme', 'light')")
    page.wait_for_timeout(200)
    page.evaluate(INK)
    width = page.locator(".chart canvas").first.evaluate("(canvas) => canvas.clientWidth")
    page.set_viewport_size({"width": 1280, "height": 800})
    page.wait_for_timeout(300)
    smaller = page.locator(".chart canvas").first.evaluate("(canvas) => canvas.clientWidth")
    assert smaller < width
    box = page.locator(".chart").first.evaluate("(chart) => chart.clientWidth")
    assert abs(smaller - box) <= 1


def test_a_chart_of_a_theme_by_preference_follows_what_the_browser_prefers(
    page: Page, server: Server
) -> None:
    page.emulate_media(color_scheme="dark")
    show(page, server, "desk/charts?auto")
    drawn(page)
    follows_preference(page)


def test_a_chart_that_went_listens_no_more(page: Page, server: Server) -> None:
    page.add_init_script(f"({LISTENERS})()")
    show(page, server, "desk/charts?auto")
    drawn(page)
    assert page.evaluate("() => window.listeners") == 2
    plain = scenery.snapshot_of(scenery.PEOPLE_WALL, scenery.FRESH)
    server.send(**plain)
    expect(page.locator(".chart")).to_have_count(0)
    until(lambda: page.evaluate("() => window.listeners") == 0, "nobody listening", 2)


def test_a_new_minute_is_drawn_and_a_day_without_numbers_says_so(
    page: Page, server: Server
) -> None:
    show(page, server, "tv/charts")
    drawn(page)
    rows = server.player.boards["charts"]["views"]["1"]["rows"]
    server.send(type="delta", frame=2, patches={"1": {"rows": dict.fromkeys(rows)}})
    expect(page.locator(".tile-chart").first).to_contain_text("Nothing was recorded today yet.")
    expect(page.locator(".chart canvas")).to_have_count(1)
    server.send(type="delta", frame=3, patches={"1": {"rows": rows}})
    drawn(page)
