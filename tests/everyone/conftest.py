"""A product with the pseudo language and an object of each kind."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.services import waiting
from tests.services.browser import Console, sign_in
from tests.services.fixtures import OpenStack
from tests.services.stack import Stack

LISTED = """
from wallboard.boards.models import Agent, Queue
result = Agent.objects.exists() and Queue.objects.exists()
"""
# One of each kind, so that every page has something to show.
OBJECTS = """
from django.contrib.auth import get_user_model
import time
from wallboard.boards.models import Agent, Board, Display, Queue, Site, SourceOrder, Team
from wallboard.boards.models import VirtualQueue
from wallboard.history.models import AgentStretch, Outage
site = Site.objects.get()
at = int(time.time())
AgentStretch.objects.create(
    site=site, agent=Agent.objects.first(), state="paused", from_at=at - 90, to_at=at - 30)
Outage.objects.create(site=site, from_at=at - 300, to_at=at - 120)
get_user_model()._default_manager.create_user("viewer", password="test-pass-of-viewer-1")
Team.objects.create(site=site, name="North")
both = VirtualQueue.objects.create(site=site, name="Both", virtual=True)
both.members.set(Queue.objects.filter(virtual=False)[:2])
SourceOrder.objects.create(site=site, figure="agent.state")
screen = Display(site=site, board=Board.objects.get(slug="wall"), name="Room 4")
screen.new_secret()
screen.save()
"""


@pytest.fixture(scope="package")
def house(open_stack: OpenStack) -> Iterator[Stack]:
    with open_stack("house", env={"WALLBOARD_PSEUDO_LANGUAGE": "true"}) as one:
        waiting.until(lambda: bool(one.evaluate(LISTED)), "the first directory", 60.0, 0.5)
        one.evaluate(OBJECTS)
        yield one


@pytest.fixture
def visitor(chromium: Browser, console: Console, house: Stack) -> Iterator[Page]:
    """The administrator at a desk of 1280x800."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
    context.set_default_timeout(20_000)
    console.watch(context)
    page = context.new_page()
    sign_in(page, house.url, house.admin_name, house.admin_password)
    yield page
    context.close()
