"""Sentences that were made far from their reader: in a worker, in a row, in Redis.

Connectors and projections know no language and no reader: what they say is an English sentence, in
logs, in diagnostics, in stored rows. Where somebody reads it, the sentence is recognised as one of
the catalogue's (`{source} cut the connection.`), its parameters are taken out of it, and it is said
again in the reader's language. What nobody recognises stays as it is: English is better than none.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

from django.utils.functional import lazy
from django.utils.translation import get_language

from wallboard.words.languages import SOURCE, sentences

PLACE = re.compile(r"\{(\w+)\}")
SENTENCE_END = re.compile(r"(?<=[.?!”]) +(?=[A-Z“])")
# Parameters that are names given by people or systems: they are data, whatever they spell.
NAMES = re.compile(
    r"(^|_)(name|names|queue|account|source|host|person|text|value|word|shown|message|site|board"
    r"|display)\d*$"
)
REMEMBERED = 4096


class Sentences:
    """The sentences of one language, with places for parameters."""

    def __init__(self, words: Mapping[str, str]) -> None:
        self._words = words
        templates = [english for english in words if PLACE.search(english)]
        # The most literal first: "{source} cut the connection." before "{source} {trouble}."
        templates.sort(key=lambda english: -len(PLACE.sub("", english)))
        self._tight = [(_pattern(english, r"((?:(?!\. ).)+?)"), english) for english in templates]
        self._loose = [(_pattern(english, r"(.+?)"), english) for english in templates]

    def said(self, english: str) -> str:
        return self._known(english, self._tight) or self._in_parts(english)

    def _known(self, english: str, templates: list[tuple[re.Pattern[str], str]]) -> str:
        if english in self._words:
            return self._words[english]
        for pattern, template in templates:
            if found := pattern.fullmatch(english):
                return self._filled(template, found.groups())
        return ""

    def _filled(self, template: str, values: tuple[str, ...]) -> str:
        names = PLACE.findall(template)
        given = {
            name: value if NAMES.search(name) else self.said(value)
            for name, value in zip(names, values, strict=True)
        }
        return PLACE.sub(lambda place: given.get(place[1], place[0]), self._words[template])

    def _in_parts(self, english: str) -> str:
        parts = SENTENCE_END.split(english)
        said = [self._known(part, self._tight) for part in parts]
        if len(parts) > 1 and any(said):
            return " ".join(words or part for words, part in zip(said, parts, strict=True))
        return self._known(english, self._loose) or english


def _pattern(template: str, place: str) -> re.Pattern[str]:
    literals = [re.escape(part) for part in PLACE.split(template)[::2]]
    return re.compile(place.join(literals), re.DOTALL)


@cache
def sentences_of(language: str) -> Sentences | None:
    """None for English, and for a language whose catalogue was not built."""
    for code in (language, language.partition("-")[0]):
        path = sentences(code)
        if code != SOURCE and path.is_file():
            return Sentences(json.loads(path.read_text(encoding="utf-8")))
    return None


@lru_cache(maxsize=REMEMBERED)
def _said(english: str, language: str) -> str:
    known = sentences_of(language)
    return known.said(english) if known else english


def in_words(english: Any) -> str:
    """The sentence in the language that is active now."""
    return _said(str(english), get_language() or SOURCE) if english else ""


in_words_later = lazy(in_words, str)  # for a label that is made before its reader is known
