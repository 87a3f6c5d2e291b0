"""Models turned into the plain values of `domain/board.py`. The only way out to projections.

A site costs ten queries however large it is, a board two (tested).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.db.models import Q
from django.utils import timezone

from wallboard.boards import faces, vendors
from wallboard.boards.content import content_of
from wallboard.boards.models import Account, Agent, Board, Notice, Queue, Site, SourcePlace
from wallboard.boards.models.alias import Alias
from wallboard.domain.board import (
    AgentSpec,
    BoardSpec,
    NoticeSpec,
    QueueSpec,
    SiteSpec,
    SourceSpec,
)
from wallboard.domain.facts import EntityKey
from wallboard.domain.observation import Kind


def site_spec(site_id: str | int) -> SiteSpec:
    """Raises Site.DoesNotExist. Ids are primary keys as text; teams go by their names."""
    site = Site.objects.get(pk=site_id)
    accounts = list(site.accounts.defer("secrets_encrypted", "ca_bundle", "mapping"))
    speaks_of = {kind: _accounts_supplying(accounts, kind) for kind in (Kind.QUEUE, Kind.AGENT)}
    queues = list(Queue.objects.filter(site=site, hidden=False).prefetch_related("aliases"))
    members = _members(site, queues)
    people = Agent.objects.filter(site=site).prefetch_related("aliases", "teams")
    there: list[Agent] = []
    unlisted: list[Agent] = []
    for one in people:
        alive = not one.hidden and _is_alive(one.aliases.all(), speaks_of[Kind.AGENT])
        (there if alive else unlisted).append(one)
    return SiteSpec(
        id=str(site.pk),
        name=site.name,
        timezone=site.timezone,
        sources={str(account.pk): _source(account) for account in accounts},
        queues={
            str(queue.pk): _queue(queue, members.get(queue.pk, ()))
            for queue in queues
            if _is_alive(queue.aliases.all(), speaks_of[Kind.QUEUE])
        },
        agents={str(agent.pk): _agent(agent) for agent in there},
        revision=site.revision,
        orders=_orders(site),
        notices=_notices(site),
        unlisted=tuple((agent.name, agent.secret) for agent in unlisted),
    )


def board_spec(key: str | int) -> BoardSpec:
    """Of a board by its id, or of another of its faces. Raises Board.DoesNotExist, or
    BoardRevision.DoesNotExist."""
    face = faces.face_of(str(key))
    if face is None:
        raise Board.DoesNotExist
    board = Board.objects.select_related("team").prefetch_related("widgets").get(pk=face.board)
    if face.kind == "draft":
        return faces.draft_spec(board, str(key))
    if face.kind == "revision":
        return faces.revision_spec(board, str(key), face.number)
    return faces.spec_of(board, str(board.pk), content_of(board))


def _notices(site: Site) -> tuple[NoticeSpec, ...]:
    """Those that hold, or will."""
    holding = Q(until_at=None) | Q(until_at__gt=timezone.now())
    return tuple(
        NoticeSpec(
            id=str(notice.pk),
            text=notice.text,
            level=notice.level,
            from_at=notice.from_at.timestamp(),
            until_at=notice.until_at.timestamp() if notice.until_at else None,
        )
        for notice in Notice.objects.filter(holding, site=site).order_by("pk")
    )


def _accounts_supplying(accounts: Iterable[Account], kind: Kind) -> set[object]:
    return {a.pk for a in accounts if vendors.supplies_of(a).get(kind)}


def _is_alive(found: Iterable[Alias], accounts: set[object]) -> bool:
    """Something without an alias was made by hand; else one system must still tell of it."""
    aliases = list(found)
    return not aliases or any(
        alias.gone_at is None and alias.account_id in accounts for alias in aliases
    )


def _source(account: Account) -> SourceSpec:
    return SourceSpec(
        account=str(account.pk),
        vendor=account.vendor,
        label=account.name,
        simulation=account.simulation,
        paused=account.paused,
        trouble=account.trouble,
        cadences=vendors.cadences_of(account),
        supplies=vendors.supplies_of(account),
        rank=account.rank,
        origins=vendors.origins_of(account),
    )


def _keys(kind: Kind, aliases: Iterable[Alias]) -> tuple[EntityKey, ...]:
    return tuple(EntityKey(str(alias.account_id), kind, alias.external_id) for alias in aliases)


def _queue(queue: Queue, members: Iterable[Queue] = ()) -> QueueSpec:
    return QueueSpec(
        id=str(queue.pk),
        name=queue.name,
        aliases=_keys(Kind.QUEUE, queue.aliases.all()),
        group=queue.group,
        members=tuple(_queue(member) for member in members),
    )


def _members(site: Site, queues: Iterable[Queue]) -> Mapping[int, list[Queue]]:
    """Of each virtual queue, by name. One that its system no longer lists is missed, not left out;
    a hidden one is in no sum."""
    there = {queue.pk: queue for queue in queues if not queue.virtual}
    places = {pk: place for place, pk in enumerate(there)}
    links = Queue.members.through.objects.filter(from_queue__site=site, from_queue__virtual=True)
    found: dict[int, list[Queue]] = defaultdict(list)
    pairs = [pair for pair in links.values_list("from_queue_id", "to_queue_id") if pair[1] in there]
    for virtual, member in sorted(pairs, key=lambda pair: places[pair[1]]):
        found[virtual].append(there[member])
    return found


def _orders(site: Site) -> dict[tuple[Kind, str], tuple[str, ...]]:
    places = SourcePlace.objects.filter(order__site=site).order_by("position", "pk")
    found: dict[tuple[Kind, str], tuple[str, ...]] = {}
    for figure, account in places.values_list("order__figure", "account_id"):
        kind, _, field = figure.partition(".")
        found[Kind(kind), field] = (*found.get((Kind(kind), field), ()), str(account))
    return found


def _agent(agent: Agent) -> AgentSpec:
    return AgentSpec(
        id=str(agent.pk),
        name=agent.name,
        aliases=_keys(Kind.AGENT, agent.aliases.all()),
        teams=tuple(team.name for team in agent.teams.all()),
        secret=agent.secret,
    )
