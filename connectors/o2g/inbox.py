"""Where the threads of an attachment hand over what they have: the reader is the only one who
folds, so nothing else needs a lock."""

from __future__ import annotations

import queue
import time
from typing import Any

INBOX_MESSAGES = 64  # chunks of at most 64 KiB; then the server is held back
DRAIN_SECONDS = 0.02  # so much is taken together before it is written

Inbox = queue.Queue[Any]


def inbox() -> Inbox:
    return queue.Queue(INBOX_MESSAGES)


def drain(box: Inbox, patience_seconds: float) -> list[Any]:
    """What is there now, at most 20 ms of it; waits for the first."""
    try:
        found = [box.get(timeout=patience_seconds)]
    except queue.Empty:
        return []
    until = time.monotonic() + DRAIN_SECONDS
    while time.monotonic() < until:
        try:
            found.append(box.get_nowait())
        except queue.Empty:
            break
    return found
