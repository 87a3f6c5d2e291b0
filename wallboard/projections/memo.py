"""What was worked out of the facts of one thing, kept until it may come out otherwise.

A board shows the same queue in many widgets, and of many queues few change at a time. The keeper of
a memo (live/site_watch.py) forgets a thing when one of its facts changed, and everything when a
source is trusted otherwise, when facts were loaded, and when the configuration changed. What hangs
on the clock alone must not be kept here.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any, TypeVar

from wallboard.domain.facts import EntityKey

T = TypeVar("T")
Thing = tuple[EntityKey, ...]  # the aliases under which it is known


class Memo:
    """Of one site. A scene that is given none has one of its own, which ends with it."""

    __slots__ = ("_kept", "_things_of")

    def __init__(self) -> None:
        self._kept: dict[Thing, dict[Hashable, Any]] = {}
        self._things_of: dict[EntityKey, set[Thing]] = {}

    def of(self, aliases: Sequence[EntityKey], what: Hashable, work: Callable[[], T]) -> T:
        """`work()` or what it gave before; `what` names the question and all that it hangs on
        beside the thing's facts."""
        thing = tuple(aliases)
        kept = self._kept.get(thing)
        if kept is None:
            kept = self._kept[thing] = {}
            for alias in thing:
                self._things_of.setdefault(alias, set()).add(thing)
        if what not in kept:
            kept[what] = work()
        found: T = kept[what]
        return found

    def forget(self, entities: Iterable[EntityKey]) -> None:
        for entity in entities:
            for thing in self._things_of.pop(entity, ()):
                self._kept.pop(thing, None)

    def clear(self) -> None:
        self._kept.clear()
        self._things_of.clear()
