"""Pictures of every ready-made board and widget, in every situation and size: `python -m` it.

Takes the folder to fill, and words that a picture's name must hold ("wall dark 1920x1080").
Boards are projected from scenes (tests/frontend/scenery.py) and played to a browser, so that a
picture takes a second. What can be measured is measured (tests/frontend/looks.py) and printed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import django
from playwright.sync_api import Browser, sync_playwright

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wallboard.settings")
django.setup()

from bootstrap import servers  # noqa: E402
from tests.frontend import looks, scenery  # noqa: E402
from tests.frontend.scenery import Situation  # noqa: E402
from tests.frontend.server import Server, show  # noqa: E402
from tests.services.browser import launch  # noqa: E402
from wallboard.boards import ready_made  # noqa: E402
from wallboard.boards.ready_made import Plan  # noqa: E402

SIZES = ((390, 844), (1280, 800), (1920, 1080), (3840, 2160))
THEMES = ("dark", "light")
NARROWEST_WALL = 1000  # a wall on a smaller window is shown as a desk


class Picture(NamedTuple):
    plan: Plan
    situation: Situation
    width: int
    height: int
    theme: str

    @property
    def wall(self) -> bool:
        return self.plan.purpose == "wall" and self.width >= NARROWEST_WALL

    @property
    def name(self) -> str:
        size = f"{self.width}x{self.height}"
        return f"{self.plan.slug} {self.situation.name} {size} {self.theme}"


def plans() -> list[Plan]:
    """The ready-made boards, the wall with notices, a desk's board on a television, and boards of
    the widgets that they lack."""
    wall = next(plan for plan in ready_made.PLANS if plan.slug == "wall")
    notices = replace(ready_made.with_notices(wall), slug="wall-notices")
    queues = next(plan for plan in ready_made.PLANS if plan.slug == "queues")
    hung_up = replace(queues, slug="queues-tv", purpose="wall")
    return [*ready_made.PLANS, notices, hung_up, scenery.PEOPLE_WALL, scenery.CHART_WALL]


def pictures() -> Iterator[Picture]:
    for plan in plans():
        for situation in scenery.SITUATIONS:
            for width, height in SIZES:
                for theme in THEMES:
                    yield Picture(plan, situation, width, height, theme)


def take(browser: Browser, server: Server, picture: Picture, folder: Path | None) -> list[str]:
    """What is wrong with it; the picture itself is put into the folder."""
    server.player.boards[picture.plan.slug] = scenery.snapshot_of(picture.plan, picture.situation)
    server.player.language = picture.situation.language
    page = browser.new_page(viewport={"width": picture.width, "height": picture.height})
    try:
        kind = "tv" if picture.wall else "desk"
        show(page, server, f"{kind}/{picture.plan.slug}?{picture.theme}")
        found = looks.faults(page, picture.wall)
        if folder is not None:
            page.screenshot(path=folder / f"{picture.name.replace(' ', '-')}.png")
        return found
    finally:
        page.close()


def main(folder: Path, words: list[str]) -> int:
    program = servers.browser()
    if program is None:
        raise SystemExit("Chromium is missing: sudo apt install chromium")
    folder.mkdir(parents=True, exist_ok=True)
    server = Server()
    server.open()
    wrong = 0
    with sync_playwright() as playwright:
        browser = launch(playwright, program)
        for picture in pictures():
            if all(word in picture.name.split() for word in words):
                found = take(browser, server, picture, folder)
                wrong += bool(found)
                print(f"{picture.name}: {'; '.join(found) or 'well'}", flush=True)  # noqa: T201
        browser.close()
    server.close()
    return wrong


if __name__ == "__main__":
    sys.exit(min(main(Path(sys.argv[1]), sys.argv[2:]), 1))
