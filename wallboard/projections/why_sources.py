"""What each source makes of one field of one thing, and why another one is believed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from wallboard.domain.facts import EntityKey, Fact, SourceKey
from wallboard.domain.freshness import Trust
from wallboard.domain.observation import Kind, Qualifier
from wallboard.projections.figure_value import Figure, Remark, Status
from wallboard.projections.resolution import (
    TRUST_ORDER,
    awaited,
    facts_by_field,
    figure_of,
    of_account,
)
from wallboard.projections.scene import Scene
from wallboard.projections.standing import is_part_of_a_count, origin_of, standing_of

# Why something is not in a figure; docs/protocol.md says what each means.
LOST, NEVER, NOT_SENT, AWAITED, NOTHING = "lost", "never", "not_sent", "awaited", "na"
OUTRANKED, NOT_WHOLE, REPORTED = "outranked", "not_whole", "reported"
OTHER_WINDOW, OTHER_THRESHOLD, WEAKER = "other_window", "other_threshold", "weaker_formula"
_OF_STATUS: Mapping[Status, str] = {
    Status.LOST: LOST,
    Status.NEVER: NEVER,
    Status.NA: NOTHING,
    Status.UNKNOWN: AWAITED,
}

_OF_REMARK: Mapping[Remark, str] = {
    Remark.NOT_SENT: NOT_SENT,
    Remark.CONTRADICTORY: "contradictory",
}


def why_missing(figure: Figure) -> str:
    """Of a figure without a value."""
    return _OF_REMARK.get(figure.remark) or _OF_STATUS.get(figure.status, "")


def source_json(scene: Scene, account: str, key: SourceKey | None) -> dict[str, Any]:
    """Who it is, where it stands, and how old its word is. `key`: the job that said it."""
    source = scene.site.sources[account]
    trust = scene.trust.get(key, Trust.UNKNOWN) if key else Trust.UNKNOWN
    confirmed_at = scene.confirmed.get(key) if key else None
    age = None if confirmed_at is None else round(max(0.0, scene.now_at - confirmed_at), 1)
    return {
        "account": account,
        "label": source.label,
        "vendor": source.vendor,
        "origin": origin_of(scene.site, account, key.job if key else "").value,
        "rank": source.rank,
        "trust": trust.value,
        "confirmed_at": confirmed_at,
        "age_seconds": age,
        "paused": source.paused,
    }


def source_key(
    scene: Scene, account: str, kind: Kind, facts: Iterable[Fact] = ()
) -> SourceKey | None:
    """Of the facts given, the one least to be believed; else of all that the account confirms."""
    keys = [fact.source for fact in facts] or scene.sources_of(account, kind)
    return max(keys, key=lambda key: (TRUST_ORDER[scene.trust[key]], key), default=None)


def sources_of(
    scene: Scene, kind: Kind, field: str, aliases: Sequence[EntityKey]
) -> list[dict[str, Any]]:
    """Every account that knows the thing, the believed one first; each once."""
    facts: dict[str, Fact] = {}
    for fact in facts_by_field(scene, aliases).get(field, ()):
        facts.setdefault(fact.key.account, fact)
    shown = figure_of(scene, field, aliases)
    believed = facts.get(shown.account) or next(iter(facts.values()), None)
    rows = [_row_of_fact(scene, fact, believed, aliases) for fact in facts.values()]
    silent = {
        alias.account: alias
        for alias in aliases
        if alias.account not in facts and alias.account in scene.site.sources
    }
    order = sorted(silent, key=lambda one: (standing_of(scene.site, kind, field, one), one))
    return [*rows, *(_row_of_silence(scene, field, silent[account]) for account in order)]


def _row_of_fact(
    scene: Scene, fact: Fact, believed: Fact | None, aliases: Sequence[EntityKey]
) -> dict[str, Any]:
    account = fact.key.account
    own = [alias for alias in aliases if alias.account == account]
    facts = of_account(account, facts_by_field(scene, aliases))
    return {
        "source": source_json(scene, account, fact.source),
        "figure": figure_of(scene, fact.key.field, own, facts).as_json(),
        "left_out": _why_not(scene, fact, believed),
    }


def _why_not(scene: Scene, fact: Fact, believed: Fact | None) -> str:
    if scene.trust_of(fact) in {Trust.LOST, Trust.UNKNOWN}:
        return LOST
    if fact is believed or believed is None:
        return ""
    reported = fact.value.qualifier is Qualifier.AS_REPORTED
    if reported and believed.value.qualifier is not Qualifier.AS_REPORTED:
        return REPORTED
    whole = is_part_of_a_count(fact) and not is_part_of_a_count(believed)
    return NOT_WHOLE if whole else OUTRANKED


def _row_of_silence(scene: Scene, field: str, alias: EntityKey) -> dict[str, Any]:
    supplies = scene.supplies(alias.account, alias.kind, field, alias.external_id)
    figure = awaited(scene, alias) if supplies else Figure(status=Status.NEVER)
    key = source_key(scene, alias.account, alias.kind)
    return {
        "source": source_json(scene, alias.account, key),
        "figure": figure.as_json(),
        "left_out": why_missing(figure),
    }
