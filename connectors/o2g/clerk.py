"""Requests beside the channel: a thread of their own, so that no answer holds an event back.

It keeps the session alive and does errands one after another.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from connectors.errors import ConnectorError
from connectors.o2g.client import O2gClient
from connectors.o2g.inbox import Inbox
from connectors.o2g.recovery import Cause
from connectors.o2g.session import SessionLost

KEEPALIVES_PER_LIFE = 2.0
LONGEST_KEEPALIVE_SECONDS = 600.0
AGAIN_SECONDS = 2.0  # after a keepalive that did not reach the server


@dataclass(frozen=True, slots=True)
class Errand:
    """`name` and `about` tell the reader what the answer is of."""

    name: str
    do: Callable[[O2gClient], Any]
    about: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """`error` is None when it went well."""

    errand: Errand
    value: Any = None
    error: ConnectorError | None = None


@dataclass(frozen=True, slots=True)
class Lost:
    """The session, or the server behind it."""

    cause: Cause
    error: ConnectorError


class Clerk:
    def __init__(self, client: O2gClient, inbox: Inbox) -> None:
        self._client = client
        self._inbox = inbox
        self._errands: queue.Queue[Errand] = queue.Queue()
        self._closed = threading.Event()
        life = client.current.time_to_live_seconds
        self._life = life
        self._every = min(max(life / KEEPALIVES_PER_LIFE, 0.2), LONGEST_KEEPALIVE_SECONDS)
        self._alive_at = time.monotonic()
        self._due_at = self._alive_at + self._every
        self._thread = threading.Thread(target=self._run, name="o2g clerk", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def ask(self, errand: Errand) -> None:
        self._errands.put(errand)

    def close(self, wait_seconds: float = 0.5) -> None:
        self._closed.set()
        if self._thread.ident is not None:
            self._thread.join(wait_seconds)

    def _run(self) -> None:
        while not self._closed.is_set():
            if time.monotonic() >= self._due_at and not self._keep_alive():
                return
            try:
                patience = min(max(self._due_at - time.monotonic(), 0.0), 0.2)
                errand = self._errands.get(timeout=patience)
            except queue.Empty:
                continue
            self._tell(self._done(errand))

    def _keep_alive(self) -> bool:
        """False when there is nothing left to keep alive."""
        try:
            self._client.session.keep_alive(self._client.current)
        except SessionLost as error:
            self._tell(Lost(Cause.SESSION_LOST, error))
            return False
        except ConnectorError as error:
            # The channel may be well all the same; the session ends by its own clock.
            if time.monotonic() - self._alive_at > self._life:
                self._tell(Lost(Cause.SESSION_LOST, error))
                return False
            self._due_at = time.monotonic() + min(AGAIN_SECONDS, self._every / 2)
            return True
        self._alive_at = time.monotonic()
        self._due_at = self._alive_at + self._every
        return True

    def _done(self, errand: Errand) -> Answer | Lost:
        try:
            return Answer(errand, errand.do(self._client))
        except SessionLost as error:
            return Lost(Cause.SESSION_LOST, error)
        except ConnectorError as error:
            return Answer(errand, error=error)

    def _tell(self, message: Answer | Lost) -> None:
        while not self._closed.is_set():
            try:
                self._inbox.put(message, timeout=0.2)
            except queue.Full:
                continue
            return
