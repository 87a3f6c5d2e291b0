"""Sums, extremes and "any" over parts that may be old, missing or not comparable."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from wallboard.domain.observation import Parameters, Qualifier, Scalar
from wallboard.domain.states import QueueState
from wallboard.projections.figure_value import NEVER, NOT_APPLICABLE, Figure, Remark, Status

COMBINE: Mapping[str, Callable[[Iterable[float]], Scalar]] = {
    "sum": sum,
    "min": min,
    "max": max,
    "any": any,
}
OPENNESS = "open"  # of what combines by nothing, it alone has a whole
SILENT = frozenset({Status.LATE, Status.LOST})
LABELS = frozenset({"clock"})  # parameters that say of whom a window is, not which one
LEFT_OUT = frozenset({Remark.MIXED_WINDOWS, Remark.REPORTED_APART})  # `parts` counts queues


def combined(
    parts: Sequence[Figure], how: str, counted: Remark = Remark.QUEUES, all_count: bool = False
) -> Figure:
    """One figure of many. `how` is a key of COMBINE; `counted` names what the parts are.

    Parts that can never be supplied, and those to which the figure does not apply, do not count;
    with `all_count`, the whole lacks a part that can never be supplied, and says so.
    With a part late or lost the whole is late, shows what it has and says how many parts it is.
    """
    if len(parts) == 1:
        return parts[0]
    countable = [part for part in parts if part.status not in {Status.NEVER, Status.NA}]
    if not countable:
        return NOT_APPLICABLE if any(p.status is Status.NA for p in parts) else NEVER
    if all_count:
        countable = [part for part in parts if part.status is not Status.NA]
    used, mixed = comparable([part for part in countable if part.known])
    if not used:
        return without_value(countable)
    value = COMBINE[how]([part.value for part in used])  # type: ignore[misc]
    whole = Figure(value, qualifier=qualifier_of(used), parameters=parameters_of(used))
    return marked(whole, used, countable, Remark.MIXED_WINDOWS if mixed else counted)


def unsummed(key: str, parts: Sequence[Figure]) -> Figure:
    """What several make of a metric that is neither added up nor an extreme: of being open a word,
    of people and of finished percentages no total."""
    return one_word(parts) if key == OPENNESS else replace(NEVER, remark=Remark.NO_TOTAL)


def one_word(parts: Sequence[Figure]) -> Figure:
    """One word for what several say of being open: theirs where they agree, else open, for one of
    them is. Where one has no word the whole says how many have: it may be open while all others are
    closed. An old word is a word, and only its age is told.
    """
    used = [part for part in parts if part.known]
    if not used:
        told = [part for part in parts if part.status is not Status.NEVER]
        return without_value(told) if told else NEVER
    words = {part.value for part in used}
    value = words.pop() if len(words) == 1 else QueueState.OPEN.value
    if all(part.known and part.parts is None for part in parts):
        return aged(Figure(value=value), used, parts)
    return marked(Figure(value=value), used, parts, Remark.QUEUES)


def comparable(parts: Sequence[Figure]) -> tuple[list[Figure], bool]:
    """The largest set of parts that may be added up, and whether others had to be left out.

    Counters of other windows, day bounds or thresholds do not mix (METRICS.md, rules 1 and 5), nor
    does what a vendor computed by its own rule with anything but its own (rule 6).
    """
    groups: dict[object, list[Figure]] = {}
    for part in parts:
        groups.setdefault(_family(part), []).append(part)
    if not groups:
        return [], False
    best = max(groups.values(), key=len)  # of equals the first, which has the first part
    return best, len(groups) > 1


def _family(part: Figure) -> object:
    reported_by = part.account if part.qualifier is Qualifier.AS_REPORTED else None
    return reported_by, signature(part.parameters)


def signature(parameters: Parameters) -> frozenset[tuple[str, Scalar]]:
    """What must agree where counts are added up. Whose clock turns the day is said, but two clocks
    that turn at the same moment count the same day (docs/decisions/0007)."""
    return frozenset(item for item in parameters.items() if item[0] not in LABELS)


def parameters_of(used: Sequence[Figure]) -> Parameters:
    """Those of parts that may be added up, with every label that one of them has."""
    labels = {
        key: value
        for part in reversed(used)
        for key, value in part.parameters.items()
        if key in LABELS
    }
    return {**used[0].parameters, **labels} if labels else used[0].parameters


def without_value(parts: Sequence[Figure]) -> Figure:
    """No part has a value: lost since the oldest confirmation, else unknown since the first."""
    parts = [part for part in parts if part.status is not Status.NEVER] or parts
    lost = [part for part in parts if part.status is Status.LOST]
    chosen = lost or list(parts)
    oldest = min(chosen, key=lambda part: (part.since is None, part.since or 0.0))
    return Figure(
        status=Status.LOST if lost else Status.UNKNOWN,
        since=oldest.since,
        by=oldest.by,
        remark=oldest.remark if not lost else Remark.NONE,
        account=oldest.account,
    )


def marked(
    whole: Figure, used: Sequence[Figure], countable: Sequence[Figure], counted: Remark
) -> Figure:
    """`whole` with the marks that its parts earn it: late, and how many of how many."""
    whole = aged(whole, used, countable)
    tally = tally_of(used, countable, counted)
    if tally is None:
        return whole
    if tally.remark is Remark.NONE:
        return replace(whole, parts=(tally.have, tally.of))
    return replace(whole, parts=(tally.have, tally.of), remark=tally.remark)


def aged(whole: Figure, used: Sequence[Figure], countable: Sequence[Figure]) -> Figure:
    """`whole` as late as its oldest part that is silent; it says where one part is a stand-in's."""
    silent = [part for part in countable if part.status in SILENT]
    if silent:
        oldest = min(silent, key=lambda part: (part.since is None, part.since or 0.0))
        whole = replace(
            whole, status=Status.LATE, since=oldest.since, by=oldest.by, account=oldest.account
        )
    stand_in = next((part for part in used if part.remark is Remark.OTHER_SOURCE), None)
    if stand_in is None:
        return whole
    return replace(whole, remark=Remark.OTHER_SOURCE, by=whole.by or stand_in.by)


@dataclass(frozen=True, slots=True)
class Tally:
    have: int
    of: int
    remark: Remark


def tally_of(used: Sequence[Figure], countable: Sequence[Figure], counted: Remark) -> Tally | None:
    """How many parts are good: in sources where whole sources are silent, else in things.

    None when all are. None too when none is, for then the mark of age says it; but of parts that
    each lack something the parts are told.
    """
    chosen = {id(part) for part in used}
    good: list[Figure] = []
    bad: list[Figure] = []
    for part in countable:
        fresh = part.status is Status.FRESH and part.parts is None and id(part) in chosen
        (good if fresh else bad).append(part)
    if not bad:
        return None
    if not good and len(used) == len(countable):
        if not any(part.parts for part in bad):
            return None
        if len(bad) == 1 or all(part.status is Status.FRESH for part in bad):
            return _of_parts(bad, counted)
    accounts = {part.account for part in countable}
    lacking = {part.account for part in bad}
    if counted not in LEFT_OUT and lacking.isdisjoint(p.account for p in good):
        return Tally(len(accounts) - len(lacking), len(accounts), Remark.NONE)
    return Tally(len(good), len(countable), counted)


def _of_parts(lacking: Sequence[Figure], counted: Remark) -> Tally:
    have, of = zip(*(part.parts or (0, 1) for part in lacking), strict=True)
    remarks = {part.remark for part in lacking}
    return Tally(sum(have), sum(of), remarks.pop() if len(remarks) == 1 else counted)


def qualifier_of(used: Sequence[Figure]) -> Qualifier:
    """A whole is as uncertain as its most uncertain part."""
    qualifiers = {part.qualifier for part in used}
    for qualifier in (Qualifier.AS_REPORTED, Qualifier.AT_LEAST):
        if qualifier in qualifiers:
            return qualifier
    return Qualifier.EXACT
