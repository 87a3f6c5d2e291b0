"""What a listing would change, and its import once somebody has seen that. No logic of its own.

The import itself is done, what it did is read off the rows, and all of it is rolled back: whatever
`directory.py` and `people.py` decide is what is previewed. Applying does the same once more and
commits only when it comes out as it was shown.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import transaction

from wallboard.boards.directory import Directory, import_directory
from wallboard.boards.models import Account
from wallboard.boards.nouns import NOUNS
from wallboard.domain.observation import Kind

SHOWN = 50  # rows of each section
SECTIONS = ("added", "back", "renamed", "handed", "gone", "merged", "split", "keys", "groups")
NOTHING_LISTED = "No {many} were listed: those that are known stay as they are."
NOT_ALL_LISTED = "Not all {many} could be listed: none is taken for gone."


class Known(NamedTuple):
    """One alias as it stands, with whom it belongs to."""

    owner: int
    owner_name: str
    label: str  # of its account
    external_id: str
    name: str
    gone: bool
    keys: str
    groups: str

    @property
    def shown(self) -> str:
        name = self.name or self.external_id
        return name if name == self.external_id else f"{name} ({self.external_id})"


AliasKey = tuple[str, str, str]  # kind, account, external id
State = Mapping[AliasKey, Known]


@dataclass(frozen=True)
class Preview:
    """Sections → all of their rows, in words. `digest` is the same for the same changes."""

    sections: Mapping[str, tuple[str, ...]]
    listed: Mapping[str, int]  # noun → how many
    remarks: tuple[str, ...] = field(default=())

    @property
    def digest(self) -> str:
        whole = json.dumps({name: sorted(rows) for name, rows in self.sections.items()})
        return hashlib.sha256(whole.encode()).hexdigest()

    @property
    def changes(self) -> int:
        return sum(len(rows) for rows in self.sections.values())

    def as_json(self) -> dict[str, Any]:
        """Bounded: the first rows of each section, and how many there are."""
        return {
            "digest": self.digest,
            "changes": self.changes,
            "listed": dict(self.listed),
            "remarks": list(self.remarks),
            "sections": [
                {"key": name, "count": len(rows), "rows": list(rows[:SHOWN])}
                for name in SECTIONS
                if (rows := self.sections.get(name, ()))
            ],
        }


class ChangedSince(Exception):
    """Applying would do something else than what was shown: `preview` is what it would do now."""

    def __init__(self, preview: Preview) -> None:
        super().__init__("the directory has changed since")
        self.preview = preview


def preview_of(account_id: str, directories: Sequence[Directory]) -> Preview:
    """Raises Account.DoesNotExist. Writes nothing, and tells nobody."""
    with transaction.atomic():
        preview = _import(account_id, directories)
        transaction.set_rollback(True)
    return preview


def apply_previewed(account_id: str, directories: Sequence[Directory], digest: str) -> Preview:
    """Raises ChangedSince, and changes nothing, unless it does what has this digest."""
    with transaction.atomic():
        preview = _import(account_id, directories)
        if preview.digest != digest:
            raise ChangedSince(preview)
    return preview


def _import(account_id: str, directories: Sequence[Directory]) -> Preview:
    account = Account.objects.select_for_update().get(pk=account_id)
    before = _state(account)
    for directory in directories:
        import_directory(account_id, directory)
    return _compared(before, _state(account), directories)


def _state(account: Account) -> State:
    """All aliases of the account's site: a listing may move those of other accounts too."""
    found: dict[AliasKey, Known] = {}
    for kind, nouns in NOUNS.items():
        rows = nouns.alias.objects.filter(account__site_id=account.site_id).values_list(
            f"{nouns.field}_id",
            f"{nouns.field}__name",
            "account__name",
            "external_id",
            "listed_name",
            "gone_at",
            "keys",
            "groups",
            "account_id",
        )
        for owner, owner_name, label, external, name, gone_at, keys, groups, of in rows:
            found[kind.value, str(of), external] = Known(
                owner, owner_name, label, external, name, gone_at is not None,
                json.dumps(keys, sort_keys=True), json.dumps(groups),
            )  # fmt: skip
    return found


def _compared(before: State, after: State, directories: Sequence[Directory]) -> Preview:
    sections: dict[str, list[str]] = {name: [] for name in SECTIONS}
    for key, now in after.items():
        noun = NOUNS[Kind(key[0])].one
        was = before.get(key)
        if was is None:
            sections["added"].append(f"{noun} {now.shown}")
            continue
        if was.gone != now.gone:
            sections["gone" if now.gone else "back"].append(f"{noun} {now.shown}")
        if was.name != now.name and was.owner != now.owner:
            sections["handed"].append(f"{noun} {was.shown} is {now.name or 'somebody else'} now")
        elif was.name != now.name:
            sections["renamed"].append(f"{noun} {was.shown} becomes {now.name or 'nameless'}")
        elif was.owner == now.owner and was.owner_name != now.owner_name:
            renamed = f"{noun} {was.owner_name} becomes {now.owner_name} on boards"
            sections["renamed"].append(renamed)
        if was.keys != now.keys:
            sections["keys"].append(f"{noun} {now.shown}")
        if was.groups != now.groups:
            groups = ", ".join(json.loads(now.groups)) or "none"
            sections["groups"].append(f"{noun} {now.shown}: {groups}")
    sections["merged"], sections["split"] = _merged(before, after), _split(before, after)
    listed, remarks = _listed(directories)
    rows = {name: tuple(sorted(set(rows), key=str.casefold)) for name, rows in sections.items()}
    return Preview(rows, listed, remarks)


def _merged(before: State, after: State) -> list[str]:
    """Owners that have aliases of several owners now, or a new one beside one that was known."""
    found = []
    for (kind, _), keys in _by_owner(after).items():
        homes = {before[key].owner if key in before else key for key in keys}
        if len(homes) > 1 and any(key in before for key in keys):
            found.append(f"{NOUNS[Kind(kind)].one} {_members(after, keys)}")
        elif len(homes) > 1:
            found.append(f"{NOUNS[Kind(kind)].one} {_members(after, keys)}, all new")
    return found


def _split(before: State, after: State) -> list[str]:
    found = []
    for (kind, _), keys in _by_owner(before).items():
        homes = {after[key].owner for key in keys if key in after}
        if len(homes) > 1:
            found.append(f"{NOUNS[Kind(kind)].one} {_members(before, keys)}")
    return found


def _by_owner(state: State) -> dict[tuple[str, int], list[AliasKey]]:
    found: dict[tuple[str, int], list[AliasKey]] = defaultdict(list)
    for key, known in state.items():
        found[key[0], known.owner].append(key)
    return found


def _members(state: State, keys: Iterable[AliasKey]) -> str:
    return " · ".join(sorted(f"{state[key].label}: {state[key].shown}" for key in keys))


def _listed(directories: Sequence[Directory]) -> tuple[dict[str, int], tuple[str, ...]]:
    counts: dict[str, int] = {}
    remarks = []
    for kind, nouns in NOUNS.items():
        ids = {e.external_id for d in directories for e in d.entries if e.kind == kind} - {""}
        is_full = any(kind in directory.covers for directory in directories)
        if ids or is_full:
            counts[nouns.one if len(ids) == 1 else nouns.many] = len(ids)
        if ids and not is_full:
            remarks.append(NOT_ALL_LISTED.format(many=nouns.many))
        if is_full and not ids:
            remarks.append(NOTHING_LISTED.format(many=nouns.many))
    return counts, tuple(remarks)
