"""What matching is given: aliases as they stand, and the rules of a site. Plain values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from wallboard.identity.keys import ACD_AGENT, ACD_QUEUE, CHANNEL, Key, values_of

Pair = frozenset[int]
Values = Mapping[str, frozenset[str]]  # key's name → folded values
ACD_KEYS = {row.name: row for row in (ACD_AGENT, ACD_QUEUE)}
LARGEST_GROUP = 40  # aliases with one value: more are no sign of anything ("external", "test")


@dataclass(frozen=True, slots=True)
class KnownAs:
    """One alias. `person`: whom it belongs to now, 0 when it has no claim to stay there.

    `former`: names of those who had this external id before.
    """

    id: int
    account: str
    vendor: str
    external_id: str
    name: str
    keys: Mapping[str, str]
    person: int = 0
    by_hand: bool = False
    gone: bool = False
    former: tuple[str, ...] = ()

    @property
    def takes_part(self) -> bool:
        return not (self.gone or self.by_hand)


@dataclass(frozen=True, slots=True)
class Rules:
    """Keys in order, their values by alias, and what was decided, the newest decision first."""

    keys: tuple[Key, ...]
    values: Mapping[int, Values]
    same: tuple[tuple[int, int], ...] = ()
    apart: frozenset[Pair] = frozenset()
    largest_group: int = LARGEST_GROUP
    _same: frozenset[Pair] = field(init=False, default=frozenset())

    def __post_init__(self) -> None:
        object.__setattr__(self, "_same", frozenset(pair_of(*pair) for pair in self.same))

    def decided(self, one: int, other: int) -> bool:
        pair = pair_of(one, other)
        return pair in self.apart or pair in self._same


def pair_of(one: int, other: int) -> Pair:
    return frozenset((one, other))


def rules_for(
    keys: tuple[Key, ...],
    aliases: Iterable[KnownAs],
    same: Iterable[tuple[int, int]] = (),
    apart: Iterable[Pair] = (),
) -> Rules:
    everybody = list(aliases)
    keyless = _keyless(everybody)
    claimed = _claimed(keys, everybody)
    values = {}
    for alias in everybody:
        found = {key.name: values_of(key, alias.keys, alias.name) for key in (*keys, CHANNEL)}
        if alias.account in keyless:
            found |= _by_external_id(alias, claimed)
        values[alias.id] = {name: some for name, some in found.items() if some}
    return Rules(keys, values, tuple(same), frozenset(apart))


def _keyless(aliases: Iterable[KnownAs]) -> set[str]:
    """Accounts that tell no key of anybody: what they list is named by its external id."""
    accounts: dict[str, bool] = {}
    for alias in aliases:
        accounts[alias.account] = accounts.get(alias.account, True) and not alias.keys
    return {account for account, none in accounts.items() if none}


def _claimed(keys: tuple[Key, ...], aliases: Iterable[KnownAs]) -> dict[str, frozenset[str]]:
    """ACD key → values that some system names: only those make an external id a key."""
    everybody = list(aliases)
    return {
        row.name: frozenset(value for alias in everybody for value in values_of(row, alias.keys))
        for row in keys
        if row.name in ACD_KEYS
    }


def _by_external_id(
    alias: KnownAs, claimed: Mapping[str, frozenset[str]]
) -> dict[str, frozenset[str]]:
    return {
        name: frozenset({ACD_KEYS[name].fold(alias.external_id)}) & known
        for name, known in claimed.items()
    }
