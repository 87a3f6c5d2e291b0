"""A row that lost its last alias leaves what hangs on it to the row that the alias went to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from django.dispatch import Signal

from wallboard.boards.models import Agent, HandOver, Queue, Widget
from wallboard.boards.nouns import Nouns

queues_inherited = Signal()
"""`sites`: primary keys; `heirs`: ids of queues that go, as text → who inherits what names them."""

_BATCH = 500


def dissolve(nouns: Nouns, left: Mapping[int, int]) -> None:
    """`left`: rows that an alias left → where it went. Those that have none any more go."""
    heirs: dict[int, list[Any]] = defaultdict(list)
    ids = sorted(left)
    for start in range(0, len(ids), _BATCH):
        some = ids[start : start + _BATCH]
        for owner in nouns.owner.objects.filter(pk__in=some, aliases=None):
            heirs[left[owner.pk]].append(owner)
    gone: dict[int, int] = {}
    kept = nouns.owner.objects.in_bulk(list(heirs))
    for heir_id, owners in heirs.items():
        heir = kept[heir_id]
        for owner in owners:
            _take_over(heir, owner)
            gone[owner.pk] = heir_id
    if not gone:
        return
    nouns.owner.objects.bulk_update(
        kept.values(), ["name", "hidden", "edited_by_hand"], batch_size=_BATCH
    )
    (_leave_teams if nouns.owner is Agent else _leave_places)(gone)
    dissolved = sorted(gone)
    for start in range(0, len(dissolved), _BATCH):
        _delete(nouns, dissolved[start : start + _BATCH])


def hide_husks(nouns: Nouns, site_id: int, strangers: Collection[int]) -> None:
    """Whom nobody lists any more, since her number is somebody else's, is on no board."""
    if nouns.owner is not Agent or not strangers:
        return
    left = HandOver.objects.filter(alias__in=strangers, undone_at=None)
    former = left.values_list("former_agent", flat=True)
    husks = Agent.objects.filter(site_id=site_id, pk__in=set(former), aliases=None)
    husks.update(hidden=True)


def _delete(nouns: Nouns, ids: list[int]) -> None:
    """Without a signal, and so without a statement, for each: the import tells once for all."""
    if nouns.owner is Agent:
        Agent.teams.through.objects.filter(agent_id__in=ids).delete()
    else:
        for column in ("from_queue_id", "to_queue_id"):
            Queue.members.through.objects.filter(**{f"{column}__in": ids}).delete()
    rows = nouns.owner.objects.filter(pk__in=ids)
    rows._raw_delete(rows.db)


def _take_over(heir: Any, owner: Any) -> None:
    heir.hidden = heir.hidden or owner.hidden
    if owner.edited_by_hand and not heir.edited_by_hand:
        heir.name, heir.edited_by_hand = owner.name, True


def _leave_teams(gone: Mapping[int, int]) -> None:
    links: Any = Agent.teams.through
    inherited = []
    ids = sorted(gone)
    for start in range(0, len(ids), _BATCH):
        some = ids[start : start + _BATCH]
        for agent, team in links.objects.filter(agent_id__in=some).values_list(
            "agent_id", "team_id"
        ):
            inherited.append(links(agent_id=gone[agent], team_id=team))
        for row in HandOver.objects.filter(former_agent__in=some):
            row.former_agent_id = gone[row.former_agent_id or 0]
            row.save(update_fields=["former_agent"])
    links.objects.bulk_create(inherited, ignore_conflicts=True, batch_size=_BATCH)


def _leave_places(gone: Mapping[int, int]) -> None:
    """Virtual queues and widgets that named the queue name its heir."""
    for queue in Queue.objects.filter(members__in=list(gone)).distinct():
        for member in queue.members.filter(pk__in=list(gone)):
            queue.members.add(gone[member.pk])
    heirs = {str(old): str(new) for old, new in gone.items()}
    sites = Queue.objects.filter(pk__in=list(gone)).values_list("site_id", flat=True)
    queues_inherited.send(sender=Queue, sites=set(sites), heirs=heirs)
    for widget in Widget.objects.filter(board__site__in=set(sites)):
        chosen = widget.options.get("queues")
        if isinstance(chosen, list) and any(str(one) in heirs for one in chosen):
            named = [type(one)(heirs.get(str(one), one)) for one in chosen]
            widget.options = {**widget.options, "queues": list(dict.fromkeys(named))}
            widget.save(update_fields=["options"])
