"""Calling a coroutine that as a rule does not wait, without a task.

An ASGI server's `send` waits only for back-pressure. One step by hand (`sending.send(None)`) ends
in StopIteration when it did not; else it returned the future that it waits for, and a task goes on.
"""

from __future__ import annotations

import types
from collections.abc import Coroutine, Generator
from typing import Any

Sending = Coroutine[Any, Any, None]


@types.coroutine
def rest_of(sending: Sending, blocked: Any) -> Generator[Any, None, None]:
    """What is left of a coroutine that was stepped once and now waits for `blocked`."""
    while True:
        try:
            yield blocked
        except BaseException as error:  # a cancellation is the coroutine's to handle
            raised: BaseException | None = error
        else:
            raised = None
        try:
            blocked = sending.send(None) if raised is None else sending.throw(raised)
        except StopIteration:
            return
