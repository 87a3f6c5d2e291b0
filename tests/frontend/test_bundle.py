"""The bundle suits an old television: small, and without what Chromium 68 lacks.

esbuild lowers syntax, not APIs and not CSS (shared STACK.md, trap 12), so this looks for both.
"""

from __future__ import annotations

import gzip
import re

import pytest

from tests.frontend.tools import ROOT

LARGEST_GZIP = 60_000

# API → the Chromium that brought it. Member names are looked for as they stand in the bundle.
NEWER_APIS = {
    r"\.at\(": 92,
    r"\.flat\(": 69,
    r"\.flatMap\(": 69,
    r"\.replaceAll\(": 85,
    r"\.matchAll\(": 73,
    r"Object\.fromEntries": 73,
    r"Promise\.(allSettled|any)": 76,
    r"\bglobalThis\b": 71,
    r"\bstructuredClone\b": 98,
    r"\bqueueMicrotask\b": 71,
    r"\bIntl\.(RelativeTimeFormat|ListFormat|DisplayNames)": 71,
    r"(dateStyle|timeStyle|notation|formatRange)\b": 76,
    r"\.replaceChildren\(": 86,
    r"\bcrypto\.randomUUID": 92,
    r"\.(toSorted|toReversed|findLast|hasOwn)\(": 93,
    r"\bWeakRef\b": 84,
    r"\bAbortSignal\.timeout": 103,
}
OLDEST = 68
# Never reached: board.tsx sets debounceRendering. test_page.py runs without the API.
PREACTS_OWN = "||queueMicrotask)"
# uPlot asks for it, and does without; or would want it in `batch`, which chart.ts does not call.
UPLOTS_OWN = (
    r'typeof queueMicrotask>"u"\?\w+=>Promise\.resolve\(\)\.then\(\w+\):queueMicrotask'
    r"|\.length>0&&queueMicrotask\(\w+\)"
)
NEWER_SYNTAX = r"\?\.[a-zA-Z_$(\[]|\?\?|\basync\s*\*|import\("

NEWER_CSS = (
    r"(?<!grid-)(?<!column-)(?<!row-)\bgap\s*:",  # flex gap 84; grid has grid-gap
    r"\b(clamp|min|max)\(",  # 79
    r":(has|is|where|focus-visible|not\([^)]*,)",
    r"\binset\s*:",
    r"\baspect-ratio\s*:",
    r"@container|@layer|@supports",
    r"\b(margin|padding|border)-(inline|block)",
    r"\bcolor-mix\(|\boklch\(|\bdvh\b|\bsvh\b",
    r"overflow\s*:\s*clip",
    r"\baccent-color|\bcontent-visibility|\btext-wrap",
)


@pytest.mark.parametrize("name", ["board.js", "chart.js", "page.js", "tv-pair.js"])
def test_no_script_uses_what_the_oldest_television_lacks(dist, name):
    text = (dist / name).read_text(encoding="utf-8").replace(PREACTS_OWN, "")
    text = re.sub(UPLOTS_OWN, "", text)
    found = [
        f"{pattern} needs Chromium {version}"
        for pattern, version in NEWER_APIS.items()
        if version > OLDEST and re.search(pattern, text)
    ]
    assert not found
    assert not re.search(NEWER_SYNTAX, text)


def test_a_television_loads_nothing_of_the_panel_of_a_desk(dist):
    text = (dist / "board.js").read_text(encoding="utf-8")
    assert "showModal" not in text
    assert "showModal" in (dist / "why.js").read_text(encoding="utf-8")
    shell = (ROOT / "templates" / "pages" / "tv.html").read_text(encoding="utf-8")
    assert "why" not in shell


@pytest.mark.parametrize("name", ["board-style.css", "page-style.css"])
def test_no_stylesheet_uses_what_the_oldest_television_lacks(dist, name):
    text = (dist / name).read_text(encoding="utf-8")
    found = [match[0] for pattern in NEWER_CSS if (match := re.search(pattern, text))]
    assert not found


def test_an_observer_that_may_be_missing_is_asked_for_first(dist):
    text = (dist / "board.js").read_text(encoding="utf-8")
    assert text.count("new ResizeObserver") == 1
    assert re.search(r"typeof ResizeObserver\s*==", text)


def test_scripts_and_styles_of_a_board_are_small(dist):
    assert packed(dist, "board.js", "board-style.css") <= LARGEST_GZIP


def test_scripts_of_a_television_are_small_with_a_chart_too(dist):
    assert packed(dist, "board.js", "chart.js") <= LARGEST_GZIP


def packed(dist, *names):
    return sum(len(gzip.compress((dist / name).read_bytes(), 9)) for name in names)


def test_the_bundle_is_a_classic_script_without_code_from_text(dist):
    text = (dist / "board.js").read_text(encoding="utf-8")
    assert not re.search(r"^\s*(import|export)\b", text, re.MULTILINE)
    assert not re.search(r"\beval\(|new Function\(|document\.write", text)


def test_our_sources_write_no_html_from_text():
    for file in (ROOT / "static" / "src").rglob("*.ts*"):
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"innerHTML|insertAdjacentHTML|dangerouslySet|\beval\(", text), file


def test_fonts_come_along(dist):
    style = (dist / "board-style.css").read_text(encoding="utf-8")
    named = set(re.findall(r"url\(\"?\./(fonts/[^)\"]+\.woff2)", style))
    assert len(named) == 2
    assert all((dist / name).is_file() for name in named)
