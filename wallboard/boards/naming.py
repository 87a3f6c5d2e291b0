"""Names and groups of queues follow the vendors' listings, except where a person edited them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wallboard.boards.models import Agent, Queue, SourcePlace


def follow_listings(owner_model: type[Queue] | type[Agent], site_id: int) -> int:
    """Rename what nobody edited after the first source, by the site's order for names, else by
    rank, that still lists it.

    Returns how many rows changed.
    """
    changed: list[Any] = []
    figure = "queue.name" if owner_model is Queue else "agent.name"
    named = dict(
        SourcePlace.objects.filter(order__site_id=site_id, order__figure=figure).values_list(
            "account_id", "position"
        )
    )
    last = max(named.values(), default=0) + 1
    rows: Any = owner_model.objects.filter(site_id=site_id, edited_by_hand=False)
    for owner in rows.prefetch_related("aliases__account"):
        listed = sorted(
            (alias for alias in owner.aliases.all() if alias.gone_at is None),
            key=lambda alias: (
                named.get(alias.account_id, last),
                alias.account.rank,
                alias.account.name,
                alias.pk,
            ),
        )
        if listed and _take_over(owner, listed):
            changed.append(owner)
    fields = ["name", "group"] if owner_model is Queue else ["name"]
    rows.bulk_update(changed, fields, batch_size=200)
    return len(changed)


def _take_over(owner: Any, aliases: Sequence[Any]) -> bool:
    name = next((a.listed_name for a in aliases if a.listed_name), aliases[0].external_id)
    changed: bool = owner.name != name
    owner.name = name
    if isinstance(owner, Queue):
        group = next((a.groups[0] for a in aliases if a.groups), "")
        changed = changed or owner.group != group
        owner.group = group
    return changed
