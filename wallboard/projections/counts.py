"""The counts of one queue that a ratio is rebuilt from: all of one account, never of two."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from wallboard.domain.board import QueueSpec
from wallboard.domain.formula import Formula
from wallboard.domain.observation import Kind, Qualifier
from wallboard.projections.figure_value import Figure, Remark, Status
from wallboard.projections.resolution import (
    FactsByField,
    facts_by_field,
    figure_of,
    of_account,
)
from wallboard.projections.scene import Scene
from wallboard.projections.standing import standing_of

Place = tuple[int, int, bool, int, int, str]


@dataclass(frozen=True, slots=True)
class Part:
    """`stand_in`: the account that should be believed is lost, and this is the next one's."""

    queue: QueueSpec
    account: str
    counts: Mapping[str, Figure]
    stand_in: bool = False

    @property
    def possible(self) -> frozenset[str]:
        """What its source can supply at all."""
        return frozenset(
            field for field, figure in self.counts.items() if figure.status is not Status.NEVER
        )

    @property
    def supplied(self) -> frozenset[str]:
        """What this part has, or will have when its source speaks again. One of which nothing is
        known yet does not decide by which formula the others are added up."""
        if not any(figure.known for figure in self.counts.values()):
            return self.possible
        return frozenset(
            field for field in self.possible if self.counts[field].remark is not Remark.NOT_SENT
        )


def part_of(scene: Scene, queue: QueueSpec, key: str, formulas: Sequence[Formula]) -> Part | None:
    """None where no account can supply the counts of any formula. `key` is the ratio's metric."""
    codes = tuple(formula.code for formula in formulas)
    return scene.memo.of(
        queue.aliases, ("part", key, codes), lambda: _chosen(scene, queue, key, formulas)
    )


def parts_by_account(
    scene: Scene, queue: QueueSpec, key: str, formulas: Sequence[Formula]
) -> list[Part]:
    """Whoever could supply a formula's counts, who is believed first in front."""
    known = facts_by_field(scene, queue.aliases)
    fields = frozenset(field for formula in formulas for field in formula.fields)
    accounts = {alias.account for alias in queue.aliases if scene.source(alias.account)}
    found = [_counted(scene, queue, account, fields, known) for account in sorted(accounts)]
    able = [part for part in found if any(f.supported_by(part.possible) for f in formulas)]
    return sorted(able, key=lambda part: _place(scene, part, key, formulas))


def _chosen(scene: Scene, queue: QueueSpec, key: str, formulas: Sequence[Formula]) -> Part | None:
    able = parts_by_account(scene, queue, key, formulas)
    passed_over = False
    for part in able:
        if any(figure.known for figure in part.counts.values()):
            return Part(part.queue, part.account, part.counts, passed_over)
        lost = any(figure.status is Status.LOST for figure in part.counts.values())
        passed_over = passed_over or lost
    return able[0] if able else None


def _counted(
    scene: Scene, queue: QueueSpec, account: str, fields: Iterable[str], known: FactsByField
) -> Part:
    aliases = [alias for alias in queue.aliases if alias.account == account]
    own = of_account(account, known)
    counts = {field: figure_of(scene, field, aliases, own) for field in fields}
    return Part(queue, account, counts)


def _place(scene: Scene, part: Part, key: str, formulas: Sequence[Formula]) -> Place:
    """As the site's order has it; else who supports the better formula, then who counted the whole
    day, then by origin: a source that knows of no abandons would only flatter."""
    standing = standing_of(scene.site, Kind.QUEUE, key, part.account)
    codes = [code for code, formula in enumerate(formulas) if formula.supported_by(part.supplied)]
    counted = [part.counts[field] for field in (formulas[codes[0]].fields if codes else ())]
    some = any(figure.qualifier is Qualifier.AT_LEAST for figure in counted)
    first = codes[0] if codes else len(formulas)
    return standing.named, first, some, standing.origin, standing.rank, part.account
