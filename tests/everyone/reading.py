"""What people read of a page of HTML: its text and its names for screen readers, and its links."""

from __future__ import annotations

import re
from html.parser import HTMLParser

UNREAD = frozenset({"script", "style", "code", "pre", "svg", "title"})
SPOKEN = frozenset({"aria-label", "title", "alt", "placeholder"})
VOID = frozenset({"input", "br", "img", "meta", "link", "hr", "col", "wbr", "source", "path"})
# A word of English: four letters or more, none accented; not an address, a path or an identifier.
WORD = re.compile(r"(?<![\w@.:/\-=&?%])[A-Za-z][a-z]{3,}(?![\w@:/\-=]|\.\w)")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.links: list[str] = []
        self._unread: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.texts += [given[name] for name in SPOKEN if name in given]
        if tag == "input" and given.get("type") in ("submit", "button"):
            self.texts.append(given.get("value", ""))
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        if tag not in VOID and (tag in UNREAD or given.get("translate") == "no" or self._unread):
            self._unread.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._unread and self._unread[-1] == tag:
            self._unread.pop()

    def handle_data(self, data: str) -> None:
        if not self._unread and data.strip():
            self.texts.append(" ".join(data.split()))


def read(html: str) -> tuple[list[str], list[str]]:
    """Texts and links of a page."""
    reader = _Reader()
    reader.feed(html)
    return reader.texts, reader.links


def plain_english(text: str, data: list[str]) -> bool:
    """Is there a word in it that was not said through the catalogue, and is no data?"""
    for one in data:
        text = text.replace(one, " ")
    return bool(WORD.search(text))
