"""Instants that do not jitter.

Vendors give durations ("in this state for 67 s"), boards want instants. Computed anew at each poll
they would wobble by the latency and the rounding, and every wobble would be a change on every
screen: an instant already known stays while the new one agrees with it.
"""

from __future__ import annotations

from connectors.base import RunContext
from connectors.scalars import UNITS
from wallboard.domain.freshness import Trust, trust_of
from wallboard.domain.observation import Kind, Qualifier, Value

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


def was_watched(context: RunContext, job: str, kind: Kind, cadence_seconds: float) -> bool:
    """Whether this job told of the kind so lately that what changed since has changed just now.
    After a silence nobody saw when it did."""
    confirmed_at = context.known.confirmed_at(job, kind)
    return trust_of(confirmed_at, cadence_seconds, context.clock()) is Trust.FRESH


def first_seen(
    received_at: float, same: bool, known_since: Value | None, seen_to_change: bool
) -> Value:
    """Where the vendor gives no duration: the known instant while the state lasts, else now. Of one
    that was not `seen_to_change` (first seen, or after a silence) nobody knows the beginning: it
    lasts "at least" since now (METRICS.md)."""
    if same and known_since is not None:
        return known_since
    exact = seen_to_change and not same
    return Value(received_at, Qualifier.EXACT if exact else Qualifier.AT_LEAST)
