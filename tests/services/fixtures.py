"""Fixtures of the whole product and of the browser, offered to all rooms by `conftest.py`."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from bootstrap import servers
from tests.services import databases
from tests.services.browser import Console, launch
from tests.services.stack import Stack

StartStack = Callable[..., Stack]
OpenStack = Callable[..., AbstractContextManager[Stack]]


@pytest.fixture(scope="session")
def static_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One collection of static files for all stacks of a session."""
    return tmp_path_factory.mktemp("static")


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory, static_root: Path) -> Iterator[Stack]:
    """The whole product, shared by the session's tests: leave it as you found it."""
    one = Stack(tmp_path_factory.mktemp("stack"), env={"WALLBOARD_STATIC_ROOT": str(static_root)})
    try:
        one.start()
        yield one
    finally:
        one.stop()


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database as `migrate` makes it, one for all workers of a run: eight seconds of a core."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    return databases.migrated(folder / "migrated")


@pytest.fixture(scope="session")
def open_stack(
    tmp_path_factory: pytest.TempPathFactory, static_root: Path, migrated: Path
) -> OpenStack:
    """`with open_stack("quick") as one`: a product for a module. Keywords are those of `Stack`.

    Its database has its tables already; `stack` is the one that begins with nothing.
    """

    @contextmanager
    def opened(name: str, **choices: Any) -> Iterator[Stack]:
        env = {"WALLBOARD_STATIC_ROOT": str(static_root), **choices.pop("env", {})}
        one = Stack(tmp_path_factory.mktemp(name), env=env, **choices)
        databases.copy(migrated, one.database)
        try:
            one.start()
            yield one
        finally:
            one.stop()

    return opened


@pytest.fixture
def start_stack(open_stack: OpenStack) -> Iterator[StartStack]:
    """Start a product of the test's own, to break it at will: `open_stack` until its end."""
    with ExitStack() as opened:
        yield lambda **choices: opened.enter_context(open_stack("stack", **choices))


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser per module. Its tests must not be async: Playwright's loop runs meanwhile."""
    program = servers.browser()
    if program is None:
        assert not servers.in_ci(), "Chromium is missing, and CI runs every test"
        pytest.skip("no Chromium on this machine: sudo apt install chromium")
    expect.set_options(timeout=15_000)  # where it is a promise, the test says how soon
    with sync_playwright() as playwright:
        browser = launch(playwright, program)
        yield browser
        browser.close()


@pytest.fixture
def console() -> Iterator[Console]:
    """What the test's pages complain about: it fails the test, on whichever page that watches.
    `console.allow(pattern)` for what is provoked."""
    found = Console()
    yield found
    assert not found.complaints(), "The pages complained:\n" + "\n".join(found.complaints())


@pytest.fixture
def page(chromium: Browser, console: Console) -> Iterator[Page]:
    """A page of 1920x1080, not signed in."""
    context = chromium.new_context(viewport={"width": 1920, "height": 1080}, locale="en-GB")
    context.set_default_timeout(15_000)
    console.watch(context)
    one = context.new_page()
    yield one
    context.close()
