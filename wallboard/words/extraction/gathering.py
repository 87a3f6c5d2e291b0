"""All that people read in Wallboard, from everywhere where it is written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from wallboard.words.extraction.calls import in_python, in_template
from wallboard.words.extraction.found import Found, Key, joined
from wallboard.words.extraction.prose import in_prose
from wallboard.words.extraction.tables import in_tables
from wallboard.words.languages import ROOT

ROOMS = ("connectors", "wallboard")
# What only administrators of servers, developers and programs read stays English.
UNREAD = frozenset(
    {
        "migrations", "management", "simulator", "extraction", "__pycache__", "embedded", "state",
        "live", "history", "settings", "api", "words", "checks.py", "env.py", "log.py",
        "outcomes.py",
    }
)  # fmt: skip

# Only what they mark is read, beside that: their other literals are SQL and keys.
MARKED = frozenset({"history"})


def everything() -> dict[Key, Found]:
    """Sorted by text. Django must be set up: the tables are read as they are."""
    return joined(_everything())


def _everything() -> Iterator[Found]:
    for file in _files(ROOMS, "*.py", UNREAD - MARKED):
        yield from in_python(file)
    for file in _files(ROOMS, "*.py", UNREAD):
        yield from in_prose(file)
    for file in _files(("templates",), "*.html", UNREAD):
        yield from in_template(file)
    yield from in_tables()


def _files(rooms: tuple[str, ...], pattern: str, without: frozenset[str]) -> list[Path]:
    files = (file for room in rooms for file in sorted((ROOT / room).rglob(pattern)))
    return [file for file in files if not without & set(file.relative_to(ROOT).parts)]
