"""The open channel: a thread that reads bytes and hands them to the reader, and nothing else.

POST with an empty body and without cookies: the address alone says which subscription it is.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass

from connectors.base import RunContext
from connectors.errors import ConnectorError, Unreachable
from connectors.http import Cut, LongReply, Silent, VendorHttp
from connectors.o2g.inbox import Inbox
from connectors.o2g.recovery import Cause
from connectors.o2g.session import LABEL

JOIN_SECONDS = 1.0
FIRST_SILENCE_SECONDS = 90.0  # until two keepalives were seen
SILENT_KEEPALIVES = 2.5
SHORTEST_SILENCE_SECONDS = 1.0
REMEMBERED = 3
LEAST_GAP_SECONDS = 0.05  # a duplicate tells nothing, nor do those that waited for the channel


@dataclass(frozen=True, slots=True)
class Opened:
    """The server answers: events may come."""

    at: float  # epoch seconds


@dataclass(frozen=True, slots=True)
class Chunk:
    data: bytes
    at: float  # epoch seconds of its arrival


@dataclass(frozen=True, slots=True)
class Ended:
    cause: Cause
    error: ConnectorError | None = None


class ChannelRefused(Unreachable):
    """The address of the channel answers, and not with events."""


class Silence:
    """How long a channel may say nothing: 2.5 times what its keepalives were seen to take."""

    def __init__(self) -> None:
        self._last: float | None = None
        self._gaps: list[float] = []

    def keepalive(self, at: float) -> None:
        if self._last is not None and at - self._last > LEAST_GAP_SECONDS:
            self._gaps = [*self._gaps, at - self._last][-REMEMBERED:]
        self._last = at

    def interrupted(self) -> None:
        """A gap over a reconnection is none of the server's."""
        self._last = None

    @property
    def keepalive_seconds(self) -> float | None:
        return max(self._gaps) if self._gaps else None

    def limit(self) -> float:
        if not self._gaps:
            return FIRST_SILENCE_SECONDS
        return max(SILENT_KEEPALIVES * max(self._gaps), SHORTEST_SILENCE_SECONDS)


class Channel:
    """One opening of the channel. `close` may be called from the reader's thread at any time."""

    def __init__(
        self, context: RunContext, places: list[str], inbox: Inbox, silence: Callable[[], float]
    ) -> None:
        self._context = context
        self._places = places
        self._inbox = inbox
        self._silence = silence
        self._closed = threading.Event()
        self._reply: LongReply | None = None
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="o2g channel", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        """Break the connection and wait until the thread is done with it."""
        with self._lock:
            self._closed.set()
            if self._reply is not None:
                self._reply.abort()
        if self._thread.ident is not None:
            self._thread.join(JOIN_SECONDS)

    def _run(self) -> None:
        try:
            http = VendorHttp(self._context, LABEL)  # a fresh socket, never a dying one
        except ConnectorError as error:
            self._put(Ended(Cause.UNREACHABLE, error))
            return
        try:
            self._put(self._read(http))
        finally:
            http.close()

    def _read(self, http: VendorHttp) -> Ended:
        try:
            reply = self._open(http)
        except ChannelRefused as error:
            return Ended(Cause.REFUSED, error)
        except Unreachable as error:
            return Ended(Cause.UNREACHABLE, error)
        except ConnectorError as error:
            return Ended(Cause.REFUSED, error)
        if reply is None:
            return Ended(Cause.ENDED)
        try:
            self._put(Opened(self._context.clock()))
            for data in reply.chunks():
                if not self._put(Chunk(data, self._context.clock())):
                    break
        except Silent as error:
            return Ended(Cause.SILENT, error)
        except Cut as error:
            return Ended(Cause.CUT, error)
        except ConnectorError as error:
            return Ended(Cause.REFUSED, error)
        finally:
            reply.close()
        return Ended(Cause.ENDED)

    def _open(self, http: VendorHttp) -> LongReply | None:
        """At the first place that can be reached; None when it was closed meanwhile."""
        for place in self._places:
            try:
                reply = http.stream("POST", place, purpose="channel", silence_seconds=self._silence)
            except Unreachable:
                if self._closed.is_set() or place == self._places[-1]:
                    raise
                continue
            if not isinstance(reply, LongReply):
                raise ChannelRefused(
                    f"{reply.source} refuses the channel of events (status {reply.status})."
                )
            with self._lock:
                if not self._closed.is_set():
                    self._reply = reply
                    return reply
            reply.close()
            return None
        return None

    def _put(self, message: Opened | Chunk | Ended) -> bool:
        """Wait while the reader is behind, so that TCP holds the server back; False when closed."""
        while not self._closed.is_set():
            try:
                self._inbox.put(message, timeout=0.2)
            except queue.Full:
                continue
            return True
        return False
