"""The player as a server that a browser test may open, shut and order about."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from typing import Any

from playwright.sync_api import Locator, Page

from tests.frontend.player import Player, listen


class Server:
    """The player in a thread of its own: playwright's loop runs in the test's."""

    def __init__(self) -> None:
        self.player = Player()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._server: Any = None
        self.port = 0

    def do(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    def begin(self, work: Coroutine[Any, Any, Any]) -> Future[Any]:
        """Beside the test; its result is waited for later."""
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def open(self) -> None:
        self._server = self.do(listen(self.player, self.port))
        self.port = self._server.sockets[0].getsockname()[1]

    def shut(self) -> None:
        async def close() -> None:
            self._server.close()
            await self._server.wait_closed()

        self.do(close())

    def close(self) -> None:
        self.shut()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    def send(self, **frame: Any) -> None:
        self.do(self.player.broadcast(**frame))

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}/{path}"


def show(page: Page, server: Server, path: str) -> None:
    page.goto(server.url(path))
    page.wait_for_selector(".tile")


def figure(page: Page, title: str) -> Locator:
    return page.locator(f'section.tile-figure[aria-label="{title}"]')
