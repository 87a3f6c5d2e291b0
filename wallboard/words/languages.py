"""The languages, a row each, and where their words lie. Free of Django: a build step reads it."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOCALE = ROOT / "locale"
BOARD_WORDS = ROOT / "static" / "catalogues"  # built: what a board's page loads in its language

SOURCE = "en"  # the language in which everything is written
LANGUAGES: tuple[tuple[str, str], ...] = (
    (SOURCE, "English"),
    ("sv", "Svenska"),
    ("fi", "Suomi"),
    ("fr", "Français"),
    ("de", "Deutsch"),
)
TRANSLATED: tuple[str, ...] = tuple(code for code, _ in LANGUAGES if code != SOURCE)

# Not a language: every word of it is accented English, so that one that was forgotten shows.
PSEUDO = ("xx", "Ƥşéûđö")


def catalogue(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def sentences(language: str) -> Path:
    return LOCALE / language / "sentences.json"
