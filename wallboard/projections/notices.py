"""Active notices: what somebody typed here, and disruptions of which the site's sources tell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from wallboard.domain.board import WidgetSpec
from wallboard.domain.facts import EntityKey, Fact
from wallboard.domain.freshness import Trust
from wallboard.domain.observation import Kind
from wallboard.projections.combining import combined
from wallboard.projections.figure_value import STATUS_OF_TRUST, Figure, Status
from wallboard.projections.resolution import TRUST_ORDER
from wallboard.projections.scene import Scene
from wallboard.projections.source_health import source_entities
from wallboard.projections.view import View, earliest

TEXT = "notice_text"
TYPED = "typed"  # before the ids of rows that nobody's source told
INFO, WARN = "info", "warn"
WORDS = ("set", "why", "where", "when")  # members of a row that are facts under notice_...


def view_of_notices(scene: Scene, widget: WidgetSpec) -> View:
    """The newest first. A notice that is over goes by the clock, before its source says so; those
    of a lost source go, as nobody knows whether they still hold: `count` says since when."""
    rows: dict[str, dict[str, Any]] = {}
    changes: list[float | None] = []
    for id_, row in [*_typed(scene), *_told(scene)]:
        since, until = row["since"], row["until"]
        changes += [since, until]
        if (since or 0.0) <= scene.now_at and (until is None or until > scene.now_at):
            rows[id_] = row
    order = sorted(rows, key=lambda id_: _place(id_, rows[id_]))
    content = {"rows": rows, "order": order, "count": _count(scene, rows).as_json()}
    return View(content, earliest(changes, scene.now_at))


def _place(id_: str, row: Mapping[str, Any]) -> tuple[bool, float, str, str]:
    """Warnings first, then the newest."""
    return row["level"] != WARN, -(row["since"] or 0.0), row["text"], id_


def _typed(scene: Scene) -> Iterator[tuple[str, dict[str, Any]]]:
    for notice in scene.site.notices:
        row = {"text": notice.text, "level": notice.level, **dict.fromkeys(WORDS, "")}
        times = {"since": notice.from_at, "until": notice.until_at, "source": ""}
        yield f"{TYPED}:{notice.id}", {**row, **times}


def _told(scene: Scene) -> Iterator[tuple[str, dict[str, Any]]]:
    for entity in source_entities(scene):
        facts = _facts(scene, entity)
        if TEXT in facts:
            yield f"{entity.account}:{entity.external_id}", _row(scene, entity, facts)


def _facts(scene: Scene, entity: EntityKey) -> Mapping[str, Fact]:
    """What is still believed of a notice, by field."""
    return {
        fact.key.field: fact
        for fact in scene.believed([entity])
        if scene.trust[fact.source] in {Trust.FRESH, Trust.LATE}
    }


def _row(scene: Scene, entity: EntityKey, facts: Mapping[str, Fact]) -> dict[str, Any]:
    words = {key: _word(facts, key) for key in WORDS}
    return {
        "text": str(facts[TEXT].value.raw),
        "level": INFO,
        **words,
        "since": _instant(facts, "from"),
        "until": _instant(facts, "until"),
        "source": scene.label(entity.account),
    }


def _word(facts: Mapping[str, Fact], key: str) -> str:
    fact = facts.get(f"notice_{key}")
    return "" if fact is None else str(fact.value.raw)


def _instant(facts: Mapping[str, Fact], key: str) -> float | None:
    fact = facts.get(f"notice_{key}")
    raw = None if fact is None else fact.value.raw
    return float(raw) if isinstance(raw, int | float) else None


def _count(scene: Scene, rows: Mapping[str, Any]) -> Figure:
    """How many there are, with the trust of those who tell of them; what was typed is known."""
    typed = sum(id_.startswith(f"{TYPED}:") for id_ in rows)
    tellers = [a for a in sorted(scene.site.sources) if scene.supplies(a, Kind.SOURCE, TEXT)]
    if not tellers:
        return Figure(value=typed)
    told = combined([_told_by(scene, account, rows) for account in tellers], "sum")
    return replace(told, value=told.value + typed) if isinstance(told.value, int) else told


def _told_by(scene: Scene, account: str, rows: Mapping[str, Any]) -> Figure:
    label = scene.label(account)
    keys = scene.sources_of(account, Kind.SOURCE)
    if not keys:
        since = scene.awaited_since(account)
        return Figure(status=Status.UNKNOWN, since=since, by=label, account=account)
    worst = max(keys, key=lambda key: TRUST_ORDER[scene.trust[key]])
    status = STATUS_OF_TRUST[scene.trust[worst]]
    stands = status in {Status.FRESH, Status.LATE}
    return Figure(
        value=sum(id_.startswith(f"{account}:") for id_ in rows) if stands else None,
        status=status,
        since=None if status is Status.FRESH else scene.confirmed.get(worst),
        by=label,
        account=account,
    )
