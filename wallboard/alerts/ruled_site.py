"""The rules of one site with where each stands. No waiting, no input, no output: `evaluator.py`
feeds it and carries out what it finds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import structlog

from wallboard.alerts.ledger import Change
from wallboard.alerts.machine import Event, Reading, State, evaluate, reconsider
from wallboard.alerts.models import Alert
from wallboard.alerts.rules import RuleSpec, reading_of
from wallboard.domain.metrics import QUEUE_METRICS
from wallboard.projections.head_count import BUCKETS
from wallboard.projections.scene import Scene

log = structlog.get_logger(__name__)
NEW = State()


@dataclass(frozen=True, slots=True)
class Look:
    """What one look at all rules found; it counts once it was recorded."""

    states: Mapping[str, State]
    stamps: Mapping[str, str]
    changes: tuple[Change, ...] = ()


@dataclass
class RuledSite:
    rules: Sequence[RuleSpec] = ()
    states: dict[str, State] = field(default_factory=dict)
    stamps: dict[str, str] = field(default_factory=dict)  # of the rule as it was last looked at
    alerts: Sequence[Alert] = ()

    def configure(
        self, rules: Sequence[RuleSpec], alerts: Sequence[Alert], memory: Mapping[str, Any]
    ) -> None:
        """`memory` is what an evaluator before this one kept; the alerts that are open are true,
        whatever it says."""
        levels = {str(alert.rule_id): alert.level for alert in alerts}
        known = {id_: (self.states[id_], self.stamps.get(id_, "")) for id_ in self.states}
        kept = {**_recalled(memory), **known}
        self.rules, self.alerts = rules, alerts
        self.states, self.stamps = {}, {}
        for rule in rules:
            state, stamp = kept.get(rule.id, (NEW, rule.stamp))
            self.states[rule.id] = state.at_level(levels.get(rule.id))
            self.stamps[rule.id] = stamp

    def look(self, scene: Scene) -> Look:
        """At every rule. A defect in one does not keep the others from being looked at."""
        states: dict[str, State] = {}
        changes: list[Change] = []
        for rule in self.rules:
            state = self.states.get(rule.id, NEW)
            try:
                reading = reading_of(scene, rule)
                state, events = self._step(rule, state, reading, scene.now_at)
            except Exception:
                log.exception("a rule could not be evaluated", rule=rule.id)
                events = ()
            states[rule.id] = state
            value = reading.value if reading.told else None
            changes += [Change(rule, event, value) for event in events]
        return Look(states, {rule.id: rule.stamp for rule in self.rules}, tuple(changes))

    def _step(
        self, rule: RuleSpec, state: State, reading: Reading, now_at: float
    ) -> tuple[State, tuple[Event, ...]]:
        edited: tuple[Event, ...] = ()
        if self.stamps.get(rule.id) != rule.stamp:
            state, edited = reconsider(rule.terms, state, reading)
        state, events = evaluate(rule.terms, state, reading, now_at)
        return state, (*edited, *events)

    def keep(self, look: Look, alerts: Sequence[Alert] | None) -> None:
        self.states, self.stamps = dict(look.states), dict(look.stamps)
        if alerts is not None:
            self.alerts = alerts

    def loud(self, scene: Scene) -> dict[str, RuleSpec]:
        """Those that are not in their quiet hours: only they are delivered, and escalate."""
        return {rule.id: rule for rule in self.rules if not is_quiet(rule, scene)}

    def memory(self) -> dict[str, Any]:
        return {
            id_: {"state": state.as_json(), "stamp": self.stamps.get(id_, "")}
            for id_, state in self.states.items()
            if state != NEW
        }

    def rows(self, scene: Scene) -> dict[str, dict[str, Any]]:
        rules = {rule.id: rule for rule in self.rules}
        return {
            alert.public_id: row_of(alert, rules[str(alert.rule_id)], self.states, scene)
            for alert in self.alerts
            if str(alert.rule_id) in rules
        }


def is_quiet(rule: RuleSpec, scene: Scene) -> bool:
    return rule.quiet is not None and rule.quiet.cover(scene.now_at, scene.site.timezone)


def row_of(
    alert: Alert, rule: RuleSpec, states: Mapping[str, State], scene: Scene
) -> dict[str, Any]:
    """As docs/protocol.md has it, with whom it concerns (`team`, `teams`), and whether it counts
    `people`: by which smallest `group` its rule was kept."""
    state = states.get(rule.id, NEW)
    metric = QUEUE_METRICS.get(rule.metric)
    told = None
    if alert.acknowledged_at is not None:
        told = {
            "by": alert.acknowledged_name,
            "word": alert.acknowledged_word,
            "at": round(alert.acknowledged_at.timestamp(), 3),
        }
    return {
        "name": rule.name,
        "level": alert.level,
        "since": round(alert.raised_at.timestamp(), 3),
        "level_since": round(alert.level_at.timestamp(), 3),
        "unit": metric.unit.value if metric else "count",
        "value": alert.value,
        "limit": alert.limit,
        "held": state.held,
        "held_since": None if state.held_since is None else round(state.held_since, 3),
        "quiet": is_quiet(rule, scene),
        "sound": rule.sound,
        "escalated": alert.escalated_at is not None,
        "acknowledged": told,
        "team": rule.team,
        "teams": list(rule.teams) if rule.counts_people else [],
        "people": rule.metric in BUCKETS,
        "group": rule.smallest_group,
    }


def _recalled(memory: Mapping[str, Any]) -> dict[str, tuple[State, str]]:
    """What cannot be read (another release wrote it) is forgotten: dwells begin anew."""
    found: dict[str, tuple[State, str]] = {}
    for id_, kept in memory.items():
        try:
            found[id_] = (State.of_json(kept["state"]), str(kept["stamp"]))
        except (KeyError, TypeError, ValueError):
            continue
    return found
