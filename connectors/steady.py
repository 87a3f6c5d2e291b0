"""Instants that do not jitter.

Vendors give durations ("in this state for 67 s"), boards want instants. Computed anew at each poll
they would wobble by the latency and the rounding, and every wobble would be a change on every
screen: an instant already known stays while the new one agrees with it.
"""

from __future__ import annotations

from connectors.scalars import UNITS
from wallboard.domain.observation import Qualifier, Value

TOLERANCE_SECONDS = 2.0


def rounding_seconds(unit: str) -> float:
    """How much a duration in this unit may hide."""
    if unit == "hh:mm":
        return 60.0
    return UNITS.get(unit, 1.0)


def since_of(
    seconds: float,
    received_at: float,
    latency_seconds: float,
    unit: str,
    known: Value | None,
    hidden_seconds: float = 0.0,
) -> Value:
    """The instant at which something began that has lasted `seconds`.

    `known` is what was said before of the same thing (the same state, the same queue);
    `hidden_seconds` what the vendor's durations hide at least, whatever their unit promises.
    """
    at = received_at - seconds
    rounding = rounding_seconds(unit)
    whole_minutes = rounding >= 60.0 and float(seconds / rounding).is_integer()
    if not whole_minutes:
        rounding = min(rounding, 1.0)  # decimals hide nothing: a new beginning must not be taken
    qualifier = Qualifier.AT_LEAST if whole_minutes else Qualifier.EXACT
    tolerance = TOLERANCE_SECONDS + latency_seconds + max(rounding, hidden_seconds)
    before = known.raw if known is not None else None
    if isinstance(before, int | float) and abs(at - before) <= tolerance:
        at = before
    return Value(at, qualifier)


def first_seen(
    received_at: float, same: bool, known_since: Value | None, known_state: bool
) -> Value:
    """Where the vendor gives no duration: the known instant while the state lasts, else now; a
    state first seen has no beginning, it lasts "at least" since now (METRICS.md)."""
    if same and known_since is not None:
        return known_since
    return Value(received_at, Qualifier.EXACT if known_state and not same else Qualifier.AT_LEAST)
