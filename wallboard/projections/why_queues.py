"""Why a figure of queues is what it is: its parts, whose they are, and what was left out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wallboard.domain.board import QueueSpec
from wallboard.domain.formula import Formula
from wallboard.domain.metric import Combine, Metric
from wallboard.domain.metrics import QUEUE_METRICS
from wallboard.domain.observation import Kind, Qualifier
from wallboard.domain.service_level import LETTERS
from wallboard.projections.combining import comparable
from wallboard.projections.counts import Part, parts_by_account
from wallboard.projections.figure_value import Figure, Remark, Status
from wallboard.projections.ratios import Reckoning, Rule, by_formula, reckon
from wallboard.projections.recovery import recovery_of
from wallboard.projections.resolution import facts_by_field, figure_of
from wallboard.projections.scene import Scene
from wallboard.projections.totals import real_queues
from wallboard.projections.why_sources import (
    LOST,
    NEVER,
    NOT_WHOLE,
    OTHER_THRESHOLD,
    OTHER_WINDOW,
    OUTRANKED,
    REPORTED,
    WEAKER,
    source_json,
    source_key,
    sources_of,
    why_missing,
)


def parts_of(queues: Sequence[QueueSpec], scene: Scene) -> tuple[list[QueueSpec], bool]:
    """The real queues that are counted, and whether each of them is missed where it is silent."""
    if len(queues) == 1:
        members = list(queues[0].members)
        return members or list(queues), bool(members)
    return real_queues(scene, queues), False


def why_of_queues(
    scene: Scene,
    key: str,
    queues: Sequence[QueueSpec],
    rule: Rule,
    target: float | None = None,
) -> dict[str, Any]:
    """Members `how`, `parts`, and of a ratio those that docs/protocol.md says are of one."""
    metric = QUEUE_METRICS[key]
    real, all_count = parts_of(queues, scene)
    if metric.combine is Combine.RATIO:
        reckoned = reckon(scene, metric, real, rule, all_count)
        return {
            "how": metric.combine.value,
            **_of_ratio(scene, metric, real, reckoned, rule),
            "recovery": recovery_of(scene, reckoned, target),
        }
    figures = [figure_of(scene, key, queue.aliases) for queue in real]
    used, _ = comparable([figure for figure in figures if figure.known])
    chosen = {id(figure) for figure in used}
    parts = [
        {
            "queue": queue.id,
            "name": queue.name,
            "figure": figure.as_json(),
            "left_out": "" if id(figure) in chosen else _why_not(figure, used),
            "sources": sources_of(scene, Kind.QUEUE, key, queue.aliases),
        }
        for queue, figure in zip(real, figures, strict=True)
    ]
    return {"how": metric.combine.value if len(real) > 1 else Combine.NONE.value, "parts": parts}


def _why_not(figure: Figure, used: Sequence[Figure]) -> str:
    if not figure.known:
        return why_missing(figure)
    if figure.qualifier is Qualifier.AS_REPORTED:
        return REPORTED
    threshold = "threshold_seconds"
    wanted = used[0].parameters.get(threshold) if used else None
    same = figure.parameters.get(threshold) == wanted
    return OTHER_WINDOW if same else OTHER_THRESHOLD


def _of_ratio(
    scene: Scene, metric: Metric, queues: Sequence[QueueSpec], reckoned: Reckoning, rule: Rule
) -> dict[str, Any]:
    used = [f for f, is_used in zip(reckoned.figures, reckoned.used, strict=True) if is_used]
    by_queue = {part.queue.id: place for place, part in enumerate(reckoned.parts)}
    rows = []
    for queue in queues:
        place = by_queue.get(queue.id) if reckoned.formula else None
        rows.append(
            _without_counts(scene, metric, queue)
            if place is None
            else _with_counts(scene, reckoned, place, used)
        )
    return {
        "formula": _formula(reckoned),
        "asked": reckoned.formulas[0].code,
        "letters": _letters(reckoned, rule),
        "labels": _labels(reckoned),
        "parts": rows,
    }


def _with_counts(
    scene: Scene, reckoned: Reckoning, place: int, used: Sequence[Figure]
) -> dict[str, Any]:
    part, figure = reckoned.parts[place], reckoned.figures[place]
    assert reckoned.formula is not None
    return {
        "queue": part.queue.id,
        "name": part.queue.name,
        "left_out": "" if reckoned.used[place] else _why_not(figure, used),
        "counts": {f: part.counts[f].as_json() for f in sorted(reckoned.formula.fields)},
        "sources": _sources(scene, reckoned, part),
    }


def _sources(scene: Scene, reckoned: Reckoning, chosen: Part) -> list[dict[str, Any]]:
    """The accounts whose counts these could be, the believed one first."""
    able = parts_by_account(scene, chosen.queue, reckoned.metric.key, reckoned.formulas)
    able.sort(key=lambda part: part.account != chosen.account)
    rows = []
    for part in able:
        key = source_key(scene, part.account, Kind.QUEUE, _facts(scene, reckoned, part))
        rows.append(
            {
                "source": source_json(scene, part.account, key),
                "left_out": ""
                if part.account == chosen.account
                else _why_not_counts(reckoned, part, chosen),
            }
        )
    others = {alias.account for alias in chosen.queue.aliases} - {part.account for part in able}
    for account in sorted(others & scene.site.sources.keys()):
        key = source_key(scene, account, Kind.QUEUE)
        rows.append({"source": source_json(scene, account, key), "left_out": NEVER})
    return rows


def _facts(scene: Scene, reckoned: Reckoning, part: Part) -> list[Any]:
    fields = reckoned.formula.fields if reckoned.formula else frozenset()
    known = facts_by_field(scene, part.queue.aliases)
    return [f for field in fields for f in known.get(field, ()) if f.key.account == part.account]


def _why_not_counts(reckoned: Reckoning, part: Part, chosen: Part) -> str:
    counts = [part.counts[field] for field in part.possible]
    if not any(figure.known for figure in counts):
        lost = any(figure.status is Status.LOST for figure in counts)
        return LOST if lost else why_missing(counts[0])
    if _best(reckoned.formulas, part) > _best(reckoned.formulas, chosen):
        return WEAKER
    return NOT_WHOLE if _is_some(part) and not _is_some(chosen) else OUTRANKED


def _best(formulas: Sequence[Formula], part: Part) -> int:
    able = (place for place, one in enumerate(formulas) if one.supported_by(part.supplied))
    return next(able, len(formulas))


def _is_some(part: Part) -> bool:
    return any(figure.qualifier is Qualifier.AT_LEAST for figure in part.counts.values())


def _without_counts(scene: Scene, metric: Metric, queue: QueueSpec) -> dict[str, Any]:
    """A finished percentage is of use alone, and no part of anything."""
    figure = figure_of(scene, metric.key, queue.aliases)
    is_several = figure.remark is Remark.NO_TOTAL  # one of each id
    return {
        "queue": queue.id,
        "name": queue.name,
        "figure": figure.as_json(),
        "left_out": REPORTED if figure.known or is_several else why_missing(figure),
        "counts": {},
        "sources": sources_of(scene, Kind.QUEUE, metric.key, queue.aliases),
    }


def _formula(reckoned: Reckoning) -> dict[str, Any] | None:
    formula = reckoned.formula
    if formula is None:
        return None
    sums = [float(total) for total in reckoned.sums()] if any(reckoned.used) else None
    return {
        "code": formula.code,
        "numerator": dict(formula.numerator),
        "denominator": dict(formula.denominator),
        "remark": formula.remark,
        "sums": sums,
    }


def _labels(reckoned: Reckoning) -> dict[str, str]:
    """What people call the fields of which the formulas are made."""
    formulas = [*LETTERS.values(), *reckoned.formulas]
    fields = {field for formula in formulas for field in formula.fields}
    return {field: QUEUE_METRICS[field].label for field in sorted(fields & QUEUE_METRICS.keys())}


def _letters(reckoned: Reckoning, rule: Rule) -> dict[str, Any]:
    """What the same parts would be by the other formulas, or what they lack for them."""
    if reckoned.formula is None:
        return {}
    is_level = reckoned.metric.key == "service_level"
    formulas = LETTERS.values() if is_level else reckoned.formulas
    found: dict[str, Any] = {}
    for formula in formulas:
        lacking = {
            part.queue.id: sorted(formula.fields - part.supplied)
            for part in reckoned.parts
            if not formula.supported_by(part.supplied)
        }
        figure = None if lacking else by_formula(reckoned, formula, rule).as_json()
        found[formula.code] = {"figure": figure, "lacking": lacking, "remark": formula.remark}
    return found
