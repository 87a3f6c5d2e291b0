"""Minutes of the past as frames of the protocol, so that a page draws them with what it has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from wallboard.history.past import Minute
from wallboard.history.pictures import Kept
from wallboard.projections.patches import diff, diff_rows

Frame = Mapping[str, Any]


def frames_of(minutes: Iterable[Minute]) -> Iterator[Frame]:
    """One per minute, each with `minute`: a snapshot, a delta to the minute before, or `nothing`
    with why: "gap" (nobody recorded it) or "withheld" (today's policy does not allow it)."""
    before: Kept | None = None
    for frame, one in enumerate(minutes, 1):
        now = one.kept
        if now is None:
            why = "withheld" if one.withheld else "gap"
            yield {"type": "nothing", "minute": one.minute, "why": why}
        elif before is None or before.fixed["board"] != now.fixed["board"]:
            yield {**_head("snapshot", frame, one), **_whole(now)}
        else:
            yield {**_head("delta", frame, one), **_change(before, now)}
        before = now


def _head(type_: str, frame: int, one: Minute) -> Frame:
    return {"type": type_, "minute": one.minute, "frame": frame, "server_at": round(one.at, 3)}


def _whole(kept: Kept) -> Frame:
    rest = {"views": kept.views, "sources": kept.sources, "alerts": kept.alerts}
    return {"board": kept.fixed["board"], **rest}


def _change(before: Kept, now: Kept) -> Frame:
    patches = {id_: diff(before.views[id_], view) for id_, view in now.views.items()}
    return {
        "patches": {id_: patch for id_, patch in patches.items() if patch},
        "sources": diff_rows(before.sources, now.sources),
        "alerts": diff_rows(before.alerts, now.alerts),
    }
