"""Which row each alias belongs to once it is known who is who. Pure.

Rows keep teams, names given by hand and places on boards; hence what is there is kept: a group
stays with the row that most of it belongs to.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from wallboard.identity.known import KnownAs


@dataclass(frozen=True, slots=True)
class NewPerson:
    """A row to be made; aliases with an equal one belong together."""

    head: int


Home = int | NewPerson


def moves(aliases: Iterable[KnownAs], groups: Iterable[frozenset[int]]) -> dict[int, Home]:
    """Aliases that belong elsewhere than where they are → where. Empty when all is in order."""
    known = {alias.id: alias for alias in aliases}
    home: dict[int, Home] = {}
    taken: set[int] = set()
    for group in sorted(groups, key=min):
        row = _row_for(group, known, taken)
        home.update(dict.fromkeys(group, row))
        if isinstance(row, int):
            taken.add(row)
    home |= _followers(known, home, taken)
    return {one: row for one, row in home.items() if row != known[one].person}


def _row_for(group: frozenset[int], known: Mapping[int, KnownAs], taken: set[int]) -> Home:
    claims = Counter(known[one].person for one in group if known[one].person)
    ranked = sorted(claims, key=lambda row: (-claims[row], row))
    free = (row for row in ranked if row not in taken)
    return next(free, NewPerson(min(group)))


def _followers(
    known: Mapping[int, KnownAs], home: Mapping[int, Home], taken: set[int]
) -> dict[int, Home]:
    """Where everybody else left a row, what is gone and was once part of it goes along."""
    kept = taken | {alias.person for alias in known.values() if alias.by_hand}
    heirs: dict[int, Home] = {}
    for one in sorted(home):
        heirs.setdefault(known[one].person, home[one])
    return {
        alias.id: heirs[alias.person]
        for alias in known.values()
        if alias.gone and not alias.by_hand and alias.person not in kept and alias.person in heirs
    }
