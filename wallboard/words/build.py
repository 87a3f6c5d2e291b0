"""Builds what the product loads out of the catalogues that people edit: `python -m` it.

From each `locale/LANGUAGE/LC_MESSAGES/django.po`: `django.mo` for Django, `sentences.json` for
sentences that arrive in English (`sentences.py`), and `static/catalogues/LANGUAGE.js` for boards.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import polib

from wallboard.words.languages import BOARD_WORDS, TRANSLATED, catalogue, sentences

# Remarks by which the extraction says where else a text is read ("#. board" in the catalogue).
ARRIVES, ON_BOARDS = "arrives in English", "on boards"


def build(languages: Iterable[str] = TRANSLATED) -> None:
    for language in languages:
        build_from(polib.pofile(str(catalogue(language))), language)


def build_from(entries: polib.POFile, language: str, below: Path | None = None) -> None:
    """`below` is another folder than that of the installation, for the pseudo language's tests."""
    folder = catalogue(language).parent if below is None else below / language / "LC_MESSAGES"
    folder.mkdir(parents=True, exist_ok=True)
    entries.save_as_mofile(str(folder / "django.mo"))
    _write(sentences(language), _words(entries, ARRIVES))
    BOARD_WORDS.mkdir(parents=True, exist_ok=True)
    words = json.dumps(_words(entries, ON_BOARDS), ensure_ascii=False, sort_keys=True)
    (BOARD_WORDS / f"{language}.js").write_text(f"var wallboardCatalogue={words};\n", "utf-8")


def _words(entries: polib.POFile, remark: str) -> dict[str, str]:
    return {
        entry.msgid: entry.msgstr
        for entry in entries.translated_entries()
        if entry.msgstr and remark in entry.comment.splitlines()
    }


def _write(path: Path, words: dict[str, str]) -> None:
    path.write_text(json.dumps(words, ensure_ascii=False, sort_keys=True), encoding="utf-8")


if __name__ == "__main__":
    build()
