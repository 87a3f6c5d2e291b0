"""Aliases joined so far, and whether more may be joined. Used by `matching.py` alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from itertools import combinations

from wallboard.identity.keys import CHANNEL, Key
from wallboard.identity.known import KnownAs, Pair, Rules, pair_of

TANGLE = 40  # aliases of one: more than systems have for anybody; somebody has to look


class Clusters:
    """Disjoint sets of aliases by their head. Sets are small; all is done by alias ids."""

    def __init__(self, aliases: Sequence[KnownAs], rules: Rules) -> None:
        self._aliases = {alias.id: alias for alias in aliases}
        self._rules = rules
        self._head = {alias.id: alias.id for alias in aliases}
        self._members = {alias.id: [alias.id] for alias in aliases}
        self._strict = [key for key in (CHANNEL, *rules.keys) if key.contradicts]
        self._doubtful: set[Pair] = set()

    def never_alone(self, pairs: Iterable[tuple[int, int]]) -> None:
        """Pairs that no key may bring into one cluster: only a decision does."""
        self._doubtful = {pair_of(*pair) for pair in pairs}

    def head(self, alias: int) -> int:
        return self._head[alias]

    def size(self, head: int) -> int:
        return len(self._members[head])

    def groups(self) -> tuple[frozenset[int], ...]:
        return tuple(frozenset(some) for some in self._members.values())

    def join_by_decision(self, one: int, other: int) -> None:
        """A newer decision, which came first, may forbid it."""
        if one not in self._head or other not in self._head:
            return
        heads = {self._head[one], self._head[other]}
        across = combinations([self._members[head] for head in heads], 2)
        apart = self._rules.apart
        if not any(pair_of(a, b) in apart for left, right in across for a in left for b in right):
            self.join(heads)

    def join(self, heads: Collection[int]) -> None:
        first, *others = sorted(heads, key=lambda head: (-len(self._members[head]), head))
        for head in others:
            some = self._members.pop(head)
            self._members[first] += some
            self._head.update(dict.fromkeys(some, first))

    def agree(self, heads: Collection[int], no_later_than: Key | None = None) -> bool:
        """May these be one? Not with two aliases of one account, nor with values that differ.

        `no_later_than`: values of keys after this one may differ.
        """
        strict = self._strict
        if no_later_than is not None:
            keys = self._rules.keys
            early = (CHANNEL, *keys[: keys.index(no_later_than) + 1])
            strict = [key for key in strict if key in early]
        parts = [self._members[head] for head in heads]
        if sum(map(len, parts)) > TANGLE:
            return False
        return self._accounts_differ(parts) and not any(
            self._excludes(a, b, strict)
            for left, right in combinations(parts, 2)
            for a in left
            for b in right
        )

    def _accounts_differ(self, parts: Iterable[Iterable[int]]) -> bool:
        times: dict[str, int] = defaultdict(int)
        for part in parts:
            for account in {self._aliases[alias].account for alias in part}:
                times[account] += 1
        return all(count == 1 for count in times.values())

    def _excludes(self, one: int, other: int, strict: Iterable[Key]) -> bool:
        pair = pair_of(one, other)
        if pair in self._rules.apart or pair in self._doubtful:
            return True
        return bool(contradictions(self._rules, strict, one, other))


def contradictions(rules: Rules, strict: Iterable[Key], one: int, other: int) -> list[Key]:
    """Keys of which both have a value and none in common."""
    mine, theirs = rules.values[one], rules.values[other]
    return [
        key
        for key in strict
        if key.name in mine and key.name in theirs and not mine[key.name] & theirs[key.name]
    ]
