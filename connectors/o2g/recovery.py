"""What is done about each way in which an attachment ends: one table (issue 3, VENDOR-FACTS 5.3).

A rejected login is not here: it is raised, and the account stops at once.
"""

from __future__ import annotations

import random
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum


class Cause(StrEnum):
    ENDED = "ended"  # the body of the channel ended cleanly
    CUT = "cut"
    SILENT = "silent"
    UNREACHABLE = "unreachable"  # the channel's address does not answer
    REFUSED = "refused"  # it answers, and not with 2xx
    SESSION_LOST = "session lost"  # says the keepalive, or any other request
    SERVER_GONE = "server gone"  # no session could be opened
    PRIMARY_BACK = "primary back"  # we are with the secondary, and the primary answers again


class Act(StrEnum):
    REOPEN = "reopen"  # the same address, the same subscription: O2G has queued the events
    RENEW = "renew"  # a new session and all that hangs on it
    RETREAT = "retreat"  # wait, then a new session, perhaps at the other host


@dataclass(frozen=True, slots=True)
class Remedy:
    """`leaves`: the session may live, and is closed with its subscription before another is opened:
    the next attachment would find both in the store, and break as this one did."""

    act: Act
    is_fault: bool  # told on the health page at once
    leaves: bool = False


RECOVERY: Mapping[Cause, Remedy] = {
    Cause.ENDED: Remedy(Act.REOPEN, False),
    Cause.CUT: Remedy(Act.REOPEN, False),
    Cause.SILENT: Remedy(Act.REOPEN, True),
    Cause.REFUSED: Remedy(Act.RENEW, True, leaves=True),
    Cause.SESSION_LOST: Remedy(Act.RENEW, True),
    Cause.UNREACHABLE: Remedy(Act.RETREAT, True),
    Cause.SERVER_GONE: Remedy(Act.RETREAT, True),
    Cause.PRIMARY_BACK: Remedy(Act.RENEW, False, leaves=True),
}
FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS = 1.0, 30.0
PATIENCE = 3  # attachments in a row that bring nothing, before the next remedy is one stronger
PRIMARY_SECONDS, LONGEST_RETURN_SECONDS = 20.0, 900.0
REOPENINGS, REOPENING_SECONDS = 10, 30.0  # more in that time: snapshots cost the server too much


class Recovery:
    """Remembers how often in a row it did not help."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._fruitless = 0
        self._waits = 0
        self._clock = clock
        self._reopened: deque[float] = deque(maxlen=REOPENINGS)

    def succeeded(self) -> None:
        """The channel spoke and the snapshots came in."""
        self._fruitless = self._waits = 0

    def remedy(self, cause: Cause) -> Remedy:
        """A remedy that fails again and again gives way to the next stronger one."""
        found = RECOVERY[cause]
        self._fruitless += 1
        if found.act is Act.REOPEN:
            now = self._clock()
            full = len(self._reopened) == REOPENINGS
            often = full and now - self._reopened[0] < REOPENING_SECONDS
            self._reopened.append(now)
            if often or self._fruitless > PATIENCE:
                return Remedy(Act.RETREAT, True, leaves=True)
        if found.act is Act.RENEW and self._fruitless > 1:
            return Remedy(Act.RETREAT, True, found.leaves)
        if cause is Cause.UNREACHABLE and self._fruitless > PATIENCE:
            return replace(found, leaves=True)  # perhaps only the stored address is dead
        return found

    def wait_seconds(self) -> float:
        """1, 2, 4, ... 30 s, with jitter, so that many accounts of one server do not return as
        one."""
        wait = min(FIRST_WAIT_SECONDS * 2.0**self._waits, LONGEST_WAIT_SECONDS)
        self._waits = min(self._waits + 1, 10)
        return min(wait * (0.75 + 0.5 * random.random()), LONGEST_WAIT_SECONDS)


class Returning:
    """When the primary is looked for while we are with the secondary. To go back costs the session
    there, and a primary may answer long before it is ready: after each return in vain twice as
    much time passes until the next."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._wait_seconds = self._due_at = 0.0

    def begin(self) -> None:
        """With another channel of the secondary."""
        self._due_at = max(self._due_at, self._clock() + PRIMARY_SECONDS)

    def is_due(self) -> bool:
        """Whether to look now; then it is not again for a while."""
        now = self._clock()
        if now < self._due_at:
            return False
        self._due_at = now + PRIMARY_SECONDS
        return True

    def tried(self) -> None:
        """We go back now."""
        self._wait_seconds = min(
            2 * max(self._wait_seconds, PRIMARY_SECONDS), LONGEST_RETURN_SECONDS
        )
        self._due_at = self._clock() + self._wait_seconds

    def succeeded(self) -> None:
        """We are with the primary, and the snapshots came in."""
        self._wait_seconds = self._due_at = 0.0
