"""How a screen is, in one word, from what it told last. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

REPORT_SECONDS = 30.0
OFFLINE_SECONDS = 80.0  # two reports and then some were not heard
STALE_SECONDS = 45.0  # it is heard, but what it shows was painted long before it spoke

Word = Literal["painting", "stale", "offline", "never", "revoked"]


@dataclass(frozen=True, slots=True)
class Standing:
    """`since_at`: of stale the last paint, of offline and painting the last word; None: unknown."""

    word: Word
    since_at: float | None


def standing_of(
    report: Mapping[str, Any], last_seen_at: float | None, revoked: bool, now_at: float
) -> Standing:
    """`report` as `state/reports.py` keeps it, `{}` for none; `last_seen_at` as the row has it."""
    heard_at = max((at for at in (report.get("at"), last_seen_at) if at is not None), default=None)
    if revoked:
        return Standing("revoked", heard_at)
    if heard_at is None:
        return Standing("never", None)
    if now_at - heard_at > OFFLINE_SECONDS:
        return Standing("offline", heard_at)
    painted_at = report.get("painted_at")
    if painted_at is not None and report["at"] - painted_at > STALE_SECONDS:
        return Standing("stale", painted_at)
    return Standing("painting", heard_at)
