"""What an administrator does about who is who. Every act is a row that can be taken back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from wallboard.boards import decisions, heirs, naming, people, signals
from wallboard.boards.models import Agent, Decision, HandOver, Site
from wallboard.boards.nouns import NOUNS, Nouns
from wallboard.domain.observation import Kind


def nouns_of(row: Any) -> Nouns:
    """By a row of either kind, an owner or an alias."""
    return next(n for n in NOUNS.values() if isinstance(row, n.owner | n.alias))


@transaction.atomic
def decide(
    site_id: int, kind: Kind, verdict: str, left: Sequence[Any], right: Sequence[Any], by: Any
) -> bool:
    """These aliases and those are one, or are not. Whether the rows are as decided now."""
    nouns = NOUNS[kind]
    ids = [alias.pk for alias in (*left, *right)]
    nouns.alias.objects.filter(pk__in=ids).update(decided_by_hand=False)
    decisions.record(nouns, site_id, verdict, left, right, by)
    settle(site_id, [kind])
    owners = dict(nouns.alias.objects.filter(pk__in=ids).values_list("pk", f"{nouns.field}_id"))
    ours = {owners[alias.pk] for alias in left}
    theirs = {owners[alias.pk] for alias in right}
    return ours == theirs if verdict == Decision.SAME else not ours & theirs


@transaction.atomic
def merge(owners: Sequence[Any], by: Any = None) -> None:
    """These rows are one: the first. What has no alias is simply taken in."""
    first, *others = owners
    nouns = nouns_of(first)
    kind = next(kind for kind, row in NOUNS.items() if row is nouns)
    for other in others:
        left, right = list(first.aliases.all()), list(other.aliases.all())
        if left and right:
            decide(first.site_id, kind, Decision.SAME, left, right, by)
        else:
            nouns.alias.objects.filter(pk__in=[alias.pk for alias in right]).update(
                **{nouns.field: first, "decided_by_hand": True}
            )
            heirs.dissolve(nouns, {other.pk: first.pk})
    signals.configuration_changes(first.site_id)


def set_apart(alias: Any, by: Any = None) -> bool:
    """This alias is somebody else than the rest of its row; False when it stands alone already."""
    nouns = nouns_of(alias)
    owner = getattr(alias, nouns.field)
    rest = [other for other in owner.aliases.all() if other.pk != alias.pk]
    kind = next(kind for kind, row in NOUNS.items() if row is nouns)
    return bool(rest) and decide(owner.site_id, kind, Decision.DIFFERENT, [alias], rest, by)


@transaction.atomic
def undo(decision: Decision, by: Any) -> None:
    decisions.undo(decision, by)
    settle(decision.site_id, [kind for kind, n in NOUNS.items() if n.kind == decision.kind])


@transaction.atomic
def restore(hand_over: HandOver, by: Any) -> None:
    """It was the same person all along, under another name: row and decisions are hers again."""
    hand_over.undone_at = hand_over.read_at = timezone.now()
    hand_over.closed_by = by
    hand_over.save(update_fields=["undone_at", "read_at", "closed_by"])
    alias, former = hand_over.alias, hand_over.former_agent
    if former is not None:
        left = alias.agent_id
        Agent.objects.filter(pk=former.pk, aliases=None).update(hidden=False)
        alias.agent = former
        alias.save(update_fields=["agent"])
        heirs.dissolve(NOUNS[Kind.AGENT], {left: former.pk})
    settle(alias.account.site_id, [Kind.AGENT])


def note_read(hand_over: HandOver, by: Any) -> None:
    hand_over.read_at, hand_over.closed_by = timezone.now(), by
    hand_over.save(update_fields=["read_at", "closed_by"])


@transaction.atomic
def use_keys(site: Site, kind: Kind, names: Sequence[str] | None) -> None:
    """Recognise by these keys, in this order; None: the default."""
    setattr(site, NOUNS[kind].setting, names)
    site.save(update_fields=[NOUNS[kind].setting])
    settle(site.pk, [kind])


@transaction.atomic
def settle(site_id: int, kinds: Iterable[Kind]) -> None:
    """Put rows in order as it is known and decided now; tells the boards."""
    site = Site.objects.select_for_update().get(pk=site_id)
    for kind in kinds:
        people.put_in_order(site, kind)
        naming.follow_listings(NOUNS[kind].owner, site_id)
    signals.configuration_changes(site_id)
