"""Differences between two views of one widget, and how a page applies them.

A view is a flat dict of JSON values. Its member `rows` (where it has one) is a dict of rows by id
and is compared row by row; every other member is replaced as a whole. The members of a view never
disappear: a projection always gives the same ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypedDict

View = Mapping[str, Any]


class Patch(TypedDict, total=False):
    """`set`: top-level members replaced. `rows`: rows replaced or (null) removed."""

    set: dict[str, Any]
    rows: dict[str, Any]


def diff(old: View, new: View) -> Patch | None:
    """What turns `old` into `new`; None when they are equal."""
    patch: Patch = {}
    members = {
        key: value
        for key, value in new.items()
        if key != "rows" and (key not in old or old[key] != value)
    }
    if members:
        patch["set"] = members
    if "rows" in new:
        rows = diff_rows(old.get("rows", {}), new["rows"])
        if rows:
            patch["rows"] = rows
    return patch or None


def diff_rows(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """Rows replaced, and rows gone as null. A curve is the same object until it is read again."""
    if old is new:
        return {}
    changed = {key: row for key, row in new.items() if key not in old or old[key] != row}
    gone = dict.fromkeys(key for key in old if key not in new)
    return {**changed, **gone}


def apply_patch(view: View, patch: Patch) -> dict[str, Any]:
    """What a page does with a patch: the reference that the front end follows. `view` stays."""
    result = {**view, **patch.get("set", {})}
    if "rows" in patch:
        result["rows"] = apply_rows(result.get("rows", {}), patch["rows"])
    return result


def apply_rows(old: Mapping[str, Any], rows: Mapping[str, Any]) -> dict[str, Any]:
    merged = {**old, **rows}
    return {key: row for key, row in merged.items() if row is not None}
