"""Ratios over queues: rebuilt from counts, added up and divided once, in exact rationals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from wallboard.domain.board import QueueSpec
from wallboard.domain.formula import Formula, first_supported
from wallboard.domain.metric import Metric
from wallboard.domain.observation import NO_PARAMETERS, Parameters, Scalar
from wallboard.domain.service_level import FALLBACK_LETTERS, LETTERS
from wallboard.projections.combining import comparable, marked, qualifier_of, without_value
from wallboard.projections.figure_value import NEVER, Figure, Remark, Status
from wallboard.projections.resolution import FactsByField, facts_by_field, figure_of
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
class _Part:
    """The counts of one queue from one account."""

    counts: Mapping[str, Figure]

    @property
    def supplied(self) -> frozenset[str]:
        """What this part has, or will have when its source speaks again."""
        return frozenset(
            field
            for field, figure in self.counts.items()
            if figure.status is not Status.NEVER and figure.remark is not Remark.NOT_SENT
        )


def ratio_of_queues(
    scene: Scene, metric: Metric, queues: Sequence[QueueSpec], rule: Rule = DEFAULT_RULE
) -> Figure:
    """Where no counts can be had: what a vendor computed by its own rule, of one queue."""
    formulas = formulas_of(metric, rule)
    fields = frozenset(field for formula in formulas for field in formula.fields)
    parts = [part for queue in queues if (part := _part(scene, queue, fields)) is not None]
    if not parts:
        return _reported(scene, metric, queues)
    formula = first_supported(formulas, [part.supplied for part in parts])
    if formula is None:
        reported = _reported(scene, metric, queues)
        return reported if reported.known else without_value(_figures(parts, formulas[-1]))
    return _divided(parts, formula, formulas, rule)


def formulas_of(metric: Metric, rule: Rule) -> tuple[Formula, ...]:
    """The formula that is wanted, then those that may stand in for it."""
    if metric.key != "service_level" or not rule.letter:
        return metric.formulas
    codes = (rule.letter, *(code for code in FALLBACK_LETTERS if code != rule.letter))
    return tuple(LETTERS[code] for code in codes)


def _part(scene: Scene, queue: QueueSpec, fields: frozenset[str]) -> _Part | None:
    """Counts of one account only: those of two accounts are of two sets of contacts."""
    return scene.memo.of(queue.aliases, ("part", fields), lambda: _counted(scene, queue, fields))


def _counted(scene: Scene, queue: QueueSpec, fields: Iterable[str]) -> _Part | None:
    known = facts_by_field(scene, queue.aliases)
    found: list[_Part] = []
    for account in _accounts(scene, queue):
        aliases = [alias for alias in queue.aliases if alias.account == account]
        own: FactsByField = {
            field: [fact for fact in facts if fact.key.account == account]
            for field, facts in known.items()
        }
        part = _Part({field: figure_of(scene, field, aliases, own) for field in fields})
        if any(figure.status is not Status.NEVER for figure in part.counts.values()):
            found.append(part)
        if any(figure.known for figure in part.counts.values()):
            return part
    return found[0] if found else None


def _accounts(scene: Scene, queue: QueueSpec) -> list[str]:
    accounts = {alias.account for alias in queue.aliases if scene.source(alias.account)}
    return sorted(accounts, key=lambda account: (scene.site.sources[account].rank, account))


def _divided(
    parts: Sequence[_Part], formula: Formula, formulas: Sequence[Formula], rule: Rule
) -> Figure:
    figures = _figures(parts, formula)
    known = [figure for figure in figures if figure.known]
    wanted = [figure for figure in known if _has_threshold(figure, rule)]
    used, mixed = comparable(wanted or known)
    if not used:
        return without_value(figures)
    mixed = mixed or len(used) < len(known)
    chosen = {id(figure) for figure in used}
    counts = [
        {field: _exact(part.counts[field].value) for field in formula.fields}
        for part, figure in zip(parts, figures, strict=True)
        if id(figure) in chosen
    ]
    share = formula.ratio(counts)
    value = None if share is None else round(float(share), SHARE_DIGITS)
    whole = Figure(value=value, status=Status.FRESH, qualifier=qualifier_of(used))
    whole = marked(whole, used, figures, Remark.MIXED_WINDOWS if mixed else Remark.QUEUES)
    if value is None:
        whole = replace(whole, status=Status.NA, since=None)
    whole = replace(whole, parameters={**used[0].parameters, **_named(formula, formulas)})
    if formula is not formulas[0] and whole.remark is Remark.NONE:
        whole = replace(whole, remark=Remark.OTHER_LETTER)
    return whole


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


def _figures(parts: Sequence[_Part], formula: Formula) -> list[Figure]:
    return [_together([part.counts[field] for field in sorted(formula.fields)]) for part in parts]


def _together(counts: Sequence[Figure]) -> Figure:
    """All counts of a part as one figure: as old as the oldest, missing when one is missing.

    Counts of one part whose windows contradict each other make no ratio.
    """
    worst = min(counts, key=lambda count: _BAD.index(count.status) if count.status in _BAD else -1)
    parameters: dict[str, object] = {}
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
        parameters=parameters,  # type: ignore[arg-type]
        remark=worst.remark,
        account=worst.account,
    )


def _reported(scene: Scene, metric: Metric, queues: Sequence[QueueSpec]) -> Figure:
    """By the vendor's own rule: of one queue it stands, several cannot be made one."""
    figures = [figure_of(scene, metric.key, queue.aliases) for queue in queues]
    supplied = [figure for figure in figures if figure.status is not Status.NEVER]
    if len(supplied) > 1:
        return replace(NEVER, remark=Remark.NO_TOTAL)
    return supplied[0] if supplied else NEVER
