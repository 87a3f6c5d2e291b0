"""What came back: a status, some headers and a bounded body, read as JSON with tolerance.

No message made here holds any of the body.
"""

from __future__ import annotations

import codecs
import email.utils
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from connectors.errors import (
    ConnectorError,
    CredentialsRejected,
    Malformed,
    Refused,
    Throttled,
    Unreachable,
)

MAX_DEPTH = 40
DEFAULT_RETRY_SECONDS = 30.0
MAX_RETRY_SECONDS = 3600.0

# status → (class, what happened, what the administrator can do)
STATUS_ERRORS: Mapping[int, tuple[type[ConnectorError], str, str]] = {
    401: (
        CredentialsRejected,
        "did not accept the sign-in",
        "Check user name, password and keys of the account.",
    ),
    403: (
        Refused,
        "says that this login may not read this",
        "Check the rights and licences of the login in the vendor's administration.",
    ),
    404: (Refused, "has nothing at this address", "Check the address of the account."),
    407: (Refused, "is behind a proxy that asks for a sign-in", "Give a direct way to it."),
    408: (Unreachable, "gave up waiting for the request", ""),
    410: (Refused, "says that this address is gone", "Check the address of the account."),
    425: (Unreachable, "asks to try again later", ""),
}


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer. `headers` have lower-case names; `url` is what was asked, with its query.

    `repr` shows neither body, headers nor query.
    """

    source: str  # "Trio at host", the subject of every sentence about it
    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    url: str = field(repr=False)
    location: str = field(repr=False, default="")  # absolute; empty when it is no redirect

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    @property
    def empty(self) -> bool:
        return self.status == 204 or not self.body.strip()

    @property
    def is_markup(self) -> bool:
        """A page where data was expected; judged by the body, as content types are often wrong."""
        return self.body.lstrip(codecs.BOM_UTF8 + b" \t\r\n").startswith(b"<")

    def text(self) -> str:
        """By its mark, else the charset of the header, else UTF-8 or UTF-16 by its look, else
        ISO-8859-1."""
        marked = "utf-8" if self.body.startswith(codecs.BOM_UTF8) else ""
        for charset in (marked, self._charset(), json.detect_encoding(self.body)):
            if charset:
                try:
                    return self.body.decode(charset).removeprefix("\ufeff")
                except (UnicodeDecodeError, LookupError):
                    continue
        return self.body.decode("iso-8859-1")

    def json(self) -> Any:
        """The parsed body. Raises `Malformed` for anything that is not JSON of bearable depth.

        NaN and Infinity come through as floats; the readers of `reading.py` refuse them one by
        one, so that a single bad member does not cost the whole reply.
        """
        if self.empty:
            raise Malformed(f"{self.source} gave an empty answer where data was expected.")
        if self.is_markup:
            raise Malformed(
                f"{self.source} answered with a web page instead of data.",
                hint="Check the address of the account; a sign-on page or proxy may be in the way.",
            )
        try:
            value = json.loads(self.text())
        except RecursionError:
            raise Malformed(f"{self.source} gave an answer that is nested too deeply.") from None
        except ValueError:  # `from None`: the parser's error holds the body
            raise Malformed(
                f"{self.source} gave an answer that is cut off or is not JSON."
            ) from None
        if _deeper_than(value, MAX_DEPTH):
            raise Malformed(f"{self.source} gave an answer that is nested too deeply.")
        return value

    def retry_after_seconds(self, now_at: float | None = None) -> float | None:
        """What `Retry-After` asks (seconds or an HTTP date), within 1 s and 1 h; None if unsaid."""
        text = self.headers.get("retry-after", "").strip()
        if not text:
            return None
        if text.isascii() and text.isdigit():
            seconds = float(text[:9])
        else:
            try:
                at = _http_date(text)
            except (ValueError, TypeError, OverflowError):
                return None
            seconds = at - self._said_at(time.time() if now_at is None else now_at)
        return min(max(seconds, 1.0), MAX_RETRY_SECONDS)

    def _said_at(self, now_at: float) -> float:
        """By the clock of who sent it, as its other instants are; by ours where it tells none."""
        try:
            return _http_date(self.headers.get("date", ""))
        except (ValueError, TypeError, OverflowError):
            return now_at

    def error(self, now_at: float | None = None) -> ConnectorError:
        """This status as an error, by the table; meant for a reply that is not `ok`."""
        wait = self.retry_after_seconds(now_at)
        if self.status == 429 or (self.status == 503 and wait is not None):
            return Throttled(
                f"{self.source} asks us to call less often (status {self.status}).",
                retry_after_seconds=DEFAULT_RETRY_SECONDS if wait is None else wait,
                hint="Raise the cadence of the account's jobs if this happens again and again.",
            )
        if 300 <= self.status < 400:
            return Refused(
                f"{self.source} sent us elsewhere (status {self.status}), which we do not follow.",
                hint="Check the address of the account.",
            )
        if self.status >= 500:
            return Unreachable(f"{self.source} has trouble of its own (status {self.status}).")
        default = (Malformed, "did not understand our request", "")
        kind, happened, hint = STATUS_ERRORS.get(self.status, default)
        return kind(f"{self.source} {happened} (status {self.status}).", hint=hint)

    def _charset(self) -> str:
        for part in self.headers.get("content-type", "").split(";")[1:]:
            name, _, value = part.strip().partition("=")
            if name.strip().lower() == "charset":
                return value.strip().strip("\"'").lower()
        return ""


def _http_date(text: str) -> float:
    """Epoch seconds. Raises ValueError, TypeError or OverflowError for what is no date."""
    return email.utils.parsedate_to_datetime(text).timestamp()


def _deeper_than(value: Any, limit: int) -> bool:
    level = [value]
    for _ in range(limit):
        level = [
            child
            for parent in level
            if isinstance(parent, dict | list)
            for child in (parent.values() if isinstance(parent, dict) else parent)
        ]
        if not level:
            return False
    return True
