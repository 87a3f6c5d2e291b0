"""Who is who, by keys. Pure. Nothing is ever joined because names are equal (people).

Keys count in the configured order. A value joins aliases when each of their accounts has it once,
nothing contradicts, and neither points elsewhere by another key; everything else that is equal
stays open, with the reason why, for a person to judge. The result depends on the aliases and the
decisions alone: not on who was listed first, nor on who is joined now.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from wallboard.identity import names
from wallboard.identity.clusters import Clusters
from wallboard.identity.holders import generations
from wallboard.identity.keys import NAME, Key
from wallboard.identity.known import KnownAs, Pair, Rules, pair_of

NOT_UNIQUE = "not unique"
SAME_MAKE = "same make"
CONTRADICTED = "contradicted"
TORN = "torn"


@dataclass(frozen=True, slots=True)
class Edge:
    """Two aliases with an equal value of a key. `why`: the reason that it did not join them."""

    one: int
    other: int
    key: Key
    value: str
    why: str = ""

    @property
    def ends(self) -> tuple[int, int]:
        return self.one, self.other

    def left_open(self, why: str) -> Edge:
        return Edge(self.one, self.other, self.key, self.value, why)


@dataclass(frozen=True, slots=True)
class Matching:
    """`groups`: ids of aliases that are one. `opened`: what is equal and joined nobody."""

    groups: tuple[frozenset[int], ...]
    opened: tuple[Edge, ...]


def match(aliases: Iterable[KnownAs], rules: Rules) -> Matching:
    """Gone aliases and those placed by hand take no part."""
    everybody = sorted(aliases, key=lambda alias: (alias.account, alias.external_id))
    taking_part = [alias for alias in everybody if alias.takes_part]
    clusters = Clusters(taking_part, rules)
    for one, other in rules.same:
        clusters.join_by_decision(one, other)
    edges: list[Edge] = []
    opened: list[Edge] = []
    for key in rules.keys:
        for edge in _edges(key, everybody, rules):
            (opened if edge.why else edges).append(edge)
    by_end: dict[int, list[Edge]] = defaultdict(list)
    for edge in edges:
        for end in edge.ends:
            by_end[end].append(edge)
    clusters.never_alone(edge.ends for edge in opened if edge.why == SAME_MAKE)
    for key in rules.keys:
        at_once = [edge for edge in edges if edge.key is key]
        opened += _join(at_once, clusters, by_end)
    told = (edge for edge in opened if clusters.head(edge.one) != clusters.head(edge.other))
    return Matching(clusters.groups(), tuple(dict.fromkeys(told)))


def _edges(key: Key, everybody: Sequence[KnownAs], rules: Rules) -> Iterable[Edge]:
    """Pairs of different accounts with an equal value, save those that were decided."""
    having: dict[str, list[KnownAs]] = defaultdict(list)
    for alias in everybody:
        for value in rules.values[alias.id].get(key.name, ()):
            having[value].append(alias)
    for value, some in having.items():
        present = [alias for alias in some if alias.takes_part]
        if len(present) < 2 or len(present) > rules.largest_group:
            continue
        times: dict[str, int] = defaultdict(int)
        for alias in present:
            times[alias.account] += 1
        for generation in generations(present, [alias for alias in some if alias.gone]):
            for one, other in combinations(generation, 2):
                if one.account != other.account and not rules.decided(one.id, other.id):
                    crowded = max(times[one.account], times[other.account]) > 1
                    why = NOT_UNIQUE if crowded else _doubt(key, one, other)
                    yield Edge(one.id, other.id, key, value, why)


def _doubt(key: Key, one: KnownAs, other: KnownAs) -> str:
    """Two systems of one make number their places alike: it takes the name too."""
    if one.vendor != other.vendor or key.personal:
        return ""
    return "" if key.name != NAME and names.same(one.name, other.name) else SAME_MAKE


def _join(
    edges: Sequence[Edge], clusters: Clusters, by_end: Mapping[int, Sequence[Edge]]
) -> Iterable[Edge]:
    """All of one key at once, so that no order of the aliases matters. Yields what stays open."""
    apart = [edge for edge in edges if clusters.head(edge.one) != clusters.head(edge.other)]
    torn = {edge for edge in apart if _is_torn(edge, clusters, by_end)}
    yield from (edge.left_open(TORN) for edge in apart if edge in torn)
    sound = []
    for edge in (edge for edge in apart if edge not in torn):
        if clusters.agree({clusters.head(edge.one), clusters.head(edge.other)}):
            sound.append(edge)
        else:
            yield edge.left_open(CONTRADICTED)
    for heads, some in _connected(sound, clusters.head):
        if clusters.agree(heads):
            clusters.join(heads)
        else:
            yield from (edge.left_open(CONTRADICTED) for edge in some)


def _is_torn(edge: Edge, clusters: Clusters, by_end: Mapping[int, Sequence[Edge]]) -> bool:
    """Does either end point, by another key, to somebody whom this edge excludes?

    One stray alias does not shake by a later key what an earlier one says; another person does.
    """
    for end, target in (edge.ends, edge.ends[::-1]):
        mine, there = clusters.head(end), clusters.head(target)
        for rival in by_end[end]:
            far = rival.other if rival.one == end else rival.one
            elsewhere = clusters.head(far)
            if rival.key is edge.key or elsewhere in (mine, there):
                continue
            stray = clusters.size(there) == 1 or clusters.size(elsewhere) == 1
            if not clusters.agree({there, elsewhere}, edge.key if stray else None):
                return True
    return False


def _connected(
    edges: Sequence[Edge], head: Callable[[int], int]
) -> Iterable[tuple[set[int], list[Edge]]]:
    """Connected parts of the graph whose nodes are clusters."""
    beside: dict[int, list[Edge]] = defaultdict(list)
    for edge in edges:
        for end in edge.ends:
            beside[head(end)].append(edge)
    seen: set[int] = set()
    for start in beside:
        if start in seen:
            continue
        heads, found, waiting = {start}, dict.fromkeys(beside[start]), [start]
        while waiting:
            for edge in beside[waiting.pop()]:
                found[edge] = None
                for end in edge.ends:
                    if head(end) not in heads:
                        heads.add(head(end))
                        waiting.append(head(end))
        seen |= heads
        yield heads, list(found)


__all__ = ["Edge", "KnownAs", "Matching", "Pair", "Rules", "match", "pair_of"]
