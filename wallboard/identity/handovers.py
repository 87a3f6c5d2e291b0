"""A number that was given to somebody else. Pure; looks at one system's two listings only.

The same external id under another name is another person, unless something that goes with a person
stayed: a part of the name, her employee id, her e-mail address, her login.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from wallboard.identity import names
from wallboard.identity.keys import PERSON_KEYS, Key, fold_id, values_of

MANY = 5  # names that changed completely in one listing, from which on it may be the spelling
MOST = 0.5  # of all that are listed: no centre replaces so many people in one night


@dataclass(frozen=True, slots=True)
class Listed:
    """What a listing said, or says, of one external id."""

    external_id: str
    name: str
    keys: Mapping[str, str]


def is_somebody_else(before: Listed, now: Listed) -> bool:
    if not (_is_named(before) and _is_named(now)) or names.akin(before.name, now.name):
        return False
    return not any(_personal(key, before) & _personal(key, now) for key in PERSON_KEYS)


def handed_over(changes: Iterable[tuple[Listed, Listed]], listed: int) -> frozenset[str]:
    """External ids that are somebody else's now. When most names changed, their spelling did."""
    found = frozenset(now.external_id for before, now in changes if is_somebody_else(before, now))
    return frozenset() if len(found) >= MANY and len(found) > MOST * listed else found


def _is_named(one: Listed) -> bool:
    """An id or a login in the place of a name is no name."""
    ids = {fold_id(value) for value in (one.external_id, *one.keys.values())}
    return bool(names.words(one.name)) and fold_id(one.name) not in ids


def _personal(key: Key, one: Listed) -> frozenset[str]:
    if not key.personal:
        return frozenset()
    return values_of(key, one.keys) - {fold_id(one.external_id)}
