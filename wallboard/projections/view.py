"""What a projection gives: plain JSON values, and when they change without any news."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class View:
    """`next_change_at`: from then on another projection gives something else, if known."""

    content: dict[str, Any]
    next_change_at: float | None = None


def earliest(instants: Iterable[float | None], after: float) -> float | None:
    """The first instant that is still to come."""
    return min((at for at in instants if at is not None and at > after), default=None)
