"""Waits for something to become true, with a deadline and a message that says what it saw."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def until(
    condition: Callable[[], T], what: str, seconds: float = 10.0, every_seconds: float = 0.05
) -> T:
    """The first true value of the condition. Fails with the last value when time is over."""
    deadline = time.monotonic() + seconds
    while True:
        seen = condition()
        if seen:
            return seen
        if time.monotonic() > deadline:
            raise AssertionError(f"Waited {seconds:g} s for {what}; last seen: {seen!r}")
        time.sleep(every_seconds)
