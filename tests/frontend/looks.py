"""What can be said of a picture of a board without looking at it."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from tests.e2e import screen

LEAST_LABEL, LEAST_DESK_PX = 28.0, 13.0
CAP = 0.727  # of the font's size
SETTLE_MS = 400
# Of every text that stands by itself: cap height at 1080 lines on a wall, font size on a desk.
_SIZES = """() => {
  const wall = document.documentElement.getAttribute("data-wall") === "yes";
  const unit = parseFloat(getComputedStyle(document.documentElement).getPropertyValue("--u")) || 1;
  return [...document.querySelectorAll(".board *")]
    .filter((part) => [...part.childNodes].some((n) => n.nodeType === 3 && n.data.trim()))
    .filter((part) => !part.closest(".unseen, .chart, .sign, .value-sign, .value-unit"))
    .filter((part) => part.getBoundingClientRect().height > 0)
    .map((part) => [
      parseFloat(getComputedStyle(part).fontSize) / (wall ? unit : 1),
      part.textContent.trim().slice(0, 30),
    ]);
}"""
# Texts of one tile that lie over each other: line by line, as far as each is not cut off.
_OVERLAPS = """() => {
  const hidden = ".unseen, .chart";
  const seenOf = (text, tile) => {
    const range = document.createRange();
    range.selectNode(text);
    return [...range.getClientRects()].map((line) => {
      const seen = { left: line.left, right: line.right, top: line.top, bottom: line.bottom };
      for (let at = text.parentElement; at && at !== tile.parentElement; at = at.parentElement) {
        if (getComputedStyle(at).overflow === "visible") continue;
        const clip = at.getBoundingClientRect();
        seen.left = Math.max(seen.left, clip.left);
        seen.right = Math.min(seen.right, clip.right);
        seen.top = Math.max(seen.top, clip.top);
        seen.bottom = Math.min(seen.bottom, clip.bottom);
      }
      return { ...seen, text, words: text.data.trim().slice(0, 24) };
    });
  };
  const found = [];
  for (const tile of document.querySelectorAll(".tile")) {
    const walker = document.createTreeWalker(tile, NodeFilter.SHOW_TEXT);
    const lines = [];
    while (walker.nextNode()) {
      const text = walker.currentNode;
      if (!text.data.trim() || text.parentElement.closest(hidden)) continue;
      lines.push(...seenOf(text, tile));
    }
    for (let a = 0; a < lines.length; a += 1) {
      for (let b = a + 1; b < lines.length; b += 1) {
        const [one, two] = [lines[a], lines[b]];
        if (one.text === two.text) continue; // whole, and as far as its dots let it be seen
        const wide = Math.min(one.right, two.right) - Math.max(one.left, two.left);
        const high = Math.min(one.bottom, two.bottom) - Math.max(one.top, two.top);
        const least = Math.min(one.bottom - one.top, two.bottom - two.top);
        if (wide > 2 && least > 0 && high > least * 0.35) {
          found.push(`${one.words} over ${two.words}`);
        }
      }
    }
  }
  return found.slice(0, 5);
}"""


def faults(page: Page, wall: bool) -> list[str]:
    """Sentences; empty when nothing is wrong that can be measured."""
    page.wait_for_timeout(SETTLE_MS)
    sideways, downwards = screen.scrollbars(page)
    out = screen.overflowing(page)
    found = [f"cut or out of its tile: {one}" for one in out]
    found += [f"overlapping: {one}" for one in page.evaluate(_OVERLAPS)]
    if sideways or (wall and downwards):
        found.append("the page scrolls")
    return [*found, *_too_small(page.evaluate(_SIZES), wall)]


def _too_small(sizes: list[Any], wall: bool) -> list[str]:
    if not wall:
        return [f"{size} px: {text}" for size, text in sizes if size < LEAST_DESK_PX - 0.01]
    return [
        f"{size * CAP:.0f} lines high: {text}"
        for size, text in sizes
        if size * CAP < LEAST_LABEL - 0.5
    ]
