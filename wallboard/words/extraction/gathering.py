"""All that people read in Wallboard, from everywhere where it is written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from wallboard.words.extraction.calls import in_python, in_template
from wallboard.words.extraction.found import Found, Key, joined
from wallboard.words.extraction.prose import in_prose
from wallboard.words.extraction.tables import in_tables
from wallboard.words.languages import ROOT

CALLING = ("wallboard",)  # rooms that know Django, and call gettext
PROSE = ("connectors", "wallboard/domain", "wallboard/identity", "wallboard/projections")
UNREAD = ("migrations", "simulator", "__pycache__", "extraction")


def everything() -> dict[Key, Found]:
    """Sorted by text. Django must be set up: the tables are read as they are."""
    return joined(_everything())


def _everything() -> Iterator[Found]:
    for file in _files(CALLING, "*.py"):
        yield from in_python(file)
    for file in _files(("templates",), "*.html"):
        yield from in_template(file)
    for file in _files(PROSE, "*.py"):
        yield from in_prose(file)
    yield from in_tables()


def _files(rooms: tuple[str, ...], pattern: str) -> list[Path]:
    files = (file for room in rooms for file in sorted((ROOT / room).rglob(pattern)))
    return [file for file in files if not set(UNREAD) & set(file.relative_to(ROOT).parts)]
