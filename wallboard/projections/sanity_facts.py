"""What the checks of the sanity watch share: suspicions, and facts that may be compared.

Only what is fresh is compared. A silence is not a contradiction: what a source said before it grew
late may have been true then.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from wallboard.domain.facts import EntityKey, Fact
from wallboard.domain.freshness import Trust
from wallboard.projections.scene import Scene

Own = dict[str, Any]
"""What one check remembers from one look to the next: plain JSON values, of things of the site."""


@dataclass(frozen=True, slots=True)
class Suspicion:
    """Something that cannot be true, seen at one look; it becomes a finding when it lasts.

    `id` is the same for as long as it is the same contradiction. It cannot have held before
    `not_before`, and has surely held from `surely_from` on (epoch seconds); `since` is what is
    shown, where the check knows better than the watch when it began.
    """

    id: str
    text: str
    not_before: float | None = None
    surely_from: float | None = None
    since: float | None = None


def fresh_facts(scene: Scene, alias: EntityKey) -> Mapping[str, Fact]:
    """Field → what is said of it now by a source that is fresh; of two jobs the newer."""
    found: dict[str, Fact] = {}
    if alias.account not in scene.site.sources:
        return found
    for key, fact in scene.facts.of_entity(alias).items():
        if fact.source not in scene.trust or scene.trust_of(fact) is not Trust.FRESH:
            continue
        known = found.get(key.field)
        if known is None or known.received_at < fact.received_at:
            found[key.field] = fact
    return found


def number_of(fact: Fact | None) -> float | None:
    raw = None if fact is None else fact.value.raw
    return raw if isinstance(raw, int | float) and not isinstance(raw, bool) else None


def by_account(aliases: Iterable[EntityKey]) -> dict[str, list[EntityKey]]:
    found: dict[str, list[EntityKey]] = {}
    for alias in aliases:
        found.setdefault(alias.account, []).append(alias)
    return found


def labels(scene: Scene, accounts: Iterable[str]) -> str:
    """ "Trio", "Trio and Sinch", "O2G, Sinch and Trio"."""
    names = sorted({scene.label(account) for account in accounts})
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def at_clock(scene: Scene, at: float) -> str:
    """The time of day of an instant, at the site; with the date where it is another day's."""
    zone = ZoneInfo(scene.site.timezone)
    then, now = (datetime.fromtimestamp(one, zone) for one in (at, scene.now_at))
    return f"{then:%H:%M}" if then.date() == now.date() else f"{then:%H:%M on %Y-%m-%d}"


def plain(number: float) -> str:
    return f"{number:g}" if abs(number) < 1e6 else f"{number:.0f}"
