"""Brings the catalogues up to date with the source: `./run words`.

What is new is added without a translation, what is gone is taken away, what is there keeps its
translation. Nothing is guessed: a text that changed is a new one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polib

from wallboard.words.extraction.found import Found, Key
from wallboard.words.languages import catalogue

# Singular of one (Swedish, Finnish, German), or of nought and one (French).
PLURALS: Mapping[str, str] = {"fr": "nplurals=2; plural=(n > 1);"}
USUAL_PLURALS = "nplurals=2; plural=(n != 1);"


def key_of(entry: polib.POEntry) -> Key:
    return entry.msgctxt or "", entry.msgid, entry.msgid_plural or ""


def read(language: str) -> dict[Key, polib.POEntry]:
    path = catalogue(language)
    entries = polib.pofile(str(path)) if path.is_file() else []
    return {key_of(entry): entry for entry in entries if not entry.obsolete}


def updated(everything: Mapping[Key, Found], language: str) -> polib.POFile:
    """The catalogue as it should be; does not save."""
    there = read(language)
    made = polib.POFile(wrapwidth=100)
    made.metadata = {
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURALS.get(language, USUAL_PLURALS),
    }
    made.extend(_entry(found, there.get(key)) for key, found in everything.items())
    return made


def _entry(found: Found, there: polib.POEntry | None) -> polib.POEntry:
    entry = polib.POEntry(
        msgid=found.text,
        msgctxt=found.context or None,
        comment="\n".join(sorted(found.remarks)),
        occurrences=[(place, "") for place in sorted(found.places)],
    )
    if found.plural:
        entry.msgid_plural = found.plural
        entry.msgstr_plural = there.msgstr_plural if there else {0: "", 1: ""}
    else:
        entry.msgstr = there.msgstr if there else ""
    if "%(" in found.text + found.plural:
        entry.flags.append("python-format")
    if "{" in found.text:
        entry.flags.append("python-brace-format")
    return entry


def untranslated(entries: Iterable[polib.POEntry]) -> list[polib.POEntry]:
    return [
        entry
        for entry in entries
        if not (all(entry.msgstr_plural.values()) if entry.msgid_plural else entry.msgstr)
    ]
