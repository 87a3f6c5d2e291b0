"""What is read off a tally: counts as they are, ratios by their formulas, gauges by time. Pure.

One table for the day's page and the export, so that they cannot differ. Labels and meanings are
English; the page translates them by their text.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from wallboard.domain.formula import Formula, first_supported
from wallboard.domain.metrics import FORMULAS, QUEUE_METRICS
from wallboard.domain.service_level import DEFAULT_LETTER, FALLBACK_LETTERS, LETTERS
from wallboard.history.tally import AREAS, CONTACTS, HANDLING, STATES, Tally

AGENT_AREAS = tuple(f"{state}_agent_seconds" for state in STATES)
STAFFED_AREAS = tuple(area for area in AGENT_AREAS if not area.startswith("logged_out"))
ABANDON_RATES = FORMULAS["abandon_rate"]
# What a ratio means by another formula than its metric's words are of.
MEANING_BY = {
    ABANDON_RATES[1].code: "The share of contacts that gave up before anybody answered; "
    "short abandons are counted, for the source does not tell them apart."
}


class Shape(StrEnum):
    COUNT = "count"  # whole
    SECONDS = "seconds"
    SHARE = "share"  # 0..1
    MEAN = "mean"  # of a count, over time


@dataclass(frozen=True, slots=True)
class Measure:
    key: str
    label: str
    shape: Shape
    meaning: str
    of: Callable[[Tally], float | None]
    people: bool = False  # counts people: the site's policy has a say
    formula: Formula | None = None  # where there are several


class Formulas(NamedTuple):
    """By which one each ratio is counted that has several: the same for all that stand together."""

    service_level: Formula = LETTERS[DEFAULT_LETTER]
    abandon_rate: Formula = ABANDON_RATES[0]

    @property
    def letter(self) -> str:
        return self.service_level.code


BY_DEFAULT = Formulas()


def measures(by: Formulas = BY_DEFAULT) -> tuple[Measure, ...]:
    """In the order of the columns."""
    return (
        *(_count(key) for key in ("offered", "answered", "abandoned")),
        _ratio_row("service_level", Shape.SHARE, by.service_level),
        _ratio_row("abandon_rate", Shape.SHARE, by.abandon_rate),
        _ratio_row("asa_seconds", Shape.SECONDS),
        _ratio_row("aht_seconds", Shape.SECONDS),
        *_GAUGES,
    )


def formulas_in(letter: str, days: Sequence[Tally]) -> Formulas:
    """Of days that stand beside each other."""
    answered = (day for day in days if day.numbers["answered"] is not None)
    return formulas_of(letter, [_parts(day) for day in answered])


def formulas_of(letter: str, told: Sequence[Container[str]]) -> Formulas:
    """`told`: the counters that each has of those that stand together. The letter wanted if all
    have its inputs, else the first of which they do (METRICS.md); the abandon rate likewise."""
    codes = (letter, *(code for code in FALLBACK_LETTERS if code != letter))
    return Formulas(_first([LETTERS[code] for code in codes], told), _first(ABANDON_RATES, told))


def _first(formulas: Sequence[Formula], told: Sequence[Container[str]]) -> Formula:
    """Those of whom none is possible have no say; the one wanted where there is none for all."""
    able = [one for one in told if any(formula.supported_by(one) for formula in formulas)]
    return first_supported(formulas, able) or formulas[0]


def raw(keys: Sequence[str] = (*CONTACTS, *HANDLING)) -> tuple[Measure, ...]:
    """The counters themselves, for whoever adds them up."""
    return tuple(_count(key) for key in keys)


def _count(key: str) -> Measure:
    metric = QUEUE_METRICS[key]
    return Measure(key, metric.label, Shape.COUNT, metric.meaning, lambda t: t.numbers[key])


def _ratio_row(key: str, shape: Shape, by: Formula | None = None) -> Measure:
    """`by`: of several formulas this one."""
    metric, formula = QUEUE_METRICS[key], by or FORMULAS[key][0]
    meaning = MEANING_BY.get(formula.code, metric.meaning)
    of = _share(formula) if shape is Shape.SHARE else _ratio(formula)
    return Measure(key, metric.label, shape, meaning, of, formula=by)


def _share(formula: Formula) -> Callable[[Tally], float | None]:
    """None where the counts cannot be true together, as on boards: more in time than there were."""
    ratio = _ratio(formula)

    def of(tally: Tally) -> float | None:
        found = ratio(tally)
        return found if found is None or 0 <= found <= 1 else None

    return of


def _ratio(formula: Formula) -> Callable[[Tally], float | None]:
    def of(tally: Tally) -> float | None:
        parts = _parts(tally)
        found = formula.ratio([parts]) if formula.supported_by(parts) else None
        return None if found is None else float(found)

    return of


def _parts(tally: Tally) -> Mapping[str, int]:
    return {key: n for key, n in tally.numbers.items() if n is not None}


def mean_of(areas: Sequence[str], what: str) -> Callable[[Tally], float | None]:
    """The mean over the time that was covered, of areas below curves."""

    def of(tally: Tally) -> float | None:
        known = [n for area in areas if (n := tally.numbers[area]) is not None]
        covered = tally.covered_seconds(what)
        return float(Fraction(sum(known), covered)) if known and covered else None

    return of


def written(formula: Formula, name: Callable[[str], str] = str) -> str:
    """As people write it: "SL-A: (answered_in_threshold) / (answered + abandoned)"; `name` says
    what a counter is called."""
    top, bottom = (_terms(terms, name) for terms in (formula.numerator, formula.denominator))
    return f"{formula.code}: ({top}) / ({bottom})"


def _terms(terms: Mapping[str, int], name: Callable[[str], str]) -> str:
    words = [f"{'+' if sign > 0 else '−'} {name(key)}" for key, sign in terms.items()]
    return " ".join(words).removeprefix("+ ")


_GAUGES = (
    Measure(
        "waiting",
        "Waiting, mean",
        Shape.MEAN,
        "Contacts waiting, on average over the time that was seen.",
        mean_of(AREAS[:1], "waiting"),
    ),
    Measure(
        "most_waiting",
        "Waiting, most",
        Shape.COUNT,
        "The most contacts that were seen waiting at once.",
        lambda t: t.numbers["most_waiting"],
    ),
    Measure(
        "longest_wait_seconds",
        "Longest wait",
        Shape.SECONDS,
        "The longest that a contact still waiting was seen to have waited.",
        lambda t: t.numbers["longest_wait_seconds"],
    ),
    Measure(
        "staffed",
        "Staffed, mean",
        Shape.MEAN,
        "Agents who were logged on, on average over the time that was seen.",
        mean_of(STAFFED_AREAS, "agents"),
        people=True,
    ),
)
GAUGES = frozenset(row.key for row in _GAUGES)
