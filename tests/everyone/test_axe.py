"""axe-core finds no violation of WCAG 2.2 A and AA on any page, in either theme."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.everyone.axe import Axe
from tests.everyone.crawl import Crawl
from tests.services.browser import Console
from tests.services.stack import Stack

pytestmark = [pytest.mark.e2e]

# axe writes its own styles into the page, which the content policy refuses.
PROVOKED = r"404|Failed to load resource|axe\.min\.js|Policy: style-src-elem inline \(\)"
PSEUDO = 'lang="xx"'  # the tests' own language, which no list of languages has
SEEDED = """<!doctype html><html lang="en"><title>Seeded</title><style>
  :root, [data-theme="dark"] {{ color-scheme: dark; background: #000; color: #fff }}
  [data-theme="light"] {{ color-scheme: light; background: #fff; color: #000 }}
  body {{ transition: color 1s }}
  {style}
</style><body>{body}</body></html>"""
BUTTON = '<button><span class="name">Save</span></button>'


@pytest.mark.timeout(900)
def test_no_page_has_a_violation_in_either_theme(
    visitor: Page, house: Stack, console: Console
) -> None:
    console.allow(PROVOKED)
    axe = Axe(visitor)
    pages = Crawl(visitor, house.url)
    found = {path: said for path in pages if (said := axe.violations())}
    assert len(pages.seen) > 30, sorted(pages.seen)
    assert not found, "\n".join(f"{path}\n  " + "\n  ".join(said) for path, said in found.items())


@pytest.fixture
def nobody(chromium: Browser) -> Iterator[Page]:
    """A page that is not signed in."""
    page = chromium.new_page(viewport={"width": 1280, "height": 800}, locale="en-GB")
    yield page
    page.close()


def test_nor_has_the_page_on_which_one_signs_in(nobody: Page, house: Stack) -> None:
    axe = Axe(nobody)
    nobody.goto(f"{house.url}/login/")
    assert nobody.locator("input[name=password]").is_visible()
    assert [one for one in axe.violations() if PSEUDO not in one] == []


@pytest.mark.parametrize(
    ("style", "body", "found"),
    [
        ("", BUTTON, []),
        ("", "<img src='data:,'>", ["dark: image-alt"]),
        ("[data-theme=dark] p { color: #222 }", "<p>Text", ["dark: color-contrast"]),
        ("[data-theme=light] p { color: #ddd }", "<p>Text", ["light: color-contrast"]),
        ("[data-theme=light] body { color: #ddd }", "<p>Text", ["light: color-contrast"]),
        ("[data-theme=dark] .name { display: none }", BUTTON, ["dark: button-name"]),
        ("[data-theme=light] .name { display: none }", BUTTON, ["light: button-name"]),
    ],
)
def test_what_is_wrong_in_one_theme_alone_is_found(
    nobody: Page, style: str, body: str, found: list[str]
) -> None:
    def answer(route: Route) -> None:
        route.fulfill(body=SEEDED.format(style=style, body=body), content_type="text/html")

    nobody.route("**/*", answer)
    axe = Axe(nobody)
    nobody.goto("http://seeded.example/")
    said = [one.rsplit(": [", 1)[0] for one in axe.violations()]
    assert said == found


def test_a_page_whose_theme_does_not_change_is_no_proof(nobody: Page) -> None:
    nobody.route("**/*", lambda route: route.fulfill(body="<p>Text", content_type="text/html"))
    axe = Axe(nobody)
    nobody.goto("http://seeded.example/")
    with pytest.raises(Exception, match="the theme is not dark"):
        axe.violations()
