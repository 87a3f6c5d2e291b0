"""Instants that do not jitter: RMI gives durations, boards want instants.

Computed anew at each poll they would wobble by latency and rounding, and every wobble would be a
change on every screen: an instant already known stays while the new one agrees with it.
"""

from __future__ import annotations

from connectors.scalars import UNITS
from wallboard.domain.observation import Qualifier, Value

TOLERANCE_SECONDS = 2.0


def since_of(
    seconds: float, received_at: float, latency_seconds: float, unit: str, known: Value | None
) -> Value:
    """The instant at which something began that has lasted `seconds`.

    `known` is what was said before of the same thing (the same state, the same queue).
    """
    at = received_at - seconds
    rounding = max(UNITS.get(unit, 1.0), 1.0)  # milliseconds are often whole seconds in disguise
    tolerance = TOLERANCE_SECONDS + latency_seconds + rounding
    before = known.raw if known is not None else None
    if isinstance(before, int | float) and abs(at - before) <= tolerance:
        at = before
    return Value(at)


def first_seen(
    received_at: float, same: bool, known_since: Value | None, known_state: bool
) -> Value:
    """Where Sinch gives no duration: the known instant while the state lasts, else now; a state
    first seen has no beginning, it lasts "at least" since now (METRICS.md)."""
    if same and known_since is not None:
        return known_since
    return Value(received_at, Qualifier.EXACT if known_state and not same else Qualifier.AT_LEAST)
