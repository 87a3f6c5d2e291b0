"""Do something slow in a thread of its own: a stop need not wait for a server that hangs."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from connectors.base import Stop

T = TypeVar("T")
LOOK_SECONDS = 0.1


class Stopped(Exception):
    """The reader was told to stop meanwhile; what was begun is left to itself."""


class _Result(Generic[T]):
    def __init__(self, do: Callable[[], T]) -> None:
        self._do = do
        self.done = threading.Event()
        self.error: BaseException | None = None
        self.value: T | None = None

    def run(self) -> None:
        try:
            self.value = self._do()
        except BaseException as error:  # raised again where it is waited for
            self.error = error
        finally:
            self.done.set()


def aside(do: Callable[[], T], stop: Stop) -> T:
    """What `do` returns or raises. Raises Stopped as soon as `stop` is set."""
    result = _Result(do)
    threading.Thread(target=result.run, name="o2g aside", daemon=True).start()
    while not result.done.wait(LOOK_SECONDS):
        if stop.is_set():
            raise Stopped
    if result.error is not None:
        raise result.error
    return result.value  # type: ignore[return-value]  # set unless there is an error
