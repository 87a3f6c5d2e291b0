"""A vendor's listing of queues and agents becomes rows with aliases. Nothing is ever deleted.

What an administrator edited stays as edited. What a listing lacks is marked as gone and leaves the
boards, and comes back when it is listed again. An empty listing marks nothing: a vendor that lost
its right to list answers with an empty one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from django.db import transaction
from django.utils import timezone

from wallboard.boards import naming, people, signals
from wallboard.boards.models import Account, Agent, AgentAlias, Queue, QueueAlias
from wallboard.domain.observation import Kind

LONGEST = 200  # characters of names and external ids


class Entry(Protocol):
    """`connectors.base.DirectoryEntry`, which boards do not import."""

    @property
    def kind(self) -> Kind: ...
    @property
    def external_id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def keys(self) -> Mapping[str, str]: ...
    @property
    def groups(self) -> tuple[str, ...]: ...


class Directory(Protocol):
    """`connectors.base.Directory`: a full listing of the kinds that it covers."""

    @property
    def covers(self) -> Collection[Kind]: ...
    @property
    def entries(self) -> Collection[Entry]: ...


class _Nouns(NamedTuple):
    owner: Any
    alias: Any
    field: str  # of the alias


NOUNS: Mapping[Kind, _Nouns] = {
    Kind.QUEUE: _Nouns(Queue, QueueAlias, "queue"),
    Kind.AGENT: _Nouns(Agent, AgentAlias, "agent"),
}
_LISTED = ("listed_name", "keys", "groups", "gone_at")


@dataclass(frozen=True, slots=True)
class Imported:
    """How many aliases were added, changed, marked as gone; names changed; people moved."""

    added: int = 0
    changed: int = 0
    gone: int = 0
    renamed: int = 0
    moved: int = 0

    def __add__(self, other: Imported) -> Imported:
        return Imported(
            self.added + other.added,
            self.changed + other.changed,
            self.gone + other.gone,
            self.renamed + other.renamed,
            self.moved + other.moved,
        )


@transaction.atomic
def import_directory(account_id: str, directory: Directory) -> Imported:
    """Raises Account.DoesNotExist. About a dozen statements per kind, whatever the size."""
    account = Account.objects.select_for_update().select_related("site").get(pk=account_id)
    now = timezone.now()
    total = Imported()
    for kind in (kind for kind in NOUNS if kind in directory.covers):
        entries = {
            entry.external_id[:LONGEST]: entry
            for entry in directory.entries
            if entry.kind == kind and entry.external_id
        }
        if entries:
            total += _import(account, NOUNS[kind], entries, now)
    if total != Imported():
        signals.configuration_changes(account.site_id)
    return total


def _import(
    account: Account, nouns: _Nouns, entries: Mapping[str, Entry], now: datetime
) -> Imported:
    known = {alias.external_id: alias for alias in nouns.alias.objects.filter(account=account)}
    groups_before = {alias.pk: list(alias.groups) for alias in known.values()}
    added = _add(account, nouns, [e for key, e in entries.items() if key not in known])
    changed = [
        alias for key, alias in known.items() if key in entries and _update(alias, entries[key])
    ]
    nouns.alias.objects.bulk_update(changed, _LISTED, batch_size=200)
    lost = [a.pk for key, a in known.items() if key not in entries and a.gone_at is None]
    for some in _batches(lost):
        nouns.alias.objects.filter(pk__in=some).update(gone_at=now)
    nouns.alias.objects.filter(account=account, gone_at=None).update(last_listed_at=now)
    moved = 0
    if nouns.owner is Agent:
        naming.follow_groups([*changed, *added], groups_before, account.site_id)
        moved = people.put_in_order(account.site_id)
    renamed = naming.follow_listings(nouns.owner, account.site_id)
    return Imported(len(added), len(changed), len(lost), renamed, moved)


def _add(account: Account, nouns: _Nouns, entries: list[Entry]) -> list[Any]:
    owners = nouns.owner.objects.bulk_create(
        [nouns.owner(site_id=account.site_id, name=_name(entry)) for entry in entries],
        batch_size=500,
    )
    aliases = []
    for owner, entry in zip(owners, entries, strict=True):
        alias = nouns.alias(account=account, external_id=entry.external_id[:LONGEST])
        setattr(alias, nouns.field, owner)
        _update(alias, entry)
        aliases.append(alias)
    created: list[Any] = nouns.alias.objects.bulk_create(aliases, batch_size=500)
    return created


def _update(alias: Any, entry: Entry) -> bool:
    """Take over what was listed; True when that changes anything."""
    listed = (entry.name[:LONGEST], dict(entry.keys), [group[:120] for group in entry.groups], None)
    before = tuple(getattr(alias, field) for field in _LISTED)
    for field, value in zip(_LISTED, listed, strict=True):
        setattr(alias, field, value)
    return before != listed


def _name(entry: Entry) -> str:
    return (entry.name or entry.external_id)[:LONGEST]


def _batches(ids: list[int], size: int = 500) -> Iterable[list[int]]:
    return (ids[start : start + size] for start in range(0, len(ids), size))
