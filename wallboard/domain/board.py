"""Configuration as projections see it: plain values, made from the models by `boards/specs.py`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from wallboard.domain.facts import EntityKey
from wallboard.domain.observation import Kind
from wallboard.domain.vendor import Origin


@dataclass(frozen=True, slots=True)
class SourceSpec:
    """One account of a site."""

    account: str
    vendor: str
    label: str
    simulation: bool
    paused: bool
    trouble: str  # plain words when its credentials were rejected, else ""
    cadences: Mapping[str, float]  # job → seconds in force; a job that is off is not here
    supplies: Mapping[Kind, frozenset[str]]
    rank: int = 0  # lower wins where two sources of one origin supply the same field
    origins: Mapping[str, Origin] = field(default_factory=dict)  # job that is on → how it knows


@dataclass(frozen=True, slots=True)
class QueueSpec:
    """A queue under its aliases, or a virtual one: the sum of its `members`, without aliases."""

    id: str
    name: str
    aliases: tuple[EntityKey, ...]
    group: str = ""
    members: tuple[QueueSpec, ...] = ()

    @property
    def entities(self) -> tuple[EntityKey, ...]:
        """All that its figures are made of."""
        if not self.members:
            return self.aliases
        return tuple(alias for member in self.members for alias in member.aliases)


@dataclass(frozen=True, slots=True)
class AgentSpec:
    """A person, under as many aliases as systems know her."""

    id: str
    name: str
    aliases: tuple[EntityKey, ...]
    teams: tuple[str, ...] = ()
    secret: str = field(default="", repr=False)  # what her alias is made of; see domain/policy.py


@dataclass(frozen=True, slots=True)
class NoticeSpec:
    """A notice that somebody typed, and from when until when it holds (None: until taken down)."""

    id: str
    text: str
    level: str  # "info" | "warn"
    from_at: float
    until_at: float | None = None


@dataclass(frozen=True, slots=True)
class SiteSpec:
    id: str
    name: str
    timezone: str
    sources: Mapping[str, SourceSpec]
    queues: Mapping[str, QueueSpec]
    agents: Mapping[str, AgentSpec]
    revision: int  # rises with every configuration change of the site
    # (kind, field) → accounts, the first believed first; whom it does not name comes after.
    orders: Mapping[tuple[Kind, str], tuple[str, ...]] = field(default_factory=dict)
    notices: tuple[NoticeSpec, ...] = ()
    # Names and secrets of people who are hidden or gone: on no board, but texts may name them.
    unlisted: tuple[tuple[str, str], ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class WidgetSpec:
    """`options` are checked by the widget's row in `projections/registry.py`."""

    id: str
    type: str
    title: str
    x: int
    y: int
    width: int
    height: int
    options: Mapping[str, Any] = field(default_factory=dict)
    # On a phone: its place in the order, whether it is left out, its height in rows of a phone.
    # None: as it follows from the board.
    phone_position: int | None = None
    phone_hidden: bool = False
    phone_height: int | None = None


@dataclass(frozen=True, slots=True)
class BoardSpec:
    id: str
    slug: str
    name: str
    site: str
    purpose: str  # "wall": never scrolls, pages; "desk": may scroll
    theme: str  # "dark" | "light" | "auto"
    widgets: tuple[WidgetSpec, ...]
    team: str = ""  # whose it is; "": the site's
    draft: str = ""  # the mark of the draft that this is
