"""`./run shots [MINUTES]`: retakes the pictures from the real product. Look at them, then commit.

Each picture is a row: the file, the size of the screen, where to go, in which light, and what has
happened to the sources before. The seed is fixed, the moment is not: figures differ each time.
With MINUTES it runs for so long first, so that there is a past to show (those in the documents had
an hour), and one source is silent for a while in the middle of it.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from bootstrap import servers
from bootstrap.commands import ROOT
from tests.services import waiting
from tests.services.browser import Console, launch, sign_in
from tests.services.stack import ALL, Stack

PICTURES = ROOT / "docs" / "pictures"
COLOURS = 256
SIGN_MS = 60_000  # a screen that was just connected shows its name for a while
SETTLE_MS = 2_500  # a heartbeat's clock, the fonts, and the first deltas
LOST_SECONDS = 240.0
SILENT_SHARE = 0.15  # of the minutes before, around their middle
QUEUE_SOURCES = 3  # Calabrio has none

MIN_CADENCE = """
from wallboard.boards.models import Account
for vendor, seconds in (("trio", 2),("sinch", 5)):
    account = Account.objects.get(vendor=vendor)
    account.cadences = {"state": seconds}
    account.save()
"""
NAMED = """
from wallboard.boards.models import QueueAlias
result = list(set(QueueAlias.objects.values_list("account__vendor", flat=True)))
"""
PLACES = """
from wallboard.boards.models import Board
result = {board.slug: str(board.pk) for board in Board.objects.all()}
"""
SCREEN = """
from wallboard.boards.models import Board, Display
board = Board.objects.get(slug="wall")
display = Display(site=board.site, board=board, name="Shot")
result = display.new_secret()
display.save()
"""
THEME = """
from wallboard.boards.models import Board
for board in Board.objects.all():
    board.theme = "{theme}"
    board.save()
"""


def _as_it_is(stack: Stack, page: Page) -> None:
    page.wait_for_timeout(SETTLE_MS)


def _trio_dead(stack: Stack, page: Page) -> None:
    """Trio does not answer any more: others stand in where they can, and what only it knew is lost.

    The last picture: it stays so.
    """
    stack.centre.add_fault("hang", face="trio", seconds=30)
    waiting.until(lambda: _lost(page) > 0, "a lost source", LOST_SECONDS)
    page.wait_for_timeout(SETTLE_MS)


def _all_dead(stack: Stack, page: Page) -> None:
    """Nobody answers any more: figures grow late, then lost."""
    stack.centre.clear_faults()
    for face in ("trio", "sinch", "calabrio"):
        stack.centre.add_fault("hang", face=face, seconds=30)
    for host in ("primary", "secondary"):
        stack.centre.o2g("down", down=True, host=host)
    waiting.until(lambda: _lost(page) > 1, "lost sources", LOST_SECONDS)
    page.wait_for_timeout(SETTLE_MS)


def _lost(page: Page) -> int:
    return page.locator(".source-small.trust-lost").count()


@dataclass(frozen=True)
class Picture:
    name: str
    where: str
    theme: str = "dark"
    width: int = 1920
    height: int = 1080
    situation: Callable[[Stack, Page], None] = _as_it_is


PICTURES_TO_TAKE = (
    Picture("wall", "/tv"),
    Picture("wall-light", "/tv", theme="light"),
    Picture("queues", "/boards/queues/"),
    Picture("agents", "/boards/agents/"),
    Picture("team", "/boards/team/", theme="light"),
    Picture("phone", "/boards/queues/", width=390, height=844),
    Picture("health", "/health/", theme="light", width=1440, height=900),
    Picture("wall-phone", "/boards/wall/", width=390, height=844),
    Picture("day", "/boards/day/", width=1440, height=900),
    Picture("day-view", "/history/demo/", theme="light", width=1280, height=1000),
    Picture("day-view-dark", "/history/demo/", width=1280, height=1000),
    Picture("then", "/then/{wall}/", width=1440, height=900),
    Picture("then-light", "/then/{queues}/", theme="light", width=1440, height=900),
    Picture("wall-without-trio", "/tv", situation=_trio_dead),
    Picture("wall-lost", "/tv", situation=_all_dead),
)


def _take(browser: Browser, stack: Stack, secret: str, picture: Picture, console: Console) -> None:
    stack.evaluate(THEME.format(theme=picture.theme))
    context = browser.new_context(
        viewport={"width": picture.width, "height": picture.height},
        locale="en-GB",
        color_scheme="dark" if picture.theme == "dark" else "light",
    )
    console.watch(context)
    page = context.new_page()
    if picture.where == "/tv":
        page.goto(f"{stack.url}/tv#{secret}")
    else:
        sign_in(page, stack.url, stack.admin_name, stack.admin_password)
        # The past of a board has the theme that it had then, unless the viewer has another.
        context.add_cookies([{"name": "wallboard_theme", "value": picture.theme, "url": stack.url}])
        page.goto(stack.url + picture.where.format(**stack.evaluate(PLACES)))
    page.wait_for_timeout(SETTLE_MS)
    page.wait_for_selector(".screen-sign", state="hidden", timeout=SIGN_MS)
    page.wait_for_timeout(SETTLE_MS)
    picture.situation(stack, page)
    path = PICTURES / f"{picture.name}.png"
    page.screenshot(path=path)
    _make_small(path)
    context.close()
    print(f"  {picture.name}.png")  # noqa: T201


def _make_small(path: Path) -> None:
    """A palette holds every colour of a board, at a third of the bytes."""
    with Image.open(path) as taken:
        taken.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


def _live(stack: Stack, minutes: float) -> None:
    """A past: Trio is silent for a while in its middle, as sources are."""
    silent = 60 * minutes * SILENT_SHARE
    time.sleep((60 * minutes - silent) / 2)
    stack.centre.add_fault("hang", face="trio", seconds=30)
    time.sleep(silent)
    stack.centre.clear_faults()
    time.sleep((60 * minutes - silent) / 2)


def main(minutes: float = 0.0) -> None:
    program = servers.browser()
    if program is None:
        raise SystemExit("Chromium is missing: sudo apt install chromium")
    PICTURES.mkdir(parents=True, exist_ok=True)
    console = Console()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        stack = Stack(Path(folder), vendors=ALL)
        stack.start()
        try:
            stack.evaluate(MIN_CADENCE)
            waiting.until(
                lambda: len(stack.evaluate(NAMED)) == QUEUE_SOURCES, "names of all queues", 60, 1
            )
            secret = stack.evaluate(SCREEN)
            _live(stack, minutes)
            browser = launch(playwright, program)
            for picture in PICTURES_TO_TAKE:
                _take(browser, stack, secret, picture, console)
            browser.close()
        finally:
            stack.stop()
    if console.complaints():
        raise SystemExit("The pages complained:\n" + "\n".join(console.complaints()))


if __name__ == "__main__":
    main(*map(float, sys.argv[1:2]))
