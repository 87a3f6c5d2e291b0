"""In a language of accented English no page has a plain English word, but for data and names.

This finds what no catalogue can: text that nobody made translatable, or that is not said through
the catalogue where it is read.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page

from tests.everyone.crawl import Crawl
from tests.services.browser import Console
from tests.services.stack import Stack

pytestmark = [pytest.mark.e2e]

# Visible text and names for screen readers, each with the nearest mark that says it is data.
TEXTS = """() => {
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const element = walk.currentNode.parentElement;
    const shown = element.getClientRects().length > 0;
    if (!shown || element.closest("code,pre,script,style,[translate=no],option[value]")) continue;
    found.push(walk.currentNode.data);
  }
  document.querySelectorAll("[aria-label],[title],[alt],[placeholder]").forEach((element) => {
    for (const name of ["aria-label", "title", "alt", "placeholder"]) {
      if (element.hasAttribute(name)) found.push(element.getAttribute(name));
    }
  });
  return found;
}"""
WORD = re.compile(r"(?<![\w@.:/-])[A-Za-z][a-z]{3,}(?![\w@:/-])")


@pytest.mark.timeout(900)
def test_every_word_is_said_through_the_catalogue(
    visitor: Page, house: Stack, console: Console
) -> None:
    console.allow(r"404|Failed to load resource")
    address = house.url
    cookie = {"name": "wallboard_language", "value": "xx", "url": address}
    visitor.context.add_cookies([cookie])  # type: ignore[list-item]
    data = set(house.evaluate(DATA))
    plain: dict[str, set[str]] = {}
    for path in Crawl(visitor, address, settle_ms=900):
        for text in visitor.evaluate(TEXTS):
            rest = text
            for one in sorted(data, key=len, reverse=True):
                rest = rest.replace(one, " ")
            if WORD.search(rest):
                plain.setdefault(text.strip(), set()).add(path)
    said = [f"{text!r} on {', '.join(sorted(pages)[:3])}" for text, pages in plain.items()]
    assert not said, "\n".join(sorted(said))


# What people and systems named, and names of products: it is said as it is.
DATA = """
from django.contrib.auth import get_user_model
from wallboard.boards import models as m
names = ["Wallboard", "Trio", "Calabrio", "Sinch", "O2G", "Enghouse", "Enghouse Trio", "Django",
    "Calabrio ONE", "English", "Svenska", "Suomi", "Français", "Deutsch", "Europe/Stockholm",
    "admin", "viewer"]
for model in (m.Site, m.Account, m.Queue, m.Agent, m.Board, m.Team, m.Display):
    names += [row.name for row in model.objects.all()]
for alias in (*m.QueueAlias.objects.all(), *m.AgentAlias.objects.all()):
    names += [alias.external_id, alias.listed_name, *map(str, alias.keys.values())]
names += [widget.title for widget in m.Widget.objects.all()]
names += [row.slug for model in (m.Site, m.Board) for row in model.objects.all()]
result = [name for name in names if len(name) > 1]
"""
