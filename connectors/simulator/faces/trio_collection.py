"""Collections the way Trio serves them: filtered, sorted, paged, cut to fields, spelled, linked."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from connectors.simulator.faces.trio_dialects import Row, TrioDialect
from connectors.simulator.faces.trio_sources import Item

DEFAULT_PAGE_SIZE = 10


@dataclass(frozen=True, slots=True)
class Page:
    """`items` of this page; `header` is the X-Pagination value, or None for a small collection."""

    items: list[Item]
    header: str | None


def link(rel: str, href: str, method: str = "GET", desc: str = "") -> dict[str, str]:
    return {"rel": rel, "desc": desc or rel, "method": method, "href": href}


def filtered(items: list[Item], params: Mapping[str, str], filters: dict[str, str]) -> list[Item]:
    """`filters` maps a query name to a source; identifiers match exactly, texts by part."""
    for name, source in filters.items():
        wanted = params.get(name.lower(), "").strip().casefold()
        if not wanted:
            continue
        items = [item for item in items if _matches(item.get(source), wanted)]
    return items


def _matches(value: Any, wanted: str) -> bool:
    if isinstance(value, str):
        return wanted in value.casefold()
    return str(value) == wanted


def sorted_by(items: list[Item], sort: str, rows: tuple[Row, ...]) -> list[Item]:
    """`sort` names members of the dialect, comma separated, `-` reverses; unknown ones are idle."""
    sources = {member.lower(): source for member, source, _ in rows}
    for part in reversed([part.strip() for part in sort.split(",") if part.strip()]):
        source = sources.get(part.lstrip("-").lower())
        if source is not None:
            items = sorted(items, key=lambda item: _order(item[source]), reverse=part[0] == "-")
    return items


def _order(value: Any) -> tuple[int, Any]:
    if value is None:
        return (0, 0)
    return (2, value.casefold()) if isinstance(value, str) else (1, value)


def paged(items: list[Item], params: Mapping[str, str], path: str, most: int) -> Page:
    """Cut one page; a collection of up to one page has the header too, without links."""
    size = min(max(1, _number(params.get("pagesize"), DEFAULT_PAGE_SIZE)), most)
    page = max(1, _number(params.get("page"), 1))
    pages = max(1, math.ceil(len(items) / size))

    def href(number: int) -> str:
        if not 1 <= number <= pages:
            return ""
        query = {name: text for name, text in params.items() if name not in ("page", "pagesize")}
        query.update(page=str(number), pageSize=str(size))
        return f"{path}?{urlencode(query, quote_via=quote, safe=',')}"

    header = json.dumps(
        {
            "currentPage": page,
            "pageSize": size,
            "totalCount": len(items),
            "totalPages": pages,
            "previousPageLink": href(page - 1),
            "nextPageLink": href(page + 1),
        }
    )
    return Page(
        items[(page - 1) * size : page * size], header if len(items) > DEFAULT_PAGE_SIZE else None
    )


def _number(text: str | None, default: int) -> int:
    try:
        return int(text or default)
    except ValueError:
        return default


def spelled(item: Item, resource: str, fields: str, dialect: TrioDialect) -> dict[str, Any]:
    """The members that were asked for, or the default subset, in the dialect's words."""
    asked = {name.strip().lower() for name in fields.split(",") if name.strip()}
    default = dialect.defaults[resource]
    return {
        member: _written(source, item[source], unit, dialect)
        for member, source, unit in dialect.resources[resource]
        if (member.lower() in asked if asked else source in default)
    }


def _written(source: str, value: Any, unit: str | None, dialect: TrioDialect) -> Any:
    if value is None:
        return None
    if source == "state":
        return dialect.state_words[value]
    if source == "closed_reason":
        return dialect.closed_reasons[value]
    if source == "call_state":
        return dialect.call_states[value]
    return value if unit is None else duration(value, unit)


def duration(seconds: float, unit: str) -> int | float | str:
    """Whole seconds rounded down, milliseconds, "h:mm:ss" or decimal minutes."""
    whole = int(seconds)
    if unit == "s":
        return whole
    if unit == "ms":
        return int(seconds * 1000)
    if unit == "min":
        return round(seconds / 60, 4)
    return f"{whole // 3600}:{whole % 3600 // 60:02}:{whole % 60:02}"
