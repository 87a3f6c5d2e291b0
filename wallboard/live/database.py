"""Database work of the live path: off the event loop, in threads whose connections stay open.

The event loop never waits for the database, and the live path never waits behind the threads of
pages. No request ends here, so what requests do for connections is done here: a connection is given
up when it is old, and when it fails; an old one that fails is no news, so a new one is asked.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from django.db import Error, connections

THREADS = 4
OPEN_SECONDS = 60.0

_executor = ThreadPoolExecutor(max_workers=THREADS, thread_name_prefix="wallboard-configuration")
_writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="wallboard-access-log")
_of_thread = threading.local()
T = TypeVar("T")


async def in_thread(work: Callable[..., T], *arguments: Any) -> T:
    """Raises what `work` raises: django.db.Error where the database cannot be read."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_executor, _with_connection, work, *arguments)


async def in_writing_thread(work: Callable[..., T], *arguments: Any) -> T:
    """One at a time, in a thread that nobody who joins a board waits for."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_writer, _with_connection, work, *arguments)


def _with_connection(work: Callable[..., T], *arguments: Any) -> T:
    fresh = _freshened()
    try:
        return work(*arguments)
    except Error:
        _close()
        if fresh:
            raise
    fresh = _freshened()
    try:
        return work(*arguments)
    except Error:
        _close()
        raise


def _freshened() -> bool:
    """True where this thread's connections are to be opened anew."""
    now = time.monotonic()
    opened_at = getattr(_of_thread, "opened_at", None)
    if opened_at is not None and now - opened_at < OPEN_SECONDS:
        return False
    _close()
    _of_thread.opened_at = now
    return True


def _close() -> None:
    _of_thread.opened_at = None
    for connection in connections.all(initialized_only=True):
        connection.close()
