"""Who is who, by keys. Pure. Nothing is ever merged because names are equal.

One rule so far: a system that says of an agent "in the telephone system she is number K"
(`acd_agent_id`) and a telephone system that lists an agent K mean one person, provided that K is
claimed once and listed once in the whole site. Otherwise they are separate people.

What an administrator decided stays: such an alias neither moves nor draws others to it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

CLAIM = "acd_agent_id"
OWN = "own_agent_id"  # a telephone system's own number, where its external id says more than that


@dataclass(frozen=True, slots=True)
class KnownAs:
    """One alias as it stands: `person` is whom it belongs to now."""

    id: int
    person: int
    vendor: str
    external_id: str
    keys: Mapping[str, str]
    by_hand: bool = False
    gone: bool = False


@dataclass(frozen=True, slots=True)
class NewPerson:
    """A person to be made; aliases with an equal one belong together."""

    head: int


Home = int | NewPerson


def claims(aliases: Iterable[KnownAs]) -> dict[int, int]:
    """Alias that claims → alias that it names, where both sides are unique in the site."""
    present = [alias for alias in aliases if not alias.gone]
    claimed = Counter(alias.keys[CLAIM] for alias in present if alias.keys.get(CLAIM))
    listed: dict[str, list[KnownAs]] = defaultdict(list)
    for alias in present:
        if CLAIM not in alias.keys:
            listed[alias.keys.get(OWN) or alias.external_id].append(alias)
    found = {}
    for alias in present:
        key = alias.keys.get(CLAIM, "")
        named = [other for other in listed.get(key, ()) if other.vendor != alias.vendor]
        unique = bool(key) and claimed[key] == 1 and len(named) == 1
        if unique and not alias.by_hand and not named[0].by_hand:
            found[alias.id] = named[0].id
    return found


def moves(aliases: Iterable[KnownAs]) -> dict[int, Home]:
    """Aliases that belong elsewhere than where they are → where. Empty when all is in order."""
    everybody = sorted(aliases, key=lambda alias: alias.id)
    heads = claims(everybody)
    free = [alias for alias in everybody if not alias.gone and not alias.by_hand]
    home: dict[int, Home] = {}
    taken: set[int] = set()
    for alias in free:  # who names nobody keeps the person; of several there, the eldest
        if alias.id not in heads:
            home[alias.id] = NewPerson(alias.id) if alias.person in taken else alias.person
            taken.add(alias.person)
    for claimant, named in heads.items():
        home[claimant] = home[named]
    return {alias.id: home[alias.id] for alias in free if home[alias.id] != alias.person}
