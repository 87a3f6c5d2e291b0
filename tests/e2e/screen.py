"""What a board's page shows in a real browser, read from its DOM."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from tests.services import waiting
from tests.services.stack import Stack

BOARDS = ("wall", "queues", "agents")
GLIDING_SECONDS = 10.0  # a busy machine draws few frames

# Durations, ages and the time of day change by the clock alone: no sign of life.
_TICKING = re.compile(r"\b\d+:\d\d(:\d\d)?\b|\b\d+ (s|min|h|d)\b|\b\d+/\d+\b")

_OVERFLOWING = """
() => {
  const found = [];
  const name = (e) => e.className + ": " + e.textContent.trim().slice(0, 40);
  const shown = (e) => {
    const r = e.getBoundingClientRect();
    return r.width > 0 && r.height > 0 && !e.closest(".unseen");
  };
  // Words that are cut with dots by design reach further than what is painted of them.
  const dotted = (e, tile) => {
    for (let p = e.parentElement; p && p !== tile; p = p.parentElement) {
      if (getComputedStyle(p).textOverflow === "ellipsis") return true;
    }
    return false;
  };
  for (const tile of document.querySelectorAll(".tile, .wall-head")) {
    const edge = tile.getBoundingClientRect();
    for (const part of tile.querySelectorAll("*")) {
      if (!shown(part)) continue;
      const r = part.getBoundingClientRect();
      const out = r.left < edge.left - 1 || r.right > edge.right + 1 ||
        r.top < edge.top - 1 || r.bottom > edge.bottom + 1;
      if (!out || dotted(part, tile)) continue;
      found.push(`out of its tile: ${name(part)} in ${tile.className}`);
    }
  }
  // Figures and what tells their trust are never cut off; names of queues and people may be.
  const whole = ".digits-line, .value, .foot-line, .foot-state, .trouble, .label, .link, .cut, " +
    ".chip, .message-title, .source-small";
  for (const part of document.querySelectorAll(whole)) {
    if (shown(part) && part.scrollWidth > part.clientWidth + 1 && part.clientWidth > 0 &&
        getComputedStyle(part).overflowX !== "visible") found.push(`cut off: ${name(part)}`);
  }
  return found;
}
"""
_SCROLLS = """
() => {
  const page = document.scrollingElement;
  return [page.scrollWidth > innerWidth, page.scrollHeight > innerHeight];
}
"""


def open_board(page: Page, stack: Stack, slug: str) -> None:
    """Returns when its figures are shown."""
    page.goto(f"{stack.url}/boards/{slug}/")
    expect(page.locator(".board .tile").first).to_be_visible(timeout=15_000)


def mark(page: Page) -> None:
    """From now on `is_same` tells whether the page was loaded anew."""
    page.evaluate("() => { window.markedByTest = true; }")


def is_same(page: Page) -> bool:
    return bool(page.evaluate("() => window.markedByTest === true"))


def figures(page: Page) -> str:
    """All that the tiles say, without what ticks."""
    return _TICKING.sub("", page.locator("main.grid").inner_text())


def has_figures(page: Page) -> bool:
    """Digits, and no tile that only waits."""
    return bool(re.search(r"\d", figures(page))) and not page.locator(".value-unknown").count()


def overflowing(page: Page) -> list[str]:
    """What sticks out once all is at rest: a row that glides to its place does so for a moment."""
    deadline = time.monotonic() + GLIDING_SECONDS
    while True:
        found: list[str] = page.evaluate(_OVERFLOWING)
        if not found or time.monotonic() > deadline:
            return found
        page.wait_for_timeout(100)


def scrollbars(page: Page) -> list[bool]:
    """[sideways, downwards]: whether the page could be scrolled."""
    found: list[bool] = page.evaluate(_SCROLLS)
    return found


def until(page: Page, condition: Callable[[], Any], what: str, seconds: float) -> Any:
    """As `waiting.until`, while the browser's own events go on."""

    def look() -> Any:
        page.wait_for_timeout(40)
        return condition()

    return waiting.until(look, what, seconds, 0.01)


def sign_in(page: Page, stack: Stack, name: str = "", password: str = "") -> None:
    """Through the page for people."""
    page.goto(f"{stack.url}/login/")
    page.fill("input[name=username]", name or stack.admin_name)
    page.fill("input[name=password]", password or stack.admin_password)
    page.click("button[type=submit]")
    page.wait_for_url(lambda address: "/login" not in address)
