"""Fixtures of the browser's tests: a product whose sources go stale quickly, and people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.e2e import screen
from tests.e2e.edge import site_on_edge
from tests.services import waiting
from tests.services.fixtures import OpenStack
from tests.services.stack import Stack

QUICK = """
from wallboard.boards.models import Account
for account in Account.objects.all():
    account.cadences = {"state": 2, "realtime": 5}
    account.save()
"""


@pytest.fixture(scope="module")
def quick_stack(open_stack: OpenStack) -> Iterator[Stack]:
    """The product with a demo in which nobody stands in for Trio, which is polled every 2 s: late
    after 4 s, lost after 12 s."""
    with open_stack("quick") as one:
        one.evaluate(QUICK)
        waiting.until(lambda: _has_rows(one), "the first directory", 40.0, 0.5)
        yield one


def _has_rows(stack: Stack) -> bool:
    code = "from wallboard.boards.models import Agent, Queue\n"
    return bool(stack.evaluate(f"{code}result = Agent.objects.exists() and Queue.objects.exists()"))


@pytest.fixture
def signed_in(page: Page, quick_stack: Stack) -> Page:
    """The administrator's page, 1920x1080."""
    screen.sign_in(page, quick_stack)
    return page


@pytest.fixture
def edge(stack: Stack) -> Iterator[dict[str, Any]]:
    """A site whose one figure the test says: `edge["mouth"]`."""
    with site_on_edge(stack) as made:
        yield made
