"""The catalogues are complete, up to date with the source, and keep every place of every text."""

from __future__ import annotations

import re
from collections.abc import Iterator

import polib
import pytest

from tests.architecture.reading import ROOT
from wallboard.words.extraction.gathering import everything
from wallboard.words.extraction.update import key_of, untranslated
from wallboard.words.languages import TRANSLATED, catalogue

PLACES = re.compile(r"%\(\w+\)[sd]|\{\w*\}|</?\w+")
KEY = re.compile(r"^  (\w+):", re.MULTILINE)
ENTRY = re.compile(r'^  (\w+):\s*(\[[^\]]*\]|"(?:[^"\\]|\\.)*"),?$', re.MULTILINE)


@pytest.fixture(params=TRANSLATED)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def entries(language: str) -> polib.POFile:
    return polib.pofile(str(catalogue(language)))


def _said(entry: polib.POEntry) -> Iterator[tuple[str, str]]:
    """Each text beside what is said for it."""
    if entry.msgid_plural:
        yield entry.msgid, entry.msgstr_plural[0]
        yield entry.msgid_plural, entry.msgstr_plural[1]
    else:
        yield entry.msgid, entry.msgstr


def test_every_text_is_translated(entries: polib.POFile) -> None:
    missing = [entry.msgid for entry in untranslated(entries)]
    assert not missing, "./run words lists them; then translate:\n" + "\n".join(missing)
    assert not entries.fuzzy_entries()


def test_the_catalogue_is_of_what_is_read_now(entries: polib.POFile) -> None:
    there, wanted = {key_of(entry) for entry in entries}, set(everything())
    assert there == wanted, f"./run words: {sorted(map(str, there ^ wanted))[:10]}"


def test_a_translation_has_the_places_of_its_text(entries: polib.POFile) -> None:
    wrong = [
        f"{text!r} → {words!r}"
        for entry in entries
        for text, words in _said(entry)
        if sorted(PLACES.findall(text)) != sorted(PLACES.findall(words))
    ]
    assert not wrong, "\n".join(wrong)


def test_a_translation_begins_and_ends_as_its_text_does(entries: polib.POFile) -> None:
    wrong = [
        f"{text!r} → {words!r}"
        for entry in entries
        for text, words in _said(entry)
        if (text[:1].isspace(), text[-1:].isspace()) != (words[:1].isspace(), words[-1:].isspace())
    ]
    assert not wrong, "\n".join(wrong)


def _words_of_pages(language: str) -> dict[str, str]:
    text = (ROOT / "static" / "src" / "words" / f"{language}.ts").read_text(encoding="utf-8")
    body = text[text.index("words") :]
    found = dict(ENTRY.findall(re.sub(r":\n\s+", ": ", body)))
    assert set(found) == set(KEY.findall(body)), set(KEY.findall(body)) - set(found)
    return found


def test_a_page_has_every_word_in_every_language(language: str) -> None:
    english, words = _words_of_pages("en"), _words_of_pages(language)
    assert set(words) == set(english), sorted(set(words) ^ set(english))
    wrong = [
        f"{key}: {english[key]} → {words[key]}"
        for key in english
        if sorted(set(PLACES.findall(english[key]))) != sorted(set(PLACES.findall(words[key])))
    ]
    assert not wrong, "\n".join(wrong)
