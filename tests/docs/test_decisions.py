"""One page per decision: what, why, what it was measured by or costs, when to look at it again."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.architecture.reading import ROOT

DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
TITLE = re.compile(r"# (\d{4})(?: ·|:) \S.*")
PARTS = {
    "**What.**": re.compile(r"^\*\*What\.\*\* \S", re.MULTILINE),
    "**Why.**": re.compile(r"^\*\*Why(\.\*\*| [^*]+\*\*) ?\S", re.MULTILINE),
    "**Measured.** or what it costs": re.compile(
        r"^\*\*(Measured\.|What was measured\.|What it costs\.)\*\* \S", re.MULTILINE
    ),
    "**Revisit**": re.compile(r"^\*\*Revisit(\.)?\*\* \S", re.MULTILINE),
}


@pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.stem)
def test_a_decision_says_what_why_and_when_to_revisit(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    title = TITLE.fullmatch(text.splitlines()[0])
    assert title, f"{page.name} begins with “# 0000 · title”"
    assert page.name.startswith(f"{title[1]}-"), f"{page.name} is not {title[1]} by its title"
    missing = [part for part, pattern in PARTS.items() if not pattern.search(text)]
    assert not missing, f"{page.name} lacks {', '.join(missing)}"


def test_decisions_are_numbered_without_gaps_and_never_twice() -> None:
    numbers = [int(page.name[:4]) for page in DECISIONS]
    assert numbers == list(range(1, len(numbers) + 1))
