"""Typed readers of environment variables. What they do not understand they refuse, in a sentence.

The variables themselves are rows of `wallboard/settings/variables.py`. A variable that may hold a
secret can also be given as `<NAME>_FILE`, the path of a file whose content is the value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar
from urllib.parse import urlsplit

T = TypeVar("T")

TRUE = frozenset({"1", "true", "yes", "on"})
FALSE = frozenset({"0", "false", "no", "off"})
UNIT_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "min": 60.0, "h": 3600.0, "d": 86400.0}
_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*(ms|s|min|m|h|d)?")


class BadVariable(ValueError):
    """A variable holds what its reader does not understand. Never quotes a secret's value."""


def text(value: str) -> str:
    return value


def boolean(value: str) -> bool:
    word = value.lower()
    if word in TRUE:
        return True
    if word in FALSE:
        return False
    raise ValueError("is neither true nor false; write true or false")


def integer(value: str) -> int:
    try:
        return int(value)
    except ValueError:
        raise ValueError("is not a whole number") from None


def number(value: str) -> float:
    try:
        result = float(value)
    except ValueError:
        raise ValueError("is not a number") from None
    if result != result or result in (float("inf"), float("-inf")):
        raise ValueError("is not a finite number")
    return result


def duration(value: str) -> float:
    """Seconds, of "90", "90s", "250ms", "15m", "12h" or "400d"."""
    match = _DURATION.fullmatch(value)
    if match is None:
        raise ValueError("is not a duration; write a number and s, m, h or d, for example 15m")
    return float(match[1]) * UNIT_SECONDS[match[2] or "s"]


def words(value: str) -> tuple[str, ...]:
    """A list, separated by commas or line breaks."""
    return tuple(part.strip() for part in re.split(r"[,\n]", value) if part.strip())


def path(value: str) -> Path:
    return Path(value).expanduser().resolve()


def choice(*allowed: str) -> Callable[[str], str]:
    def read(value: str) -> str:
        if value.lower() in allowed:
            return value.lower()
        raise ValueError(f"must be one of: {', '.join(allowed)}")

    return read


def url(*schemes: str) -> Callable[[str], str]:
    def read(value: str) -> str:
        try:
            parts = urlsplit(value)
            _ = parts.port  # raises for what is no port number
        except ValueError:
            raise ValueError("is not a well-formed address") from None
        if parts.scheme not in schemes:
            raise ValueError(f"must begin with {' or '.join(f'{s}://' for s in schemes)}")
        return value

    return read


def at_least(minimum: float, read: Callable[[str], T]) -> Callable[[str], T]:
    def checked(value: str) -> T:
        result = read(value)
        if float(result) < minimum:  # type: ignore[arg-type]
            raise ValueError(f"must be at least {minimum:g}")
        return result

    return checked


@dataclass(frozen=True)
class Variable(Generic[T]):
    """One row: name, reader, default and the sentence that .env.example shows."""

    name: str
    read: Callable[[str], T]
    default: T
    help: str
    secret: bool = False
    aliases: tuple[str, ...] = ()
    example: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Every name under which it may be given, the preferred first."""
        plain = (self.name, *self.aliases)
        return plain + tuple(f"{name}_FILE" for name in plain) if self.secret else plain

    def of(self, environ: Mapping[str, str]) -> T:
        """The value, or the default when it is not set or empty. Raises BadVariable."""
        given = [name for name in self.names if environ.get(name, "").strip()]
        if not given:
            return self.default
        if len(given) > 1 and given[0].removesuffix("_FILE") == given[1].removesuffix("_FILE"):
            raise BadVariable(f"{given[0]} and {given[1]} are both set; set one of them.")
        return self._read(given[0], environ[given[0]].strip())

    def _read(self, name: str, value: str) -> T:
        if self.secret and name.endswith("_FILE"):
            value = _content(name, value)
        try:
            return self.read(value)
        except ValueError as error:
            shown = "" if self.secret else f" ({value[:80]!r})"
            raise BadVariable(f"{name}{shown} {error}.") from None


def _content(name: str, file: str) -> str:
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not text"
        raise BadVariable(
            f"{name} names the file {file!r}, which cannot be read: {reason}."
        ) from None
