"""The sources of a site: how far each may be believed now."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wallboard.domain.board import SourceSpec, WidgetSpec
from wallboard.domain.facts import EntityKey
from wallboard.domain.freshness import Trust
from wallboard.domain.observation import Kind
from wallboard.domain.scrub import scrubbed
from wallboard.projections.resolution import TRUST_ORDER
from wallboard.projections.scene import Scene
from wallboard.projections.view import View

NOTED_FLAGS = ("failover",)  # fields of kind SOURCE that are worth a note while they are set


def view_of_source_health(scene: Scene, widget: WidgetSpec) -> View:
    rows = source_rows(scene, scene.site.sources)
    order = sorted(rows, key=lambda account: (rows[account]["label"], account))
    return View({"rows": rows, "order": order})


def source_rows(scene: Scene, accounts: Iterable[str]) -> dict[str, dict[str, Any]]:
    """By account. `notes` are keys, such as "failover"; `since` is null while fresh."""
    chosen = sorted(set(accounts) & set(scene.site.sources))
    notes = _notes(scene)
    return {
        account: _row(scene, scene.site.sources[account], notes.get(account, []))
        for account in chosen
    }


def _row(scene: Scene, source: SourceSpec, notes: list[str]) -> dict[str, Any]:
    trust, since = _worst(scene, source.account)
    return {
        "label": scrubbed(source.label, scene.site, scene.policy),
        "vendor": source.vendor,
        "trust": trust.value,
        "since": None if since is None else round(since, 3),
        "trouble": scrubbed(source.trouble, scene.site, scene.policy),
        "notes": notes,
        "simulation": source.simulation,
        "paused": source.paused,
    }


def _worst(scene: Scene, account: str) -> tuple[Trust, float | None]:
    """An account is as good as the worst of what it confirms."""
    keys = [key for key in scene.trust if key.account == account]
    if not keys:
        return Trust.UNKNOWN, scene.awaited_since(account)
    worst = max((scene.trust[key] for key in keys), key=lambda trust: TRUST_ORDER[trust])
    if worst is Trust.FRESH:
        return worst, None
    silent = [scene.confirmed.get(key) for key in keys if scene.trust[key] is worst]
    return worst, min((at for at in silent if at is not None), default=None)


def _notes(scene: Scene) -> dict[str, list[str]]:
    notes: dict[str, list[str]] = {}
    for entity in source_entities(scene):
        for key, fact in scene.facts.of_entity(entity).items():
            if key.field in NOTED_FLAGS and fact.value.raw and fact.source in scene.trust:
                notes.setdefault(entity.account, []).append(key.field)
    return notes


def source_entities(scene: Scene) -> list[EntityKey]:
    """What the sources say of themselves, under whatever id: few, and listed as they come."""
    return [
        entity
        for entity in scene.facts.by_entity
        if entity.kind is Kind.SOURCE and entity.account in scene.site.sources
    ]
