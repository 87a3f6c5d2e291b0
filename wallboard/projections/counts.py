"""The counts of one queue that a ratio is rebuilt from: all of one account, never of two."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from wallboard.domain.board import QueueSpec
from wallboard.domain.facts import EntityKey
from wallboard.domain.formula import Formula
from wallboard.domain.observation import Kind, Qualifier
from wallboard.projections.combining import comparable
from wallboard.projections.figure_value import Figure, Remark, Status
from wallboard.projections.resolution import (
    FactsByField,
    facts_by_field,
    figure_of,
    of_account,
    of_alias,
)
from wallboard.projections.scene import Scene
from wallboard.projections.standing import Standing, standing_of

Place = tuple[int, int, bool, int, int, str]


@dataclass(frozen=True, slots=True)
class Part:
    """`possible` is what its source can supply at all, `supplied` what this part has, or will have
    when its source speaks again. `stand_in`: the account that should be believed is lost, and this
    is the next one's. `made_of`: of a queue with several ids, whose numbers each count adds up."""

    queue: QueueSpec
    account: str
    counts: Mapping[str, Figure]
    possible: frozenset[str]
    supplied: frozenset[str]
    stand_in: bool = False
    made_of: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def is_of_one_set(self, formula: Formula) -> bool:
        """Whether the counts of the formula are of the same ids: else they make no ratio."""
        return len({self.made_of.get(one) for one in formula.fields}) <= 1

    @property
    def known(self) -> bool:
        return any(figure.known for figure in self.counts.values())


def part_of(scene: Scene, queue: QueueSpec, key: str, formulas: Sequence[Formula]) -> Part | None:
    """None where no account can supply the counts of any formula. `key` is the ratio's metric."""
    question = ("part", key, formulas[0].code)  # which stands for those that may stand in for it
    return scene.memo.of(queue.aliases, question, lambda: _chosen(scene, queue, key, formulas))


def parts_by_account(
    scene: Scene, queue: QueueSpec, key: str, formulas: Sequence[Formula]
) -> list[Part]:
    """Whoever could supply a formula's counts, who is believed first in front."""
    found = _by_standing(scene, queue, key, formulas)
    able = [part for part in found if any(f.supported_by(part.possible) for f in formulas)]
    return sorted(able, key=lambda part: _place(scene, part, key, formulas))


def _chosen(scene: Scene, queue: QueueSpec, key: str, formulas: Sequence[Formula]) -> Part | None:
    first = next(_by_standing(scene, queue, key, formulas), None)
    if first is not None and first.known and _is_best(first, formulas[0]):
        return first  # whoever comes after can be no better: the others are not even counted
    able = parts_by_account(scene, queue, key, formulas)
    passed_over = False
    for part in able:
        if part.known:
            return replace(part, stand_in=True) if passed_over else part
        lost = any(figure.status is Status.LOST for figure in part.counts.values())
        passed_over = passed_over or lost
    return able[0] if able else None


def _by_standing(
    scene: Scene, queue: QueueSpec, key: str, formulas: Sequence[Formula]
) -> Iterator[Part]:
    """Of each account that knows the queue, counted when it is asked for."""
    known = facts_by_field(scene, queue.aliases)
    fields = frozenset(field for formula in formulas for field in formula.fields)
    accounts = {alias.account for alias in queue.aliases if scene.source(alias.account)}
    for account in sorted(accounts, key=lambda one: _standing(scene, key, one)):
        yield _counted(scene, queue, account, fields, known)


def _standing(scene: Scene, key: str, account: str) -> tuple[Standing, str]:
    return standing_of(scene.site, Kind.QUEUE, key, account), account


def _counted(
    scene: Scene, queue: QueueSpec, account: str, fields: Iterable[str], known: FactsByField
) -> Part:
    aliases = [alias for alias in queue.aliases if alias.account == account]
    own: FactsByField = {field: known.get(field, ()) for field in fields}
    if len(aliases) < len(queue.aliases):
        own = of_account(account, own)
    counts = {field: figure_of(scene, field, aliases, own) for field in fields}
    by_id = _by_id(scene, aliases, fields, own) if len(aliases) > 1 else {}
    possible = _possible(counts)
    for one in filter(None, map(_possible, by_id.values())):
        possible &= one  # what one id never tells would be another's alone
    supplied = possible
    if any(count.known for count in counts.values()):
        # Where nothing is known yet, nothing decides by which formula the others are added up.
        supplied = frozenset(f for f in possible if counts[f].remark is not Remark.NOT_SENT)
    made_of = {one: _ids(one, by_id) for one in fields} if by_id else {}
    return Part(queue, account, counts, possible, supplied, made_of=made_of)


def _by_id(
    scene: Scene, aliases: Sequence[EntityKey], fields: Iterable[str], own: FactsByField
) -> dict[str, Mapping[str, Figure]]:
    told = {alias.external_id: (alias, of_alias(alias, own)) for alias in aliases}
    return {
        id_: {one: figure_of(scene, one, [alias], facts) for one in fields}
        for id_, (alias, facts) in told.items()
    }


def _possible(counts: Mapping[str, Figure]) -> frozenset[str]:
    return frozenset(one for one, count in counts.items() if count.status is not Status.NEVER)


def _ids(one: str, by_id: Mapping[str, Mapping[str, Figure]]) -> frozenset[str]:
    """Those whose counts of this field are added up, as `combined` chooses them."""
    used, _ = comparable([counts[one] for counts in by_id.values() if counts[one].known])
    chosen = {id(figure) for figure in used}
    return frozenset(id_ for id_, counts in by_id.items() if id(counts[one]) in chosen)


def _place(scene: Scene, part: Part, key: str, formulas: Sequence[Formula]) -> Place:
    """As the site's order has it; else who supports the better formula, then who counted the whole
    day, then by origin: a source that knows of no abandons would only flatter."""
    standing = standing_of(scene.site, Kind.QUEUE, key, part.account)
    able = (place for place, one in enumerate(formulas) if one.supported_by(part.supplied))
    best = next(able, len(formulas))
    some = best < len(formulas) and _is_some(part, formulas[best])
    return standing.named, best, some, standing.origin, standing.rank, part.account


def _is_best(part: Part, wanted: Formula) -> bool:
    return wanted.supported_by(part.supplied) and not _is_some(part, wanted)


def _is_some(part: Part, formula: Formula) -> bool:
    """Counted since its source looked, and not since the day began."""
    return any(part.counts[f].qualifier is Qualifier.AT_LEAST for f in formula.fields)
