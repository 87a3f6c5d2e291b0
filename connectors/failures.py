"""Transport failures as errors with one plain sentence, and the unpacking of compressed bodies."""

from __future__ import annotations

import socket
import ssl
import zlib
from collections.abc import Callable, Iterator
from typing import Any

from connectors.errors import ConnectorError, Malformed, Refused, Unreachable

Unpack = Callable[[bytes, int], bytes]

# OpenSSL's verify codes → what is wrong with the certificate (X509_V_ERR_*).
CERTIFICATE_TROUBLE = {
    9: "is not valid yet",
    10: "has expired",
    18: "is self-signed",
    19: "was issued by an authority that is not trusted here",
    20: "was issued by an authority that is not trusted here",
    21: "was issued by an authority that is not trusted here",
    62: "belongs to another host name",
    64: "belongs to another address",
}
CERTIFICATE_HINT = "Give the account a CA bundle, or have the certificate renewed."

# httpx's and httpcore's errors by class name, as both name them alike: → (class, sentence).
BEFORE_BODY: dict[str, tuple[type[ConnectorError], str]] = {
    "ConnectTimeout": (Unreachable, "{source} did not take the connection in time."),
    "ReadTimeout": (Unreachable, "{source} did not answer within {seconds:.2g} s."),
    "WriteTimeout": (Unreachable, "{source} did not take our request in time."),
    "PoolTimeout": (Unreachable, "{source} keeps all our connections busy."),
    "ReadError": (Unreachable, "{source} cut the connection."),
    "WriteError": (Unreachable, "{source} cut the connection."),
    "RemoteProtocolError": (Malformed, "{source} does not answer in HTTP."),
    "LocalProtocolError": (Refused, "A setting of the account cannot be sent to {source}."),
    "UnsupportedProtocol": (Refused, "{source} has an address that is not of the web."),
    "error": (Malformed, "{source} gave an answer whose compression is broken."),
}
IN_BODY: dict[str, tuple[type[ConnectorError], str]] = BEFORE_BODY | {
    "ReadTimeout": (Unreachable, "{source} did not finish its answer within {seconds:.2g} s."),
    "ReadError": (Malformed, "{source} cut its answer off."),
    "RemoteProtocolError": (Malformed, "{source} cut its answer off."),
}


def classed(error: Exception, source: str, seconds: float, *, in_body: bool) -> ConnectorError:
    """A failure of the transport by the tables. `seconds` is the limit that the request had."""
    for cause in _causes(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            trouble = CERTIFICATE_TROUBLE.get(cause.verify_code, "cannot be verified")
            sentence = f"The certificate of {source} {trouble}."
            return Unreachable(sentence, hint=CERTIFICATE_HINT)
        if isinstance(cause, ssl.SSLError):
            return Unreachable(
                f"No secure connection to {source} could be made.",
                hint="Check that the address is one of https, and the TLS versions it offers.",
            )
        if isinstance(cause, socket.gaierror):
            return Unreachable(
                f"The host name of {source} cannot be found.", hint="Check the address."
            )
        if isinstance(cause, ConnectionRefusedError):
            return Unreachable(f"{source} refused the connection: nothing listens there.")
    name = type(error).__name__
    if name == "RemoteProtocolError" and "disconnected" in str(error):
        return Unreachable(f"{source} closed the connection without an answer.")
    default = (Unreachable, "{source} could not be reached.")
    kind, sentence = (IN_BODY if in_body else BEFORE_BODY).get(name, default)
    return kind(sentence.format(source=source, seconds=seconds))


def unpacker(encoding: str, source: str) -> Unpack:
    """A function (chunk, room) → at most `room` unpacked bytes, so that a bomb stays small."""
    name = encoding.strip().lower()
    if name in ("", "identity"):
        return lambda chunk, room: chunk
    if name not in ("gzip", "x-gzip", "deflate"):
        raise Malformed(f"{source} packed its answer in a way that we did not ask for.")
    return Inflater(name == "deflate").unpack


GZIP_MARK = b"\x1f\x8b"
FRAMED, BARE = zlib.MAX_WBITS | 32, -zlib.MAX_WBITS  # gzip or zlib, by its head; without any


class Inflater:
    """gzip of any number of members (RFC 1952), zlib, and deflate without zlib's frame, as IIS and
    others understand the word. What follows the end of it all is left out."""

    def __init__(self, may_be_bare: bool) -> None:
        self._may_be_bare = may_be_bare
        self._stream: Any = None
        self._left = b""  # not understood yet, or beyond the room of the last call

    def unpack(self, chunk: bytes, room: int) -> bytes:
        """At most `room` bytes. Raises zlib.error."""
        data, found = self._left + chunk, bytearray()
        while data and len(found) < max(room, 1):
            if self._stream is None or self._stream.eof:
                if len(data) < len(GZIP_MARK):
                    break  # what begins here shows with the next chunk
                if self._stream is not None and not data.startswith(GZIP_MARK):
                    data = b""
                    break
                self._stream = zlib.decompressobj(self._window(data))
            found += self._stream.decompress(data, max(room, 1) - len(found))
            data = self._stream.unconsumed_tail or self._stream.unused_data
        self._left = data
        return bytes(found)

    def _window(self, head: bytes) -> int:
        is_zlib = head[0] & 15 == 8 and int.from_bytes(head[:2]) % 31 == 0
        bare = self._may_be_bare and not is_zlib and not head.startswith(GZIP_MARK)
        return BARE if bare else FRAMED


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
