"""A site as it is now: the scene that every figure of the API is taken from, and its alerts."""

from __future__ import annotations

import time
from typing import Any

import structlog

from wallboard.api.problems import unavailable
from wallboard.boards.models import Board, Site
from wallboard.boards.policy import policy_for_program
from wallboard.boards.specs import site_spec
from wallboard.domain.facts import Version
from wallboard.projections.scene import Scene, scene_of
from wallboard.state.alerts import AlertRecords, Rows
from wallboard.state.redis import StateUnavailable, sync_client
from wallboard.state.store import FactStore

log = structlog.get_logger(__name__)


def scene_now(site: Site, board: Board | None = None) -> Scene:
    """With what a program may see of people. Raises Problem 503 while Redis does not answer."""
    spec, store = site_spec(site.pk), FactStore(sync_client())
    try:
        facts, confirmed = store.load(spec.id), store.confirmed(spec.id)
        since = store.epoch_at(spec.id)
    except StateUnavailable as error:
        log.warning("a program cannot be told figures: Redis does not answer")
        raise unavailable() from error
    policy = policy_for_program(site, board)
    return scene_of(spec, facts, confirmed, time.time(), since, policy)


def alerts_now(site: Site) -> Rows:
    """As the evaluator last told all boards. Raises Problem 503 while Redis does not answer."""
    try:
        return AlertRecords(sync_client()).published(str(site.pk)).rows
    except StateUnavailable as error:
        log.warning("a program cannot be told alerts: Redis does not answer")
        raise unavailable() from error


def stamp_of(scene: Scene) -> dict[str, Any]:
    """When this was true: the instant, and the version of the facts (docs/protocol.md)."""
    version: Version | None = scene.facts.version
    return {
        "at": round(scene.now_at, 3),
        "epoch": version.epoch if version else None,
        "version": version.number if version else None,
    }
