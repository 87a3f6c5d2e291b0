"""Applies `identity/` to the people and the queues of a site: who is who after a listing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from wallboard.boards import decisions, heirs
from wallboard.boards.models import Agent, AgentAlias, HandOver, Site
from wallboard.boards.nouns import NOUNS, Nouns
from wallboard.boards.teams import Teams
from wallboard.domain.observation import Kind
from wallboard.identity.homes import Home, NewPerson, moves
from wallboard.identity.known import KnownAs, Rules, rules_for
from wallboard.identity.matching import Matching, match


@dataclass(frozen=True, slots=True)
class Picture:
    """A site's aliases of one kind, as rows and as matching sees them."""

    nouns: Nouns
    rows: Mapping[int, Any]
    known: tuple[KnownAs, ...]
    rules: Rules


def picture_of(site: Site, kind: Kind, strangers: Collection[int] = ()) -> Picture:
    """`strangers`: aliases given to somebody else just now, who have no claim to their row."""
    nouns = NOUNS[kind]
    aliases = nouns.aliases_of(site.pk).select_related("account", nouns.field)
    aliases = aliases.defer("account__secrets_encrypted", "account__ca_bundle", "account__mapping")
    rows = {alias.pk: alias for alias in aliases}
    former: dict[int, list[str]] = defaultdict(list)
    if nouns.alias is AgentAlias:
        found = HandOver.objects.filter(alias__account__site=site, undone_at=None)
        for alias_id, name in found.values_list("alias_id", "former_name"):
            former[alias_id].append(name)
    known = tuple(
        KnownAs(
            id=alias.pk,
            account=str(alias.account_id),
            vendor=alias.account.vendor,
            external_id=alias.external_id,
            name=alias.listed_name,
            keys=alias.keys,
            person=0 if alias.pk in strangers else getattr(alias, f"{nouns.field}_id"),
            by_hand=alias.decided_by_hand,
            gone=alias.gone_at is not None,
            former=tuple(former[alias.pk]) if alias.pk in former else (),
        )
        for alias in rows.values()
    )
    held = decisions.tenures(site.pk) if former else Counter[int]()
    same, apart = decisions.in_force(nouns, site.pk, rows.values(), held)
    return Picture(nouns, rows, known, rules_for(nouns.keys_of(site), known, same, apart))


def matching_of(picture: Picture) -> Matching:
    return match(picture.known, picture.rules)


@transaction.atomic
def put_in_order(site: Site, kind: Kind, strangers: Collection[int] = ()) -> list[int]:
    """Join and part as keys and decisions say; returns the ids of the aliases that moved.

    A row that is left without an alias goes, and leaves what it had to whom it turned out to be.
    """
    picture = picture_of(site, kind, strangers)
    nouns, rows = picture.nouns, picture.rows
    wanted = moves(picture.known, matching_of(picture).groups)
    if not wanted:
        return []
    made = _make(nouns, site, wanted, rows, strangers)
    left: dict[int, int] = {}
    teams = Teams(site.pk)
    for alias_id, home in sorted(wanted.items()):
        alias = rows[alias_id]
        before: int = getattr(alias, f"{nouns.field}_id")
        target = home if isinstance(home, int) else made[home]
        setattr(alias, f"{nouns.field}_id", target)
        if nouns.owner is Agent:
            teams.join(target, alias.groups)
        if alias_id not in strangers:
            left[before] = target
            if nouns.owner is Agent:
                teams.leave(before, alias.groups)
    moved = [rows[alias_id] for alias_id in wanted]
    nouns.alias.objects.bulk_update(moved, [nouns.field], batch_size=500)
    heirs.dissolve(nouns, left)
    teams.settle()
    heirs.hide_husks(nouns, site.pk, strangers)
    return list(wanted)


def _make(
    nouns: Nouns,
    site: Site,
    wanted: Mapping[int, Home],
    rows: Mapping[int, Any],
    strangers: Collection[int],
) -> dict[Home, int]:
    new = sorted({home.head for home in wanted.values() if isinstance(home, NewPerson)})
    owners = []
    for head in new:
        alias = rows[head]
        owner = nouns.owner(site_id=site.pk, name=alias.listed_name or alias.external_id)
        owner.hidden = head not in strangers and getattr(alias, nouns.field).hidden
        owners.append(owner)
    made = nouns.owner.objects.bulk_create(owners, batch_size=500)
    return {NewPerson(head): owner.pk for head, owner in zip(new, made, strict=True)}
