"""What a widget may be told: a row per option, read by its kind, refused in sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any

from wallboard.domain.metrics import QUEUE_METRICS
from wallboard.domain.service_level import LETTERS

MAX_ITEMS = 500
MAX_TEXT = 2000


class Refused(ValueError):
    """An option's value is not of its kind; the text ends a sentence that begins with its key."""


@dataclass(frozen=True, slots=True)
class Option:
    """`read` returns the clean value or raises Refused."""

    key: str
    read: Callable[[Any], Any]
    default: Any
    help: str = ""


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


def letter(value: Any) -> str:
    if value not in {"", *LETTERS}:
        raise Refused(f"is one of {', '.join(LETTERS)}")
    return str(value)


def choice(*words: str) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if value not in words:
            raise Refused(f"is one of {', '.join(words)}")
        return str(value)

    return read


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


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list) or len(value) > MAX_ITEMS:
        raise Refused(f"is a list of at most {MAX_ITEMS}")
    return value


def _short(value: Any) -> str:
    return repr(value)[:40]
