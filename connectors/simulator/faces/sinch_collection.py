"""RCI's collections: filters with * and ?, sort with a locale, offset and limit, chosen fields."""

import re
from collections.abc import Mapping
from typing import Any

from connectors.simulator.faces.sinch_dialects import SinchDialect

Item = dict[str, Any]
DEFAULT_LIMIT = 100
RESERVED = ("sort", "offset", "limit")


class BadQuery(ValueError):
    """Answered with 400 and this text."""


def matches(value: Any, pattern: str, dialect: SinchDialect) -> bool:
    """`*` is any text, `?` one character; case does not matter."""
    if value is None:
        return pattern == "*" and not dialect.star_needs_value
    if isinstance(value, list):
        return any(matches(one, pattern, dialect) for one in value)
    if isinstance(value, dict):
        return any(matches(one, pattern, dialect) for one in value.values())
    parts = (".*" if c == "*" else "." if c == "?" else re.escape(c) for c in pattern)
    return re.fullmatch("".join(parts), str(value), re.IGNORECASE | re.DOTALL) is not None


def filters_of(params: Mapping[str, str], searchable: tuple[str, ...]) -> dict[str, str]:
    """Names as the document spells them; names that cannot be searched are not looked at."""
    spelled = {name.lower(): name for name in searchable}
    return {
        spelled[name]: pattern
        for name, pattern in params.items()
        if name not in RESERVED and name in spelled
    }


def selected(
    items: list[Item],
    params: Mapping[str, str],
    searchable: tuple[str, ...],
    default: tuple[str, ...],
    dialect: SinchDialect,
) -> list[Item]:
    """One page of what fits, with `default` members and every field that the query names."""
    filters = filters_of(params, searchable)
    found = [
        item
        for item in items
        if all(matches(item.get(name), pattern, dialect) for name, pattern in filters.items())
    ]
    found = _sorted(found, params.get("sort", ""), searchable)
    offset = _number(params, "offset", 0)
    limit = _number(params, "limit", DEFAULT_LIMIT)
    members = {*default, *filters}
    return [
        {name: value for name, value in item.items() if name in members and value is not None}
        for item in found[offset : offset + limit]
    ]


def _number(params: Mapping[str, str], name: str, default: int) -> int:
    text = params.get(name, "").strip()
    if not text:
        return default
    if not text.isdigit():
        raise BadQuery(f"Invalid {name}: '{text}'")
    return int(text)


def _sorted(items: list[Item], sort: str, searchable: tuple[str, ...]) -> list[Item]:
    names = [part.strip() for part in sort.split(",") if part.strip()]
    names = [name for name in names if not name.upper().startswith("LOCALE-")]
    for name in reversed(names or list(searchable)):
        plain = name.lstrip("-")
        items = sorted(
            items, key=lambda item: str(item.get(plain) or "").casefold(), reverse=name[0] == "-"
        )
    return items
