"""Applies `identity/matching.py` to the agents of a site: who is who after a listing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from django.db import transaction

from wallboard.boards.models import Agent, AgentAlias
from wallboard.identity.matching import Home, KnownAs, NewPerson, moves


@transaction.atomic
def put_in_order(site_id: int) -> int:
    """Merge and split people as their keys say; returns how many aliases moved.

    A person that is left without an alias goes, and leaves teams and an edited name to whom she
    turned out to be. Decisions made by hand stay.
    """
    aliases = {
        alias.pk: alias
        for alias in AgentAlias.objects.filter(agent__site_id=site_id).select_related(
            "account", "agent"
        )
    }
    wanted = moves(_known_as(alias) for alias in aliases.values())
    made: dict[NewPerson, int] = {}
    left: dict[int, int] = {}
    for alias_id, home in sorted(wanted.items()):
        alias = aliases[alias_id]
        target = _agent_at(home, alias, made, site_id)
        left[alias.agent_id] = target
        alias.agent_id = target
    AgentAlias.objects.bulk_update([aliases[pk] for pk in wanted], ["agent"], batch_size=200)
    _dissolve(left)
    return len(wanted)


def _known_as(alias: AgentAlias) -> KnownAs:
    return KnownAs(
        id=alias.pk,
        person=alias.agent_id,
        vendor=alias.account.vendor,
        external_id=alias.external_id,
        keys=alias.keys,
        by_hand=alias.decided_by_hand,
        gone=alias.gone_at is not None,
    )


def _agent_at(home: Home, alias: AgentAlias, made: dict[NewPerson, int], site_id: int) -> int:
    if isinstance(home, int):
        return home
    if home not in made:
        name = alias.listed_name or alias.external_id
        agent = Agent.objects.create(site_id=site_id, name=name, hidden=alias.agent.hidden)
        agent.teams.set(agent.site.teams.filter(name__in=alias.groups))
        made[home] = agent.pk
    return made[home]


def _dissolve(left: dict[int, int]) -> None:
    """People left by an alias (→ where it went) who have none any more."""
    empty = Agent.objects.filter(pk__in=left, aliases=None).prefetch_related("teams")
    heirs: dict[int, list[Agent]] = defaultdict(list)
    for agent in empty:
        heirs[left[agent.pk]].append(agent)
    for heir in Agent.objects.filter(pk__in=heirs):
        for agent in heirs[heir.pk]:
            heir.teams.add(*agent.teams.all())
            heir.hidden = heir.hidden or agent.hidden
            if agent.edited_by_hand and not heir.edited_by_hand:
                heir.name, heir.edited_by_hand = agent.name, True
            agent.delete()
        heir.save()


@transaction.atomic
def merge(agents: Sequence[Agent]) -> None:
    """An administrator says that these are one person: the first. No import undoes it."""
    first, *others = agents
    for alias in AgentAlias.objects.filter(agent__in=agents):
        alias.agent, alias.decided_by_hand = first, True
        alias.save(update_fields=["agent", "decided_by_hand"])
    _dissolve({agent.pk: first.pk for agent in others})


@transaction.atomic
def set_apart(alias: AgentAlias) -> bool:
    """An administrator says that this is somebody else; False when it stands alone already."""
    if not AgentAlias.objects.filter(agent=alias.agent_id).exclude(pk=alias.pk).exists():
        return False
    name = alias.listed_name or alias.external_id
    alias.agent = Agent.objects.create(site_id=alias.agent.site_id, name=name)
    alias.agent.teams.set(alias.agent.site.teams.filter(name__in=alias.groups))
    alias.decided_by_hand = True
    alias.save(update_fields=["agent", "decided_by_hand"])
    return True
