"""What a widget may be told: a row per option, read by its kind, refused in sentences."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any

from wallboard.domain.metrics import QUEUE_METRICS
from wallboard.domain.service_level import LETTERS

MAX_ITEMS = 500
MAX_TEXT = 2000
DIGEST = re.compile(r"[0-9a-f]{64}")


class Refused(ValueError):
    """An option's value is not of its kind; the text ends a sentence that begins with its key."""


@dataclass(frozen=True, slots=True)
class Option:
    """`read` returns the clean value or raises Refused. `label` is what a form calls it."""

    key: str
    read: Callable[[Any], Any]
    default: Any
    help: str = ""
    label: str = ""

    @property
    def form(self) -> str:
        """The kind of field by which people fill it in; "json" for a reader of no known kind."""
        return "choice" if isinstance(self.read, Choice) else _FORMS.get(self.read, "json")

    @property
    def choices(self) -> tuple[str, ...]:
        return self.read.words if isinstance(self.read, Choice) else ()

    @property
    def called(self) -> str:
        return self.label or self.key.replace("_", " ").capitalize()


def clean(rows: tuple[Option, ...], options: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Every option of the type, with its default where absent or refused; and what was refused."""
    known = {row.key: row for row in rows}
    problems = [f"There is no option “{key}” here." for key in options if key not in known]
    cleaned: dict[str, Any] = {}
    for key, row in known.items():
        cleaned[key] = row.default
        if key in options:
            try:
                cleaned[key] = row.read(options[key])
            except Refused as error:
                problems.append(f"“{key}” {error}.")
    return cleaned, problems


def metric(value: Any) -> str:
    if value not in QUEUE_METRICS:
        raise Refused(f"is no metric of a queue: {_short(value)}")
    return str(value)


def metrics(value: Any) -> list[str]:
    items = list(dict.fromkeys(metric(item) for item in _list(value)))
    if not items:
        raise Refused("needs at least one metric")
    return items


def ids(value: Any) -> list[str]:
    """Ids or names; numbers are taken for ids."""
    items = _list(value)
    if not all(isinstance(item, str | int) and not isinstance(item, bool) for item in items):
        raise Refused("is a list of ids")
    return list(dict.fromkeys(str(item) for item in items))


def queues(value: Any) -> list[str]:
    return ids(value)


def teams(value: Any) -> list[str]:
    return ids(value)


def number(value: Any) -> float | None:
    if value is None:
        return None
    if isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value):
        return value
    raise Refused(f"is a number, not {_short(value)}")


def seconds(value: Any) -> float | None:
    found = number(value)
    if found is not None and found < 0:
        raise Refused("is a number of seconds, 0 or more")
    return found


def flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise Refused("is true or false")
    return value


def text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > MAX_TEXT:
        raise Refused(f"is a text of at most {MAX_TEXT} characters")
    return value


def image(value: Any) -> str:
    """The digest of an image; empty: none yet."""
    if not isinstance(value, str) or (value and not DIGEST.fullmatch(value)):
        raise Refused(f"is the digest of an image, not {_short(value)}")
    return value


def letter(value: Any) -> str:
    if value not in {"", *LETTERS}:
        raise Refused(f"is one of {', '.join(LETTERS)}")
    return str(value)


@dataclass(frozen=True, slots=True)
class Choice:
    """A reader of one of a few words."""

    words: tuple[str, ...]

    def __call__(self, value: Any) -> str:
        if value not in self.words:
            raise Refused(f"is one of {', '.join(self.words)}")
        return str(value)


def choice(*words: str) -> Choice:
    return Choice(words)


def thresholds(value: Any) -> dict[str, dict[str, float | None]]:
    """{metric: {"warn": number, "critical": number}}"""
    if not isinstance(value, dict):
        raise Refused("is an object of metrics")
    found: dict[str, dict[str, float | None]] = {}
    for key, limits in value.items():
        if not isinstance(limits, dict) or not set(limits) <= {"warn", "critical"}:
            raise Refused(f"holds “warn” and “critical” for each metric ({_short(key)})")
        found[metric(key)] = {name: number(limit) for name, limit in limits.items()}
    return found


# A reader that is not here gets a field for JSON: it works, and asks for a row.
_FORMS: Mapping[Callable[[Any], Any], str] = {
    metric: "metric",
    metrics: "metrics",
    queues: "queues",
    teams: "teams",
    ids: "words",
    number: "number",
    seconds: "seconds",
    flag: "flag",
    text: "text",
    image: "image",
    letter: "letter",
    thresholds: "thresholds",
}


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list) or len(value) > MAX_ITEMS:
        raise Refused(f"is a list of at most {MAX_ITEMS}")
    return value


def _short(value: Any) -> str:
    return repr(value)[:40]
