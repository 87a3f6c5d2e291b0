"""Names, groups and teams follow the vendors' listings, except where a person edited them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wallboard.boards.models import Agent, AgentAlias, Queue, SourcePlace, Team


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


def follow_groups(
    aliases: Sequence[AgentAlias], before: Mapping[int, Sequence[str]], site_id: int
) -> None:
    """Put agents into the teams of their listed groups, and out of those they left.

    `before`: groups by alias as of the last listing. Teams that a person chose are not touched:
    only what a listing gave, a listing takes.
    """
    joined = {(a.agent_id, g) for a in aliases for g in a.groups if g not in before.get(a.pk, ())}
    left = {(a.agent_id, g) for a in aliases for g in before.get(a.pk, ()) if g not in a.groups}
    if not joined and not left:
        return
    teams = _teams(site_id, {group for _, group in joined | left})
    links: Any = Agent.teams.through
    links.objects.bulk_create(
        [links(agent_id=agent, team_id=teams[group]) for agent, group in sorted(joined)],
        ignore_conflicts=True,
    )
    for agent, group in left - joined:
        still = AgentAlias.objects.filter(agent_id=agent, gone_at=None)
        if not any(group in alias.groups for alias in still):
            links.objects.filter(agent_id=agent, team_id=teams[group]).delete()


def _teams(site_id: int, names: set[str]) -> dict[str, int]:
    Team.objects.bulk_create(
        [Team(site_id=site_id, name=name) for name in sorted(names)], ignore_conflicts=True
    )
    found = Team.objects.filter(site_id=site_id, name__in=names)
    return dict(found.values_list("name", "pk"))
