"""A works council's policy is switched while a board is open: on a desk and on a television.

What is searched is what the server sent, not only what the page shows: whoever opens the browser's
tools reads frames.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, WebSocket, expect

from tests.e2e import screen
from tests.services.browser import Console
from tests.services.stack import Stack

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]

SOON_SECONDS = 2.0
BOARD = "team"  # grid, adherence list, help requests, notices: whatever lists or mentions people
MAKE = f"""
from django.contrib.auth.models import User
from wallboard.boards.models import Board, Display, Membership, Site
site = Site.objects.get(slug="demo")
sofia = User.objects.create_user("sofia", password="pass-of-sofia-1")
Membership.objects.create(user=sofia, site=site, role="supervisor")
board = Board.objects.get(site=site, slug="{BOARD}")
display = Display(site=site, board=board, name="Room 4")
result = display.new_secret()
display.save()
"""
PEOPLE = """
from wallboard.boards.models import Agent
result = {agent.name: agent.alias for agent in Agent.objects.filter(site__slug="demo")}
"""
SWITCH = """
from wallboard.boards.models import Site
site = Site.objects.get(slug="demo")
site.people, site.smallest_group = "{people}", {smallest_group}
site.save()
"""
LOOKS = """
from wallboard.boards.models import Viewing
result = [
    [look.who, look.what, look.people, look.until_at.timestamp()]
    for look in Viewing.objects.filter(site__slug="demo")
]
"""
UNMAKE = SWITCH.format(people="names", smallest_group=0) + (
    """
from django.contrib.auth.models import User
from wallboard.boards.models import Display
User.objects.filter(username="sofia").delete()
Display.objects.filter(name="Room 4").delete()
"""
)


@dataclass
class Watched:
    """A page with all that its websockets were sent, oldest first."""

    page: Page
    frames: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("websocket", self._opened)

    def _opened(self, socket: WebSocket) -> None:
        socket.on("framereceived", self._received)

    def _received(self, payload: str | bytes) -> None:
        self.frames.append(payload if isinstance(payload, str) else payload.decode())

    def since(self, people: str) -> list[str]:
        """The frame that brought this policy, and all after it; empty before it came."""
        for number, frame in enumerate(self.frames):
            if _policy_of(json.loads(frame)).get("people") == people:
                return self.frames[number:]
        return []

    def names(self, people: Iterable[str]) -> list[str]:
        """Those that are anywhere in the document, whether it shows them or not."""
        return found(people, [self.page.content()])


def _policy_of(message: dict[str, Any]) -> dict[str, Any]:
    policy: dict[str, Any] = message.get("board", {}).get("policy", {})
    return policy


def found(names: Iterable[str], texts: Iterable[str]) -> list[str]:
    """Escaped spellings too: what counts is what a reader of the message gets."""
    everything = "\n".join(texts)
    spelt = ((name, json.dumps(name)[1:-1]) for name in names)
    return [name for name, escaped in spelt if name in everything or escaped in everything]


@pytest.fixture
def secret(quick_stack: Stack) -> Iterator[str]:
    """A supervisor and a screen of the demo; the screen's credential."""
    made: str = quick_stack.evaluate(MAKE)
    yield made
    quick_stack.evaluate(UNMAKE)


@pytest.fixture
def wall(
    chromium: Browser, console: Console, quick_stack: Stack, secret: str
) -> Iterator[BrowserContext]:
    """The television: nobody is signed in there."""
    context = chromium.new_context(viewport={"width": 1920, "height": 1080}, locale="en-GB")
    context.set_default_timeout(15_000)
    context.add_cookies([{"name": "wallboard_display", "value": secret, "url": quick_stack.url}])
    console.watch(context)
    yield context
    context.close()


def switch(stack: Stack, people: str, smallest_group: int) -> float:
    """As an administrator saves it; when it was committed (monotonic)."""
    stack.evaluate(SWITCH.format(people=people, smallest_group=smallest_group))
    return time.monotonic()


def test_names_leave_open_boards_with_the_policy_and_no_frame_brings_them_back(
    page: Page, wall: BrowserContext, quick_stack: Stack, console: Console, chromium: Browser
) -> None:
    desk, tv = Watched(page), Watched(wall.new_page())
    both = (desk, tv)
    screen.sign_in(page, quick_stack, "sofia", "pass-of-sofia-1")
    screen.open_board(page, quick_stack, BOARD)
    tv.page.goto(f"{quick_stack.url}/tv")
    people: dict[str, str] = quick_stack.evaluate(PEOPLE)
    assert len(people) >= 10
    for one in both:
        screen.until(one.page, lambda one=one: one.names(people), "names on the page", 30.0)  # type: ignore[misc]
        assert found(people, one.frames), "otherwise this test could not fail"

    switched = switch(quick_stack, "counts", 3)
    for one in both:
        left = max(0.0, switched + SOON_SECONDS - time.monotonic())
        screen.until(one.page, lambda one=one: not one.names(people), "names to go", left)  # type: ignore[misc]
    gone_at = time.time()
    for one in both:
        policy = _policy_of(json.loads(one.since("counts")[0]))
        assert (policy["people"], policy["smallest_group"]) == ("counts", 3)
        keeps_moving(one, "counts", frames=8)
        screen.mark(one.page)  # what is asserted below is asserted of a page that was loaded anew
        one.page.reload()
        expect(one.page.locator(".tile").first).to_be_visible()
        assert not screen.is_same(one.page)
        keeps_moving(one, "counts", frames=len(one.since("counts")) + 8)
        people |= quick_stack.evaluate(PEOPLE)  # whom a directory brought meanwhile
        assert one.names(people) == []
        assert found(people, one.since("counts")) == []
        assert found(people.values(), one.since("counts")) == [], "nor by an alias"

    switch(quick_stack, "alias", 3)
    for one in both:
        grid = one.page.locator(".tile-agent_grid, .agents-box").first
        screen.until(
            one.page,
            lambda grid=grid: found(people.values(), [grid.inner_text()]),  # type: ignore[misc]
            "aliases on the page",
            5.0,
        )
        assert one.names(people) == []
        assert found(people, one.since("counts")) == [], "of both policies"

    the_paper_says_who_looked(chromium, console, quick_stack, gone_at)


def keeps_moving(one: Watched, people: str, frames: int) -> None:
    """So many frames under this policy, figures among them."""
    screen.until(one.page, lambda: len(one.since(people)) >= frames, f"{frames} frames", 45.0)
    assert any(json.loads(frame)["type"] == "delta" for frame in one.since(people))


def the_paper_says_who_looked(
    chromium: Browser, console: Console, stack: Stack, gone_at: float
) -> None:
    """The look at names, ended with the switch; of counts and aliases there is none to log."""
    looks = stack.evaluate(LOOKS)
    title = "Team"
    assert sorted((who, what, shown) for who, what, shown, _ in looks) == [
        ("Room 4", title, "names"),
        ("sofia", title, "names"),
    ]
    assert all(until_at <= gone_at for *_, until_at in looks), "no longer than names were shown"
    context = chromium.new_context(locale="en-GB")
    console.watch(context)
    paper = context.new_page()
    screen.sign_in(paper, stack)
    paper.goto(f"{stack.url}/privacy/demo/")
    rows = paper.locator("section[aria-labelledby=looks] tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.filter(has_text="sofia")).to_contain_text("names")
    expect(rows.filter(has_text="Room 4 (screen)")).to_contain_text(title)
    expect(paper.locator("section[aria-labelledby=policy]")).to_contain_text("fewer than 3 people")
    context.close()
