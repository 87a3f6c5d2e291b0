"""The pseudo language: English with every letter accented, also of what Django says itself.

On a page in it, a word without accents is one that nobody made translatable. It is offered only
with WALLBOARD_PSEUDO_LANGUAGE.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import polib

from wallboard.words.languages import TRANSLATED
from wallboard.words.languages import catalogue as catalogue_of

PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
ACCENTED = "áƀćďéƒǵĥíĵķĺḿńóƥɋŕśţúṽŵẋýžÁƁĆĎÉƑǴĤÍĴĶĹḾŃÓƤɊŔŚŢÚṼŴẊÝŽ"
# What must stay as it is: places, tags, entities, and the letters of Django's date formats.
KEPT = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w*\}|<[^>]*>|&\w+;|\\.")
LETTERS = str.maketrans(PLAIN, ACCENTED)
DJANGO = ("conf", "contrib/admin", "contrib/auth", "contrib/admindocs")
FORMATS = re.compile(r"_FORMAT$|^[A-Z]{3,} ?$")


def accented(text: str) -> str:
    at, said = 0, ""
    for kept in KEPT.finditer(text):
        said += text[at : kept.start()].translate(LETTERS) + kept[0]
        at = kept.end()
    return said + text[at:].translate(LETTERS)


def catalogue() -> polib.POFile:
    """Everything of the catalogues of people, and of Django's English, accented."""
    made = polib.POFile()
    made.metadata = {
        "Language": "xx",
        "Content-Type": "text/plain; charset=utf-8",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    known: set[tuple[str | None, str]] = set()
    for entry in _entries():
        key = (entry.msgctxt, entry.msgid)
        if entry.msgid and key not in known and not FORMATS.search(entry.msgid):
            known.add(key)
            made.append(_accented(entry))
    return made


def _entries() -> Iterator[polib.POEntry]:
    yield from polib.pofile(str(catalogue_of(TRANSLATED[0])))
    spec = find_spec("django")
    root = Path(spec.origin or "").parent if spec else Path()
    for room in DJANGO:
        path = root / room / "locale" / "en" / "LC_MESSAGES" / "django.po"
        if path.is_file():
            yield from polib.pofile(str(path))


def _accented(entry: polib.POEntry) -> polib.POEntry:
    one = polib.POEntry(msgid=entry.msgid, msgctxt=entry.msgctxt, comment=entry.comment)
    if entry.msgid_plural:
        one.msgid_plural = entry.msgid_plural
        one.msgstr_plural = {0: accented(entry.msgid), 1: accented(entry.msgid_plural)}
    else:
        one.msgstr = accented(entry.msgid)
    return one
