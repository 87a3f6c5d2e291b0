"""Every ready-made board in the sizes and situations that break boards, measured.

`python -m tests.gallery` takes all of the pictures; these are those that found something once.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.frontend import scenery
from tests.frontend.server import Server
from tests.gallery import Picture, plans, take

PLANS = scenery.named(plans())
SITUATIONS = {one.name: one for one in scenery.SITUATIONS}
PHONE, DESK, WALL, UHD = (390, 844), (1280, 800), (1920, 1080), (3840, 2160)
WORST = ("german", "lost", "three-hundred")


@pytest.fixture(scope="module")
def server(dist) -> Iterator[Server]:
    one = Server()
    one.open()
    yield one
    one.close()


def fault_free(browser: Browser, server: Server, *pictures: tuple[str, str, tuple[int, int], str]):
    found = {}
    for slug, situation, (width, height), theme in pictures:
        picture = Picture(PLANS[slug], SITUATIONS[situation], width, height, theme)
        found[picture.name] = take(browser, server, picture, None)
    assert not {name: faults for name, faults in found.items() if faults}


@pytest.mark.parametrize("slug", sorted(PLANS))
def test_a_board_fits_a_screen_in_every_bad_situation(chromium, server, slug):
    fault_free(chromium, server, *((slug, situation, WALL, "dark") for situation in WORST))


@pytest.mark.parametrize("slug", sorted(PLANS))
def test_a_board_fits_every_size(chromium, server, slug):
    fault_free(
        chromium,
        server,
        (slug, "fresh", PHONE, "light"),
        (slug, "german", PHONE, "dark"),
        (slug, "fresh", DESK, "light"),
        (slug, "fresh", UHD, "dark"),
    )
