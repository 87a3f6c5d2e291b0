"""What a person should look at: who may be one, and why that was not decided. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations, product

from wallboard.identity import names
from wallboard.identity.clusters import contradictions
from wallboard.identity.keys import CHANNEL
from wallboard.identity.known import KnownAs, Rules, pair_of
from wallboard.identity.matching import CONTRADICTED, NOT_UNIQUE, SAME_MAKE, TORN, Edge, Matching

NAMESAKES = 6  # more of one name say nothing about any two of them
SAME_NAME = "The name is the same."
REASONS = {
    NOT_UNIQUE: "The {key} is the same ({value}), but {account} gives it to more than one.",
    SAME_MAKE: "The {key} is the same ({value}), but both systems are of one make, which number "
    "their own places.",
    CONTRADICTED: "The {key} is the same ({value}){but}.",
    TORN: "The {key} is the same ({value}).",
}
DIFFERS = ", but the {key} differs ({mine}, {theirs})"
LISTED_TWICE = ", but {account} lists both"

Group = frozenset[int]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Whom it could be, and why: sentences."""

    group: Group
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """Aliases that may be somebody else's too. A conflict: keys say different things."""

    group: Group
    candidates: tuple[Candidate, ...]
    is_conflict: bool


@dataclass
class _Found:
    reasons: dict[str, None] = field(default_factory=dict)
    is_conflict: bool = False


def cases_of(
    known: Iterable[KnownAs],
    rules: Rules,
    matching: Matching,
    accounts: Mapping[str, str],
    by_name: bool,
) -> list[Case]:
    """Conflicts first. `accounts`: names by id. `by_name`: people of one name are suggested."""
    aliases = {alias.id: alias for alias in known if alias.takes_part}
    group_of = {one: group for group in matching.groups for one in group}
    crowded = Counter(
        (alias.account, name, value)
        for alias in aliases.values()
        for name, some in rules.values[alias.id].items()
        for value in some
    )
    writer = _Writer(aliases, rules, accounts, crowded)
    found: dict[frozenset[Group], _Found] = defaultdict(_Found)
    for edge in matching.opened:
        here, there = group_of[edge.one], group_of[edge.other]
        pair = found[frozenset((here, there))]
        pair.reasons[writer.reason(edge, here, there)] = None
        pair.is_conflict |= edge.why in (TORN, CONTRADICTED)
    if by_name:
        for one, other in _namesakes(aliases, rules, matching.groups):
            found[frozenset((one, other))].reasons[SAME_NAME] = None
    return _cases(found)


@dataclass(frozen=True, slots=True)
class _Writer:
    aliases: Mapping[int, KnownAs]
    rules: Rules
    accounts: Mapping[str, str]
    crowded: Mapping[tuple[str, str, str], int]

    def reason(self, edge: Edge, here: Group, there: Group) -> str:
        account = ""
        if edge.why == NOT_UNIQUE:
            ends = (self.aliases[one].account for one in edge.ends)
            account = next(a for a in ends if self.crowded[a, edge.key.name, edge.value] > 1)
        return REASONS[edge.why].format(
            key=edge.key.label,
            value=edge.value,
            account=self.accounts.get(account, account),
            but=self._but(here, there) if edge.why == CONTRADICTED else "",
        )

    def _but(self, here: Group, there: Group) -> str:
        strict = [key for key in (CHANNEL, *self.rules.keys) if key.contradicts]
        for one, other in product(sorted(here), sorted(there)):
            for key in contradictions(self.rules, strict, one, other):
                mine, theirs = (min(self.rules.values[n][key.name]) for n in (one, other))
                return DIFFERS.format(key=key.label, mine=mine, theirs=theirs)
        both = {self.aliases[n].account for n in here} & {self.aliases[n].account for n in there}
        return LISTED_TWICE.format(account=self.accounts[min(both)]) if both else ""


def _namesakes(
    aliases: Mapping[int, KnownAs], rules: Rules, groups: Iterable[Group]
) -> Iterable[tuple[Group, Group]]:
    """Groups of one name that may be one: no system lists both, and no key differs."""
    named: dict[frozenset[str], dict[Group, None]] = defaultdict(dict)
    for group in groups:
        for one in group:
            if words := names.words(aliases[one].name):
                named[words][group] = None
    strict = [key for key in rules.keys if key.contradicts]
    for some in named.values():
        if len(some) > NAMESAKES:
            continue
        for here, there in combinations(some, 2):
            pairs = list(product(here, there))
            if not any(
                aliases[a].account == aliases[b].account
                or pair_of(a, b) in rules.apart
                or contradictions(rules, strict, a, b)
                for a, b in pairs
            ):
                yield here, there


def _cases(found: Mapping[frozenset[Group], _Found]) -> list[Case]:
    """Asked from the side of the smaller group: the stray one, not the established one."""
    times = Counter(group for pair in found for group in pair)
    by_stray: dict[Group, list[tuple[Group, _Found]]] = defaultdict(list)
    for pair, what in found.items():
        stray, other = sorted(pair, key=lambda group: (len(group), -times[group], min(group)))
        by_stray[stray].append((other, what))
    cases = [
        Case(
            stray,
            tuple(
                Candidate(group, tuple(what.reasons))
                for group, what in sorted(
                    others, key=lambda one: (-len(one[1].reasons), min(one[0]))
                )
            ),
            any(what.is_conflict for _, what in others),
        )
        for stray, others in by_stray.items()
    ]
    return sorted(cases, key=lambda case: (not case.is_conflict, min(case.group)))


def _likeliest(one: tuple[Group, _Found]) -> tuple[int, int]:
    return -len(one[1].reasons), min(one[0])
