"""Observations: the only thing that crosses from a connector into wallboard.

An observation is absolute ("seven are waiting"), never relative ("one more is waiting"), so that a
duplicate or a replay changes nothing. Instants are seconds since the epoch (UTC) as floats.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

Scalar = str | int | float | bool
Parameters = Mapping[str, Scalar]
NO_PARAMETERS: Parameters = MappingProxyType({})


class Kind(StrEnum):
    """What an external id names."""

    QUEUE = "queue"
    AGENT = "agent"
    SOURCE = "source"  # the vendor system itself: failover, versions, notices


class Qualifier(StrEnum):
    """How far a value may be trusted to be the whole truth."""

    EXACT = "exact"
    AT_LEAST = "at_least"  # a cap was reached, or a state was already there when we first looked
    ROUGHLY = "roughly"  # a ratio of counts that are not of the whole day: more or less of either
    AS_REPORTED = "as_reported"  # computed by the vendor by its own rule; never summed with ours


@dataclass(frozen=True, slots=True)
class Value:
    """A number, instant (epoch seconds), word or flag, with its qualifier.

    `parameters` belong to ratios and windows (METRICS.md, rule 1), for example
    ``{"window": "day", "threshold_seconds": 20}``. Absent is not a value: leave the field out.
    """

    raw: Scalar
    qualifier: Qualifier = Qualifier.EXACT
    parameters: Parameters = field(default_factory=lambda: NO_PARAMETERS)


@dataclass(frozen=True, slots=True)
class Observation:
    """What one account said about one external id at one instant.

    `observed_at` is the vendor's instant where it gives one, else `received_at`. `gone` are fields
    that a partial batch takes back: they held before and hold no longer.
    """

    kind: Kind
    external_id: str
    values: Mapping[str, Value]
    observed_at: float
    received_at: float
    gone: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Batch:
    """Observations of one job of one account, applied as one.

    `covers` are the kinds that this batch confirms: their age is reset even when nothing changed.
    With `complete`, the batch is the whole of its job for the kinds that it covers: an entity or a
    field that it lacks is gone. Otherwise what it lacks is unchanged.
    """

    account: str
    job: str
    covers: frozenset[Kind]
    observations: tuple[Observation, ...]
    received_at: float
    complete: bool = True
    notes: tuple[str, ...] = field(default=())  # plain words for the health page


@dataclass(frozen=True, slots=True)
class Past:
    """What a source says afterwards of instants at which it was not read, in order of time.

    Each batch holds for its `received_at`. None of them is a fact of now: history compares its
    counters with them, and nothing else looks at them.
    """

    batches: tuple[Batch, ...]
