"""Ratios over queues: rebuilt from counts, added up and divided once, in exact rationals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from wallboard.domain.board import QueueSpec
from wallboard.domain.formula import Formula, first_supported
from wallboard.domain.metric import Metric, Unit
from wallboard.domain.observation import NO_PARAMETERS, Parameters, Qualifier, Scalar
from wallboard.domain.service_level import FALLBACK_LETTERS, LETTERS
from wallboard.projections.combining import (
    comparable,
    marked,
    parameters_of,
    qualifier_of,
    without_value,
)
from wallboard.projections.counts import Part, part_of
from wallboard.projections.figure_value import NEVER, Figure, Remark, Status
from wallboard.projections.resolution import figure_of
from wallboard.projections.scene import Scene

SHARE_DIGITS = 6
_BAD = (Status.LOST, Status.UNKNOWN, Status.LATE, Status.FRESH)


@dataclass(frozen=True, slots=True)
class Rule:
    """How a ratio is wanted; `threshold_seconds` decides where the queues' thresholds differ."""

    letter: str = ""
    threshold_seconds: float | None = None


DEFAULT_RULE = Rule()


@dataclass(frozen=True, slots=True)
class Reckoning:
    """How a ratio comes about. `figures` are one per part, by `formula`; those of `used` are added
    up. `apart` are figures of queues of which nobody supplies counts."""

    metric: Metric
    formulas: tuple[Formula, ...]
    formula: Formula | None
    parts: tuple[Part, ...]
    figures: tuple[Figure, ...] = ()
    used: tuple[bool, ...] = ()
    apart: tuple[Figure, ...] = ()
    mixed: bool = False

    def sums(self) -> tuple[Fraction, Fraction]:
        """Numerator and denominator over the parts that are used."""
        assert self.formula is not None
        counts = [
            {field: _exact(part.counts[field].value) for field in self.formula.fields}
            for part, used in zip(self.parts, self.used, strict=True)
            if used
        ]
        return self.formula.sums(counts)


def ratio_of_queues(
    scene: Scene,
    metric: Metric,
    queues: Sequence[QueueSpec],
    rule: Rule = DEFAULT_RULE,
    all_count: bool = False,
) -> Figure:
    """Where no counts can be had: what a vendor computed by its own rule, of one queue.

    A queue of which only such a percentage can be had is left out of a sum, which says so; with
    `all_count`, so is one of which nothing can be had.
    """
    reckoned = reckon(scene, metric, queues, rule, all_count)
    if reckoned.formula is None:
        return _reported(reckoned.apart)
    if len(queues) == 1 and not any(reckoned.used):
        reported = _apart(scene, metric, queues[0])  # a source that has not sent its counts
        if reported.known:
            return reported
    return _divided(reckoned)


def reckon(
    scene: Scene,
    metric: Metric,
    queues: Sequence[QueueSpec],
    rule: Rule = DEFAULT_RULE,
    all_count: bool = False,
) -> Reckoning:
    formulas = formulas_of(metric, rule)
    found = [(queue, part_of(scene, queue, metric.key, formulas)) for queue in queues]
    parts = tuple(part for _, part in found if part is not None)
    reported = [_apart(scene, metric, queue) for queue, part in found if part is None]
    apart = tuple(one for one in reported if all_count or is_reported(one))
    formula = first_supported(formulas, [part.supplied for part in parts]) if parts else None
    if parts and formula is None:  # each could by one of its own, but they have none in common
        formula = first_supported(formulas, [part.possible for part in parts]) or formulas[-1]
    if formula is None:
        return Reckoning(metric, formulas, None, parts, apart=apart)
    return _by(Reckoning(metric, formulas, formula, parts, apart=apart), formula, rule)


def by_formula(reckoned: Reckoning, formula: Formula, rule: Rule) -> Figure:
    """The same parts by another formula, which all of them support."""
    return _divided(_by(replace(reckoned, formulas=(formula,)), formula, rule))


def _by(reckoned: Reckoning, formula: Formula, rule: Rule) -> Reckoning:
    is_share = reckoned.metric.unit is Unit.SHARE
    figures = tuple(
        _contradictory(figure)
        if is_share and figure.known and not _is_share(part, formula)
        else figure
        for part in reckoned.parts
        for figure in (_together(part, formula),)
    )
    used, mixed = _used(figures, rule)
    return replace(reckoned, formula=formula, figures=figures, used=used, mixed=mixed)


def formulas_of(metric: Metric, rule: Rule) -> tuple[Formula, ...]:
    """The formula that is wanted, then those that may stand in for it."""
    if metric.key != "service_level" or not rule.letter:
        return metric.formulas
    codes = (rule.letter, *(code for code in FALLBACK_LETTERS if code != rule.letter))
    return tuple(LETTERS[code] for code in codes)


def _used(figures: Sequence[Figure], rule: Rule) -> tuple[tuple[bool, ...], bool]:
    """Which parts may be added up, and whether others with a value had to be left out."""
    known = [figure for figure in figures if figure.known]
    wanted = [figure for figure in known if _has_threshold(figure, rule)]
    used, mixed = comparable(wanted or known)
    chosen = {id(figure) for figure in used}
    return tuple(id(figure) in chosen for figure in figures), mixed or len(used) < len(known)


def _divided(reckoned: Reckoning) -> Figure:
    formula, formulas = reckoned.formula, reckoned.formulas
    assert formula is not None
    countable = [*reckoned.figures, *reckoned.apart]
    used = [
        figure for figure, is_used in zip(reckoned.figures, reckoned.used, strict=True) if is_used
    ]
    if not used:
        return without_value(countable)
    numerator, denominator = reckoned.sums()
    value = round(float(numerator / denominator), SHARE_DIGITS) if denominator > 0 else None
    whole = Figure(value=value, status=Status.FRESH, qualifier=_uncertain(qualifier_of(used)))
    whole = marked(whole, used, countable, _counted(reckoned))
    if value is None:
        whole = replace(whole, status=Status.NA, since=None)
    whole = replace(whole, parameters={**parameters_of(used), **_named(formula, formulas)})
    if formula is not formulas[0] and whole.remark is Remark.NONE:
        whole = replace(whole, remark=Remark.OTHER_LETTER)
    return whole


def _uncertain(counts: Qualifier) -> Qualifier:
    """Counts that may be more, such as those since we looked, make a share that may be either."""
    return Qualifier.ROUGHLY if counts is Qualifier.AT_LEAST else counts


def _counted(reckoned: Reckoning) -> Remark:
    if any(is_reported(one) for one in reckoned.apart):
        return Remark.REPORTED_APART
    return Remark.MIXED_WINDOWS if reckoned.mixed else Remark.QUEUES


def _exact(value: Scalar | None) -> int | Fraction:
    """As it was written: 0.1 is a tenth. Counts are whole, and cost nothing."""
    return value if isinstance(value, int) else Fraction(str(value))


def _has_threshold(figure: Figure, rule: Rule) -> bool:
    wanted = rule.threshold_seconds
    return wanted is None or figure.parameters.get("threshold_seconds") == wanted


def _named(formula: Formula, formulas: Sequence[Formula]) -> Parameters:
    if formula.code in LETTERS:
        return {"letter": formula.code}
    return NO_PARAMETERS if formula is formulas[0] else {"formula": formula.code}


def _is_share(part: Part, formula: Formula) -> bool:
    """Whether its counts can be true together: more in time than there were at all cannot."""

    def total(terms: Mapping[str, int]) -> float:
        return sum(sign * _number(part.counts[field].value) for field, sign in terms.items())

    return 0 <= total(formula.numerator) <= total(formula.denominator)


def _number(value: Scalar | None) -> float:
    return value if isinstance(value, int | float) else 0


def _contradictory(figure: Figure) -> Figure:
    """A percentage beyond 100 would be a wrong number with confidence: none is shown, and why."""
    return replace(
        figure, value=None, status=Status.UNKNOWN, parts=None, remark=Remark.CONTRADICTORY
    )


def _together(part: Part, formula: Formula) -> Figure:
    """All counts of a part as one figure: as old as the oldest, missing when one is missing.

    Counts of one part whose windows contradict each other make no ratio, nor do counts of which one
    is of more ids of the queue than another.
    """
    counts = [part.counts[field] for field in sorted(formula.fields)]
    worst = min(counts, key=lambda count: _BAD.index(count.status) if count.status in _BAD else -1)
    if worst.known and not part.is_of_one_set(formula):
        return replace(worst, value=None, status=Status.UNKNOWN, parts=None, remark=Remark.NOT_SENT)
    parameters: dict[str, Scalar] = {}
    for count in counts:
        for key, value in count.parameters.items():
            if parameters.setdefault(key, value) != value:
                return replace(worst, value=None, status=Status.UNKNOWN, parts=None)
    return Figure(
        value=1 if worst.known else None,
        status=worst.status,
        since=worst.since,
        qualifier=qualifier_of(counts),
        by=worst.by,
        parts=worst.parts,
        parameters=parameters,
        remark=Remark.OTHER_SOURCE if part.stand_in and worst.known else worst.remark,
        account=part.account,
    )


def _apart(scene: Scene, metric: Metric, queue: QueueSpec) -> Figure:
    """What a vendor computed of a queue by its own rule; it is no part of a sum."""
    figure = figure_of(scene, metric.key, queue.aliases)
    if figure.account or not queue.aliases:
        return figure
    return replace(figure, account=queue.aliases[0].account)


def is_reported(apart: Figure) -> bool:
    """Whether a vendor tells it by its own rule; several of one queue, which make none, too."""
    return apart.status is not Status.NEVER or apart.remark is Remark.NO_TOTAL


def _reported(apart: Sequence[Figure]) -> Figure:
    """By the vendor's own rule: of one queue it stands, several cannot be made one."""
    supplied = [figure for figure in apart if is_reported(figure)]
    if len(supplied) > 1:
        return replace(NEVER, remark=Remark.NO_TOTAL)
    if not supplied or len(apart) == 1:
        return supplied[0] if supplied else NEVER
    return marked(supplied[0], supplied, apart, Remark.QUEUES) if supplied[0].known else supplied[0]
