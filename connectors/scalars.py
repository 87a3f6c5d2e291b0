"""Single values as vendors write them: numbers, flags, durations, instants, texts.

Each reader returns None for what is absent (null, empty text, a lone dash) and raises `Unreadable`
for what is there and makes no sense. No message holds the value, which could be a person's name.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from typing import Any

MAX_TEXT = 200
UNITS: Mapping[str, float] = {"s": 1.0, "ms": 0.001, "min": 60.0, "h": 3600.0}
CLOCK_UNITS = ("hh:mm:ss", "mm:ss", "hh:mm")
TRUE = frozenset({"true", "yes", "y", "1", "on", "t", "ja", "sant", "sann"})
FALSE = frozenset({"false", "no", "n", "0", "off", "f", "nej", "falskt", "falsk"})

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d{1,3})?", re.ASCII | re.IGNORECASE)
_CLOCK = re.compile(
    r"(?:(?P<days>\d{1,5})[.\s])?(?P<a>\d{1,5}):(?P<b>\d{1,2})(?::(?P<c>\d{1,2}))?(?P<f>\.\d+)?",
    re.ASCII,
)
_ISO_DURATION = re.compile(
    r"P(?:(?P<d>[\d.,]+)D)?(?:T(?:(?P<h>[\d.,]+)H)?(?:(?P<m>[\d.,]+)M)?(?:(?P<s>[\d.,]+)S)?)?",
    re.ASCII | re.IGNORECASE,
)
_DOTNET_DATE = re.compile(r"/Date\((-?\d{1,16})(?:[+-]\d{4})?\)/", re.ASCII)
# How the end of an ISO text may say its zone beside what Python takes: RFC 3339's small letters, a
# name of UTC, and Java's name of the zone after the offset that counts.
_ZONE_NAME = re.compile(r"(?:(?<=[+-]\d\d:\d\d)|(?<=[Zz]))\[[\w/+-]+\]$", re.ASCII)
_UTC_NAME = re.compile(r"\s*(?:z|utc|gmt)$", re.ASCII | re.IGNORECASE)
AHEAD_SECONDS = 5.0  # so far may the clock of whoever wrote an instant be ahead of ours
_EARLIEST = datetime(2000, 1, 1, tzinfo=UTC).timestamp()
_LATEST = datetime(2100, 1, 1, tzinfo=UTC).timestamp()


class Unreadable(ValueError):
    """A value of the wrong type or form; the text completes a sentence that names the member."""


def _absent(value: Any) -> bool:
    return value is None or (isinstance(value, str) and value.strip() in ("", "-", "–"))


def number_of(value: Any) -> float | None:
    """A finite number, or a text of one; a decimal comma counts, thousands marks do not.

    ``1,234`` is refused: it is 1.234 to some and 1234 to others.
    """
    if _absent(value):
        return None
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise Unreadable("is not a number")
    if isinstance(value, str):
        text = "".join(value.split())
        if re.fullmatch(r"[+-]?[1-9]\d{0,2},\d{3}", text):
            raise Unreadable("is a number that can be read in two ways")
        text = text.replace(",", ".")
        if not _NUMBER.fullmatch(text):
            raise Unreadable("is text that is not a number")
        value = text
    try:
        number = float(value)
    except OverflowError:
        raise Unreadable("is a number beyond all bounds") from None
    if not math.isfinite(number):
        raise Unreadable("is not a finite number")
    return number


def whole_of(value: Any) -> int | None:
    """A whole number; 3.0 is one, 3.5 is refused."""
    number = number_of(value)
    if number is None:
        return None
    if not number.is_integer():
        raise Unreadable("is not a whole number")
    return int(number)


def flag_of(value: Any) -> bool | None:
    """true/false as JSON, 0/1, or a word for it in English or Swedish."""
    if _absent(value):
        return None
    if isinstance(value, bool):
        return value
    word = str(value).strip().casefold() if isinstance(value, str | int) else ""
    if word in TRUE:
        return True
    if word in FALSE:
        return False
    raise Unreadable("is neither yes nor no")


def text_of(value: Any) -> str | None:
    """A text, trimmed, without control characters, at most 200 characters; a number as its text.

    So an id is the same text whether it came as 17, 17.0 or "17".
    """
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise Unreadable("is not text")
    if isinstance(value, float):
        if not math.isfinite(value):
            raise Unreadable("is not a finite number")
        value = int(value) if value.is_integer() else value
    try:
        text = str(value)
    except ValueError:  # beyond the interpreter's limit of digits
        raise Unreadable("is a number beyond all bounds") from None
    kept = "".join(" " if unicodedata.category(c) in ("Cc", "Cs") else c for c in text)
    return " ".join(kept.split())[:MAX_TEXT] or None


def duration_of(value: Any, unit: str = "s") -> float | None:
    """Seconds, zero or more. A bare number counts `unit`; colons and ISO 8601 say their own.

    Units: s, ms, min, h, and the clock forms hh:mm:ss, mm:ss, hh:mm, under which a bare number is
    refused. Two clock parts are mm:ss, except under the unit hh:mm.
    """
    if _absent(value):
        return None
    text = value.strip() if isinstance(value, str) else ""
    if ":" in text:
        return _clock_seconds(text, unit)
    if text[:1] in ("P", "p"):
        return _iso_seconds(text)
    number = number_of(value)
    if number is None:
        return None
    if unit not in UNITS:
        raise Unreadable(f"is a bare number where {unit} was expected")
    if number < 0:
        raise Unreadable("is a negative duration")
    return number * UNITS[unit]


def instant_of(value: Any, zone: tzinfo = UTC, now_at: float | None = None) -> float | None:
    """Epoch seconds from seconds or milliseconds (by magnitude), ISO 8601 or ``/Date(ms)/``.

    `zone` is that of a text which names none. Where that says an hour twice, the text is of the
    first one; with `now_at`, for what lies in the past, of the last one that has been.
    The year 1 is how .NET writes "never": absent. Anything outside the years 2000 to 2099 is
    refused.
    """
    if _absent(value):
        return None
    text = value.strip() if isinstance(value, str) else ""
    dotnet = _DOTNET_DATE.fullmatch(text)
    if dotnet:
        at = int(dotnet[1]) / 1000
    elif text and not _NUMBER.fullmatch(text):
        if text.startswith("0001-01-01"):
            return None
        try:
            moment = datetime.fromisoformat(_UTC_NAME.sub("Z", _ZONE_NAME.sub("", text)))
            at = moment.timestamp() if moment.tzinfo else _local(moment, zone, now_at)
        except (ValueError, OverflowError):
            raise Unreadable("is text that is not a date and time") from None
    else:
        number = number_of(value)
        at = 0.0 if number is None else number
        at = at / 1000 if abs(at) >= 1e11 else at
    if not _EARLIEST <= at < _LATEST:
        raise Unreadable("is an instant out of all bounds")
    return at


def _local(moment: datetime, zone: tzinfo, now_at: float | None) -> float:
    first, second = (moment.replace(tzinfo=zone, fold=fold).timestamp() for fold in (0, 1))
    return first if now_at is None or second > now_at + AHEAD_SECONDS else second


def _clock_seconds(text: str, unit: str) -> float:
    match = _CLOCK.fullmatch(text.replace(",", "."))
    if not match:
        raise Unreadable("is text that is not a duration")
    a, b = int(match["a"]), int(match["b"])
    if match["c"] is not None:
        seconds = a * 3600 + b * 60 + int(match["c"])
    else:
        seconds = a * 3600 + b * 60 if unit == "hh:mm" else a * 60 + b
    if b > 59 or int(match["c"] or 0) > 59:
        raise Unreadable("is text that is not a duration")
    return int(match["days"] or 0) * 86400 + seconds + float(match["f"] or 0)


def _iso_seconds(text: str) -> float:
    match = _ISO_DURATION.fullmatch(text)
    if not match or not any(match.groups()):
        raise Unreadable("is text that is not a duration")
    weights = {"d": 86400.0, "h": 3600.0, "m": 60.0, "s": 1.0}
    return sum((number_of(match[part]) or 0.0) * weight for part, weight in weights.items())
