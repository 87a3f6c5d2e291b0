"""What a metric's row says: unit, direction, how parts combine, the formulas of a ratio."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from wallboard.domain.formula import Formula, Terms
from wallboard.domain.observation import Kind


class Unit(StrEnum):
    COUNT = "count"
    SECONDS = "s"
    SHARE = "share"  # 0..1; shown as per cent
    INSTANT = "instant"  # epoch seconds; shown as a duration that ticks
    TIME = "time"  # epoch seconds; shown as a time of day
    STATE = "state"  # a word of ours
    FLAG = "flag"
    TEXT = "text"


class Direction(StrEnum):
    MORE = "more"  # is better
    LESS = "less"
    NONE = "none"


class Combine(StrEnum):
    """How the figures of several queues, or parts of a queue, become one."""

    SUM = "sum"
    MIN = "min"
    MAX = "max"
    ANY = "any"
    RATIO = "ratio"  # of sums, by the metric's formulas
    DISTINCT = "distinct"  # people, each counted once; no total where they are not named
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Metric:
    """`formulas` are those of a ratio, best first: the first that all parts support is used."""

    key: str
    kind: Kind
    label: str
    unit: Unit
    direction: Direction
    combine: Combine
    meaning: str
    formulas: tuple[Formula, ...] = ()

    @property
    def numerator(self) -> Terms:
        return self.formulas[0].numerator if self.formulas else {}

    @property
    def denominator(self) -> Terms:
        return self.formulas[0].denominator if self.formulas else {}
