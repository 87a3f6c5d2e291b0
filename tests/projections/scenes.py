"""Scenes for tests, in few words: a site of two sources, with what each has said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wallboard.domain.board import AgentSpec, QueueSpec, SiteSpec, SourceSpec, WidgetSpec
from wallboard.domain.facts import EntityKey, Fact, FactKey, SiteFacts, SourceKey
from wallboard.domain.metrics import AGENT_METRICS, QUEUE_METRICS
from wallboard.domain.observation import Kind, Value
from wallboard.projections.registry import Bound, bind
from wallboard.projections.scene import Scene, scene_of

NOW = 1_760_000_000.0
CADENCE = 10.0
FRESH, LATE, LOST = NOW - 5, NOW - 30, NOW - 100
AGES = {"fresh": FRESH, "late": LATE, "lost": LOST}
WAITING_SINCE = NOW - 500

ALL = {
    Kind.QUEUE: frozenset(QUEUE_METRICS),
    Kind.AGENT: frozenset(AGENT_METRICS) | {"schedule", "queue_name"},
    Kind.SOURCE: frozenset({"failover"}),
}


def source(account: str, rank: int = 0, **changes: Any) -> SourceSpec:
    row: dict[str, Any] = {
        "account": account,
        "vendor": account,
        "label": account.title(),
        "simulation": False,
        "paused": False,
        "trouble": "",
        "cadences": {"state": CADENCE},
        "supplies": ALL,
        "rank": rank,
    }
    return SourceSpec(**{**row, **changes})


def queue(id_: str, *accounts: str, name: str = "") -> QueueSpec:
    aliases = tuple(EntityKey(account, Kind.QUEUE, id_) for account in accounts)
    return QueueSpec(id_, name or f"Queue {id_}", aliases)


def agent(id_: str, *accounts: str, name: str = "", teams: tuple[str, ...] = ()) -> AgentSpec:
    aliases = tuple(EntityKey(account, Kind.AGENT, id_) for account in accounts)
    return AgentSpec(id_, name or f"Agent {id_}", aliases, teams)


def site(
    *things: QueueSpec | AgentSpec, sources: tuple[SourceSpec, ...] = (source("trio"),)
) -> SiteSpec:
    return SiteSpec(
        id="1",
        name="Malmö",
        timezone="Europe/Stockholm",
        sources={row.account: row for row in sources},
        queues={thing.id: thing for thing in things if isinstance(thing, QueueSpec)},
        agents={thing.id: thing for thing in things if isinstance(thing, AgentSpec)},
        revision=1,
    )


def said(
    account: str, kind: Kind, external_id: str, job: str = "state", **fields: Any
) -> list[Fact]:
    """What an account said of one thing; a Value stays as it is."""
    return [
        Fact(
            FactKey(account, job, kind, external_id, field),
            value if isinstance(value, Value) else Value(value),
            NOW - 50,
            NOW - 50,
        )
        for field, value in fields.items()
    ]


def of_queue(account: str, external_id: str, **fields: Any) -> list[Fact]:
    return said(account, Kind.QUEUE, external_id, **fields)


def of_agent(account: str, external_id: str, **fields: Any) -> list[Fact]:
    return said(account, Kind.AGENT, external_id, **fields)


def scene(
    spec: SiteSpec,
    *facts: list[Fact],
    ages: Mapping[str, float | None] | None = None,
    now_at: float = NOW,
) -> Scene:
    """`ages`: account → when it last confirmed, None for never; fresh where it is not said."""
    confirmed = {
        SourceKey(account, job, kind): at
        for account, row in spec.sources.items()
        for job in row.cadences
        for kind in Kind
        if (at := {**dict.fromkeys(spec.sources, FRESH), **(ages or {})}[account]) is not None
    }
    known = SiteFacts.of(None, [fact for group in facts for fact in group])
    return scene_of(spec, known, confirmed, now_at, WAITING_SINCE)


def view(type_: str, a_scene: Scene, **options: Any) -> dict[str, Any]:
    return bound(type_, **options).view(a_scene).content


def bound(type_: str, **options: Any) -> Bound:
    return bind(WidgetSpec("9", type_, "", 0, 0, 1, 1, options))
