"""In a language of accented English no board has a plain English word, but for data and names.

What a board says itself, it says by its own words and by a catalogue of metrics; neither is on the
pages that `test_pages_in_pseudo_language.py` reads.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.everyone.reading import plain_english
from tests.services.browser import Console
from tests.services.stack import Stack

pytestmark = [pytest.mark.e2e]

BOARDS = ("/boards/wall/", "/boards/queues/", "/boards/agents/")
# Visible text, and names for screen readers; what a source said of a person is data.
TEXTS = """() => {
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const data = "code,pre,script,style,option,.agent-plan,.agent-detail,.agent-out";
  while (walk.nextNode()) {
    const element = walk.currentNode.parentElement;
    if (element.getClientRects().length > 0 && !element.closest(data)) {
      found.push(walk.currentNode.data);
    }
  }
  document.querySelectorAll("[aria-label],[title],[alt],[placeholder]").forEach((element) => {
    for (const name of ["aria-label", "title", "alt", "placeholder"]) {
      if (element.hasAttribute(name) && !element.closest(data)) {
        found.push(element.getAttribute(name));
      }
    }
  });
  return found;
}"""
# What people and systems named: it is said as it is.
DATA = """
from wallboard.boards import models as m
names = ["Wallboard", "English", "Svenska", "Suomi", "Français", "Deutsch", "admin"]
for model in (m.Site, m.Account, m.Queue, m.Agent, m.Board, m.Team, m.Display):
    names += [row.name for row in model.objects.all()]
names += [widget.title for widget in m.Widget.objects.all()]
result = sorted((name for name in names if len(name) > 1), key=len, reverse=True)
"""


@pytest.mark.timeout(300)
def test_every_word_of_a_board_is_said_through_a_catalogue(
    visitor: Page, house: Stack, console: Console
) -> None:
    cookie = {"name": "wallboard_language", "value": "xx", "url": house.url}
    visitor.context.add_cookies([cookie])  # type: ignore[list-item]
    data = [str(name) for name in house.evaluate(DATA)]
    plain: dict[str, str] = {}
    for path in BOARDS:
        visitor.goto(house.url + path)
        visitor.wait_for_selector(".tile")
        visitor.wait_for_timeout(1_500)
        for text in visitor.evaluate(TEXTS):
            if plain_english(text, data):
                plain[text.strip()] = path
    assert not plain, "\n".join(f"{text!r} on {path}" for text, path in sorted(plain.items()))
