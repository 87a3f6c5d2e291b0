"""How minutes of a board are kept: a whole picture, then what changed, as a socket would say it.

Pure. A chain begins with a whole picture every `WHOLE_EVERY` minutes, after a gap, and wherever the
board itself became another one. A minute in which nothing changed has an empty body.
docs/decisions/0017.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import orjson

from wallboard.projections.patches import apply_patch, apply_rows, diff, diff_rows

WHOLE_EVERY = 15  # minutes; whoever wants one minute reads at most so many rows
NOTHING_NEW = b""
LEVEL = 6  # of zlib


class Row(NamedTuple):
    """A minute as it is stored."""

    minute: int
    after_ms: int
    body: bytes


@dataclass(frozen=True, slots=True)
class Kept:
    """A board in one minute, in plain JSON values. `fixed` is what only configuration changes:
    the layout as `board`, `team` and `curves` (widget → scope, metric, span)."""

    fixed: Mapping[str, Any]
    views: Mapping[str, Any]
    sources: Mapping[str, Any]
    alerts: Mapping[str, Any]


def plain(value: Any) -> Any:
    """As JSON has it, so that what was read back compares equal."""
    return orjson.loads(orjson.dumps(value))


def begins_chain(minute: int) -> int:
    """The minute at which a chain that reaches `minute` begins at the latest."""
    return minute - minute % WHOLE_EVERY


def body_of(now: Kept, before: Kept | None) -> bytes:
    """What is stored of a minute, `before` being the one just before it in the same chain."""
    if before is None or before.fixed != now.fixed or before.views.keys() != now.views.keys():
        whole = {"views": now.views, "sources": now.sources, "alerts": now.alerts}
        return _packed({"fixed": now.fixed, **whole})
    patches = {id_: diff(before.views[id_], view) for id_, view in now.views.items()}
    change: dict[str, Any] = {
        "patches": {id_: patch for id_, patch in patches.items() if patch},
        "sources": diff_rows(before.sources, now.sources),
        "alerts": diff_rows(before.alerts, now.alerts),
    }
    change = {name: rows for name, rows in change.items() if rows}
    return _packed(change) if change else NOTHING_NEW


def replay(rows: Iterable[Row]) -> Iterator[tuple[Row, Kept]]:
    """Rows in the order of their minutes → each with the board at it. A change without its
    beginning is passed over: nothing is shown that is not known whole."""
    kept: Kept | None = None
    last = 0
    for row in rows:
        if kept is not None and row.minute != last + 1:
            kept = None
        last = row.minute
        kept = _after(kept, _unpacked(row.body))
        if kept is not None:
            yield row, kept


def _after(kept: Kept | None, found: Mapping[str, Any]) -> Kept | None:
    if "fixed" in found:
        return Kept(found["fixed"], found["views"], found["sources"], found["alerts"])
    if kept is None or not found:
        return kept
    views = dict(kept.views)
    for id_, patch in found.get("patches", {}).items():
        views[id_] = apply_patch(views[id_], patch)
    sources = apply_rows(kept.sources, found.get("sources", {}))
    alerts = apply_rows(kept.alerts, found.get("alerts", {}))
    return Kept(kept.fixed, views, sources, alerts)


def _packed(found: Mapping[str, Any]) -> bytes:
    return zlib.compress(orjson.dumps(found), LEVEL)


def _unpacked(body: bytes) -> Mapping[str, Any]:
    if not body:
        return {}
    found: Mapping[str, Any] = orjson.loads(zlib.decompress(body))
    return found
