"""The pages that people read, as text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from tests.architecture.reading import ROOT

FRONT = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")


@dataclass(frozen=True)
class Mention:
    """Something of the house that a page names, and where."""

    page: Path
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line} names {self.what}"


def pages() -> list[Path]:
    """What is there of the front pages, everything below docs/, and every vendor's own page."""
    front = [ROOT / name for name in FRONT if (ROOT / name).is_file()]
    vendors = sorted((ROOT / "connectors").glob("*/README.md"))
    return [*front, *sorted((ROOT / "docs").rglob("*.md")), *vendors]


def mentions(pattern: re.Pattern[str]) -> list[Mention]:
    """Every match of the pattern's first group, on every page."""
    return [
        Mention(page, number, match[1])
        for page in pages()
        for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1)
        for match in pattern.finditer(line)
    ]
