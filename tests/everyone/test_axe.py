"""axe-core finds no violation of WCAG 2.2 A and AA on any page, in either theme.

It is brought in by the browser's debugger before the page's own scripts: the content policy stays
as it is, and does not see it.
"""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.architecture.reading import ROOT
from tests.everyone.crawl import Crawl
from tests.services.browser import Console
from tests.services.stack import Stack

pytestmark = [pytest.mark.e2e]

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RUN = """() => axe.run(document, {
  runOnly: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] },
  resultTypes: ["violations"],
})"""
THEME = """(theme) => document.documentElement.setAttribute("data-theme", theme)"""
PROVOKED = r"404|Failed to load resource"


def _violations(page: Page, theme: str) -> list[str]:
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    page.evaluate(THEME, theme)
    page.wait_for_timeout(600)  # colours that fade
    found: dict[str, Any] = page.evaluate(RUN)
    return [
        f"{theme}: {one['id']}: {node['target']} {node['html'][:140]} {_why(node)}"
        for one in found["violations"]
        for node in one["nodes"][:4]
    ]


def _why(node: dict[str, Any]) -> str:
    checks = [*node["any"], *node["all"], *node["none"]]
    return "; ".join(check["message"] for check in checks)[:200]


@pytest.mark.timeout(900)
def test_no_page_has_a_violation_in_either_theme(
    visitor: Page, house: Stack, console: Console
) -> None:
    console.allow(PROVOKED)
    visitor.context.add_init_script(path=AXE)
    found = {}
    pages = Crawl(visitor, house.url, settle_ms=700)
    for path in pages:
        for theme in ("dark", "light"):
            if said := _violations(visitor, theme):
                found[f"{path} ({theme})"] = said
    assert len(pages.seen) > 30, sorted(pages.seen)
    assert not found, "\n".join(f"{path}\n  " + "\n  ".join(said) for path, said in found.items())
