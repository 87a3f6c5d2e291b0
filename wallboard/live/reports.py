"""What a display tells of itself every half minute: read, bounded, and handed on.

It is telemetry, not truth: a screen is believed in what it says of itself and in nothing else. What
is not in the table, or not of its kind, is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Scalar = int | float | str | bool

LONGEST_TEXT = 200
_MOST = 1e12  # of any number: an instant in milliseconds still fits

# member → what it may be. docs/protocol.md says what each means.
MEMBERS: Mapping[str, type] = {
    "board": str,
    "frame": float,
    "painted_at": float,
    "screen": str,
    "browser": str,
    "build": str,
    "offset_seconds": float,
    "dropped": float,
    "reconnects": float,
    "sound": str,
    "full_screen": bool,
    "awake": bool,
    "up_seconds": float,
    "memory_bytes": float,
}


def told_of(message: Mapping[str, Any]) -> dict[str, Scalar]:
    """The members that are as they should be."""
    found = {name: _read(message.get(name), kind) for name, kind in MEMBERS.items()}
    return {name: value for name, value in found.items() if value is not None}


def _read(value: Any, kind: type) -> Scalar | None:
    if kind is bool:
        return value if isinstance(value, bool) else None
    if kind is str:
        return value[:LONGEST_TEXT] if isinstance(value, str) else None
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return round(float(value), 3) if number and abs(value) <= _MOST else None
