"""Names in free text: a reason, a notice, a title may hold one, wherever it was typed.

Only whole names as they are configured are found; of half a name nobody can say whose it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

from wallboard.domain.board import AgentSpec, SiteSpec
from wallboard.domain.policy import People, Policy, alias_of, initials_of

SHORTEST_NAME = 2
MOST_TEXTS = 5000  # remembered; a board's texts repeat from frame to frame
NOBODY = "…"


def called(agent: AgentSpec, policy: Policy) -> str:
    """What a person is called under the policy."""
    if policy.people is People.NAMES:
        return agent.name
    if policy.people is People.INITIALS:
        return initials_of(agent.name)
    return alias_of(agent.secret) if policy.people is People.ALIAS else NOBODY


def scrubbed(value: Any, site: SiteSpec, policy: Policy) -> Any:
    """The same JSON value with what people are called in place of their names. Keys stay."""
    if policy.names:
        return value
    there = tuple((agent.name, agent.secret) for agent in site.agents.values())
    return scrub_for(there + site.unlisted, policy)(value)


def scrub_for(people: tuple[tuple[str, str], ...], policy: Policy) -> Callable[[Any], Any]:
    """What does the same to many values, where people are known by names and secrets alone."""
    return _as_it_is if policy.names else _scrubber(people, policy.people).of


def _as_it_is(value: Any) -> Any:
    return value


class _Scrubber:
    """Of the people of one site; remembers what it made of a text."""

    def __init__(self, said: Mapping[str, str]) -> None:
        self._said = said
        self._known: dict[str, str] = {}
        longest_first = sorted(said, key=len, reverse=True)
        self._pattern = re.compile(
            rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)" if said else r"(?!)",
            re.IGNORECASE,
        )

    def of(self, value: Any) -> Any:
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, dict):
            return {key: self.of(one) for key, one in value.items()}
        return [self.of(one) for one in value] if isinstance(value, list | tuple) else value

    def _text(self, text: str) -> str:
        found = self._known.get(text)
        if found is None:
            if len(self._known) >= MOST_TEXTS:
                self._known.clear()
            found = self._known[text] = self._pattern.sub(self._instead, text)
        return found

    def _instead(self, match: re.Match[str]) -> str:
        return self._said.get(match[0].casefold(), NOBODY)


@lru_cache(maxsize=32)
def _scrubber(people: tuple[tuple[str, str], ...], shown: People) -> _Scrubber:
    policy = Policy(people=shown)
    said: dict[str, str] = {}
    for name, secret in people:
        agent = AgentSpec("", name, (), secret=secret)
        for spelling in _spellings(name):
            said.setdefault(spelling.casefold(), called(agent, policy))
    return _Scrubber(said)


def _spellings(name: str) -> Iterable[str]:
    """ "Anna Björk" is also "Björk, Anna" and "Björk Anna"."""
    words = name.replace(",", " ").split()
    if len(name.strip()) >= SHORTEST_NAME:
        yield name.strip()
    if len(words) > 1:
        first, last = " ".join(words[:-1]), words[-1]
        yield f"{last}, {first}"
        yield f"{last} {first}"
        yield f"{words[1]} {words[0]}" if "," in name else " ".join(words)
