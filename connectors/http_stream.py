"""An answer without end, read as it comes: for vendors that send events down one response.

There is no total limit, only one of silence, asked for anew before each wait. `abort` may be called
by any thread and wakes the one that reads.
"""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable, Iterator

import httpx

from connectors.deadlines import Deadline
from connectors.errors import Malformed, Unreachable

MAX_LINE_BYTES = 1024 * 1024


class Cut(Unreachable):
    """The connection broke in the middle of the answer."""


class Silent(Unreachable):
    """Nothing came for longer than the limit of silence."""


class LongReply:
    """The body of one response, as long as it lasts."""

    def __init__(
        self,
        response: httpx.Response,
        source: str,
        deadline: Deadline,
        silence_seconds: Callable[[], float],
    ) -> None:
        self._response = response
        self._source = source
        self._deadline = deadline
        self._silence_seconds = silence_seconds
        stream = response.extensions.get("network_stream")
        found = stream.get_extra_info("socket") if stream is not None else None
        self._socket: socket.socket | None = found

    def __repr__(self) -> str:
        return f"<LongReply {self._source}>"

    def chunks(self) -> Iterator[bytes]:
        """Bytes as they arrive, until the other side ends the answer. Raises Cut, Silent."""
        packed = self._response.headers.get("content-encoding", "identity").strip().lower()
        if packed not in ("", "identity"):
            raise Malformed(f"{self._source} packed its events, which we did not ask for.")
        limit = self._silence_seconds()
        try:
            self._deadline.set(limit)
            for chunk in self._response.iter_raw():
                yield chunk
                limit = self._silence_seconds()
                self._deadline.set(limit)
        except httpx.TimeoutException:
            raise Silent(f"{self._source} has been silent for {limit:.3g} s.") from None
        except Exception as error:
            # httpcore's own errors reach us here, as the body is read outside of httpx's mapping.
            if "Timeout" in type(error).__name__:
                raise Silent(f"{self._source} has been silent for {limit:.3g} s.") from None
            raise Cut(f"{self._source} cut its channel of events off.") from None

    def abort(self) -> None:
        """Break the connection from whatever thread; the reader's wait ends."""
        if self._socket is not None:
            with contextlib.suppress(OSError, ValueError):
                # The plain method: that of a TLS socket takes the cipher from under the reader.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)

    def close(self) -> None:
        """By the thread that reads."""
        with contextlib.suppress(Exception):  # the connection may be broken in any way by now
            self._response.close()


class Lines:
    """Bytes in, whole lines out; split anywhere, also inside a character.

    A line of more than `limit` bytes is skipped to its end and counted in `refused`.
    """

    def __init__(self, limit: int = MAX_LINE_BYTES) -> None:
        self.refused = 0
        self._limit = limit
        self._rest = bytearray()
        self._skipping = False

    def feed(self, chunk: bytes) -> list[bytes]:
        """The lines that this chunk completes; blank ones are left out."""
        pieces = chunk.split(b"\n")
        if len(pieces) == 1:
            self._keep(chunk)
            return []
        first, last = pieces[0], pieces.pop()
        if self._rest or self._skipping:
            self._keep(first)
            pieces[0] = b"" if self._skipping else bytes(self._rest)
            self._rest.clear()
            self._skipping = False
        self._keep(last)
        lines = [line for piece in pieces if (line := piece.strip())]
        if len(chunk) <= self._limit:  # then none of them can be longer
            return lines
        kept = [line for line in lines if len(line) <= self._limit]
        self.refused += len(lines) - len(kept)
        return kept

    def _keep(self, piece: bytes) -> None:
        """Of a line that has not ended yet."""
        if self._skipping:
            return
        if len(self._rest) + len(piece) > self._limit:
            self._skipping = True
            self._rest.clear()
            self.refused += 1
        else:
            self._rest += piece
