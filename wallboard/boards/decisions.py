"""What administrators said of who is who: rows that outlive every import and can be taken back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import product
from typing import Any

from django.utils import timezone

from wallboard.boards.models import AgentAlias, Decision, HandOver
from wallboard.boards.nouns import Nouns
from wallboard.identity.known import Pair, pair_of

Member = list[Any]  # account, external id, tenure
SAID = {Decision.SAME: "{left} and {right} are one.", Decision.DIFFERENT: "{left} is not {right}."}


def tenures(site_id: int) -> Counter[int]:
    """How often each alias was given to somebody else."""
    rows = HandOver.objects.filter(alias__account__site_id=site_id, undone_at=None)
    return Counter(rows.values_list("alias_id", flat=True))


def record(
    nouns: Nouns, site_id: int, verdict: str, left: Sequence[Any], right: Sequence[Any], by: Any
) -> Decision | None:
    """One verdict over all pairs of two sets of aliases; None when a side is empty."""
    if not left or not right:
        return None
    held = tenures(site_id) if nouns.alias is AgentAlias else Counter[int]()
    said = SAID[verdict].format(left=_told(left), right=_told(right))
    return Decision.objects.create(
        site_id=site_id,
        kind=nouns.kind,
        verdict=verdict,
        left=[_member(alias, held) for alias in left],
        right=[_member(alias, held) for alias in right],
        said=said[:500],
        made_by=by if by is not None and by.pk else None,
    )


def undo(decision: Decision, by: Any) -> None:
    decision.undone_at, decision.undone_by = timezone.now(), by
    decision.save(update_fields=["undone_at", "undone_by"])


def in_force(
    nouns: Nouns, site_id: int, aliases: Iterable[Any], held: Counter[int]
) -> tuple[list[tuple[int, int]], set[Pair]]:
    """Pairs of alias ids that are one, the newest first, and pairs that are not."""
    ids = {tuple(_member(alias, held)): alias.pk for alias in aliases}
    same: list[tuple[int, int]] = []
    apart: set[Pair] = set()
    decided: set[Pair] = set()
    rows = Decision.objects.filter(site_id=site_id, kind=nouns.kind, undone_at=None)
    for row in rows.order_by("-pk"):
        for left, right in product(row.left, row.right):
            one, other = ids.get(tuple(left)), ids.get(tuple(right))
            if one is None or other is None or pair_of(one, other) in decided:
                continue
            decided.add(pair_of(one, other))
            if row.verdict == Decision.SAME:
                same.append((one, other))
            else:
                apart.add(pair_of(one, other))
    return same, apart


def _member(alias: Any, held: Counter[int]) -> Member:
    return [str(alias.account_id), alias.external_id, held[alias.pk]]


def _told(aliases: Sequence[Any]) -> str:
    first = aliases[0]
    listed = ", ".join(f"{alias.account.name} {alias.external_id}" for alias in aliases[:4])
    return f"{first.listed_name or first.external_id} ({listed})"
