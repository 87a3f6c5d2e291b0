"""Builds what the product loads out of the catalogues that people edit: `python -m` it.

From each `locale/LANGUAGE/LC_MESSAGES/django.po`: `django.mo` for Django, `sentences.json` for
sentences that arrive in English (`sentences.py`), and `static/catalogues/LANGUAGE.js` for boards.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import polib

from wallboard.words import pseudo
from wallboard.words.languages import BOARD_WORDS, PSEUDO, TRANSLATED, catalogue, sentences

# The remark by which the extraction says that boards read a text too ("#. on boards").
ON_BOARDS = "on boards"


def build(languages: Iterable[str] = TRANSLATED) -> None:
    for language in languages:
        _build_from(polib.pofile(str(catalogue(language))), language)
    _build_from(pseudo.catalogue(), PSEUDO[0])


def _build_from(entries: polib.POFile, language: str) -> None:
    folder = catalogue(language).parent
    folder.mkdir(parents=True, exist_ok=True)
    entries.save_as_mofile(str(folder / "django.mo"))
    _write(sentences(language), _json(_words(entries)))
    on_boards = _json(_words(entries, ON_BOARDS))
    _write(BOARD_WORDS / f"{language}.js", f"var wallboardCatalogue={on_boards};\n")


def _words(entries: polib.POFile, remark: str = "") -> dict[str, str]:
    return {
        entry.msgid: entry.msgstr
        for entry in entries.translated_entries()
        if entry.msgstr and not entry.msgctxt and remark in entry.comment
    }


def _json(words: dict[str, str]) -> str:
    return json.dumps(words, ensure_ascii=False, sort_keys=True)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    build()
