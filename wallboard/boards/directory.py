"""A vendor's listing of queues and agents becomes rows with aliases. Nothing is ever deleted.

What an administrator edited or decided stays. What a listing lacks is marked as gone and leaves the
boards, and comes back when it is listed again. An empty listing marks nothing: a vendor that lost
its right to list answers with an empty one. When nothing changes, nothing is written.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Protocol

from django.db import transaction
from django.utils import timezone

from wallboard.boards import naming, people, signals, teams
from wallboard.boards.models import Account, Agent, AgentAlias, HandOver
from wallboard.boards.nouns import NOUNS, Nouns
from wallboard.domain.observation import Kind
from wallboard.identity.handovers import Listed, handed_over

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
    """`connectors.base.Directory`: a full listing of the kinds that it covers.

    Entries of a kind that is not covered are news of single things: nothing is gone by them.
    """

    @property
    def covers(self) -> Collection[Kind]: ...
    @property
    def entries(self) -> Collection[Entry]: ...


_LISTED = ("listed_name", "keys", "groups", "gone_at")
_WRITTEN = (*_LISTED, "last_listed_at", "decided_by_hand")


@dataclass(frozen=True, slots=True)
class Imported:
    """How many aliases were added, changed, marked as gone, moved, handed over; rows renamed."""

    added: int = 0
    changed: int = 0
    gone: int = 0
    renamed: int = 0
    moved: int = 0
    handed_over: int = 0

    def __add__(self, other: Imported) -> Imported:
        names = [field.name for field in fields(self)]
        return Imported(*(getattr(self, name) + getattr(other, name) for name in names))


@transaction.atomic
def import_directory(account_id: str, directory: Directory) -> Imported:
    """Raises Account.DoesNotExist. About two dozen statements per kind, whatever the size."""
    account = Account.objects.select_for_update().select_related("site").get(pk=account_id)
    now = timezone.now()
    total = Imported()
    for kind in NOUNS:
        entries = {
            entry.external_id[:LONGEST]: entry
            for entry in directory.entries
            if entry.kind == kind and entry.external_id
        }
        if entries:
            total += _Import(account, kind, kind in directory.covers, now).take(entries)
    if total != Imported():
        signals.configuration_changes(account.site_id)
    return total


class _Import:
    """One kind of one account."""

    def __init__(self, account: Account, kind: Kind, is_full: bool, now: datetime) -> None:
        self._account = account
        self._kind = kind
        self._is_full = is_full
        self._now = now
        self._nouns: Nouns = NOUNS[kind]

    def take(self, entries: Mapping[str, Entry]) -> Imported:
        aliases = self._nouns.alias.objects.filter(account=self._account)
        known = {alias.external_id: alias for alias in aliases}
        groups_before = {alias.pk: list(alias.groups) for alias in known.values()}
        former = self._strangers(known, entries)
        added = self._add([entry for key, entry in entries.items() if key not in known])
        changed = [
            alias
            for key, alias in known.items()
            if key in entries and _update(alias, entries[key], self._now, self._is_full)
        ]
        for alias in former:
            alias.decided_by_hand = False  # it was decided of somebody else
        self._nouns.alias.objects.bulk_update(changed, _WRITTEN, batch_size=200)
        lost = self._mark_gone(known, entries) if self._is_full else 0
        if not (added or changed or lost or self._is_full):
            return Imported()
        strangers = {alias.pk for alias in former}
        if self._nouns.owner is Agent:
            stayed = [alias for alias in (*changed, *added) if alias.pk not in strangers]
            teams.follow_groups(stayed, groups_before, self._account.site_id)
            self._note(former)
        moved = people.put_in_order(self._account.site, self._kind, strangers)
        renamed = naming.follow_listings(self._nouns.owner, self._account.site_id)
        return Imported(len(added), len(changed), lost, renamed, len(moved), len(former))

    def _strangers(self, known: Mapping[str, Any], entries: Mapping[str, Entry]) -> dict[Any, str]:
        """Aliases that are somebody else from this listing on → whose they were."""
        if self._nouns.owner is not Agent:
            return {}
        changes = [
            (_listed(alias), Listed(key, entries[key].name[:LONGEST], entries[key].keys))
            for key, alias in known.items()
            if key in entries and alias.listed_name != entries[key].name[:LONGEST]
        ]
        found = handed_over(changes, len(entries))
        return {known[key]: known[key].listed_name for key in found}

    def _note(self, former: Mapping[AgentAlias, str]) -> None:
        HandOver.objects.bulk_create(
            HandOver(
                alias=alias,
                former_name=name,
                name=alias.listed_name,
                former_agent_id=alias.agent_id,
            )
            for alias, name in former.items()
        )

    def _add(self, entries: list[Entry]) -> list[Any]:
        nouns = self._nouns
        owners = nouns.owner.objects.bulk_create(
            [nouns.owner(site_id=self._account.site_id, name=_name(entry)) for entry in entries],
            batch_size=500,
        )
        aliases = []
        for owner, entry in zip(owners, entries, strict=True):
            alias = nouns.alias(account=self._account, external_id=entry.external_id[:LONGEST])
            setattr(alias, nouns.field, owner)
            _update(alias, entry, self._now, True)
            aliases.append(alias)
        created: list[Any] = nouns.alias.objects.bulk_create(aliases, batch_size=500)
        return created

    def _mark_gone(self, known: Mapping[str, Any], entries: Mapping[str, Entry]) -> int:
        lost = [a.pk for key, a in known.items() if key not in entries and a.gone_at is None]
        for some in _batches(lost):
            self._nouns.alias.objects.filter(pk__in=some).update(gone_at=self._now)
        return len(lost)


def _update(alias: Any, entry: Entry, now: datetime, is_full: bool) -> bool:
    """Take over what was listed; True when that changes anything.

    Single news may know less than the last listing did: they add, and take nothing away.
    """
    keys, groups = dict(entry.keys), [group[:120] for group in entry.groups]
    if not is_full:
        keys, groups = alias.keys | keys, groups or alias.groups
    listed = (
        entry.name[:LONGEST] or (alias.listed_name if not is_full else ""),
        keys,
        groups,
        None,
    )
    before = tuple(getattr(alias, field) for field in _LISTED)
    if before == listed and alias.pk is not None:
        return False
    for field, value in zip(_LISTED, listed, strict=True):
        setattr(alias, field, value)
    alias.last_listed_at = now
    return True


def _listed(alias: Any) -> Listed:
    return Listed(alias.external_id, alias.listed_name, alias.keys)


def _name(entry: Entry) -> str:
    return (entry.name or entry.external_id)[:LONGEST]


def _batches(ids: list[int], size: int = 500) -> Iterable[list[int]]:
    return (ids[start : start + size] for start in range(0, len(ids), size))
