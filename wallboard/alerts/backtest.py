"""How often a rule would have fired over the minutes that history has, before anybody is woken.

Every minute the evaluator keeps the figures of all rules, whether or not a board shows them; so a
rule can be tried on the time since the first rule or board looked at its figure.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from wallboard.alerts.machine import RAISED, Limit, Reading, State, Terms, evaluate
from wallboard.alerts.rules import RuleSpec, figure_of_rule
from wallboard.history.models import FigureMinute
from wallboard.history.sampling import rows_of
from wallboard.history.series import Point, series_of
from wallboard.projections.scene import Scene

MINUTE_SECONDS = 60.0
LONGEST_DAYS = 28
CALM = frozenset({"na", "never"})


@dataclass(frozen=True, slots=True)
class Fired:
    """`times` it was raised, of these `critical` became so; `minutes` that it stood in all."""

    times: int = 0
    critical: int = 0
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class Backtest:
    """`known_minutes` had a figure, between `from_at` and `until_at` (epoch seconds). `plain` is
    the same rule without its dwells and clear values. `withheld`: the policy lets nobody try it."""

    known_minutes: int = 0
    from_at: float | None = None
    until_at: float | None = None
    fired: Fired = Fired()
    plain: Fired = Fired()
    withheld: bool = False

    @property
    def days(self) -> float:
        if self.from_at is None or self.until_at is None:
            return 0.0
        return (self.until_at - self.from_at) / 86_400


def sample(scene: Scene, rules: Sequence[RuleSpec]) -> None:
    """Keep the figures of these rules as of now; a minute that is there stays as it is."""
    figures = ((rule.scope, rule.metric, figure_of_rule(scene, rule)) for rule in rules)
    rows = rows_of(scene, figures)
    FigureMinute.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)


def backtest(rule: RuleSpec, timezone: str, now_at: float | None = None) -> Backtest:
    """One query; none where small counts are kept back: by one limit after the other, hour by hour,
    the answers would be the curve that no board draws."""
    if rule.is_veiled:
        return Backtest(withheld=True)
    now_at = time.time() if now_at is None else now_at
    from_at = now_at - LONGEST_DAYS * 86_400
    points = series_of(rule.site, rule.scope, rule.metric, from_at, now_at)
    known = [point for point in points if point.value is not None]
    readings = list(_readings(rule, points, timezone))
    return Backtest(
        known_minutes=len(known),
        from_at=known[0].at if known else None,
        until_at=known[-1].at + MINUTE_SECONDS if known else None,
        fired=replay(rule.terms, readings),
        plain=replay(without_patience(rule.terms), readings),
    )


def without_patience(terms: Terms) -> Terms:
    """No dwell, and each level clears at its limit."""
    limits = {level: Limit(limit.at, limit.at) for level, limit in terms.limits.items()}
    return replace(terms, limits=limits, raise_seconds=0.0, clear_seconds=0.0)


def replay(terms: Terms, readings: Iterable[tuple[float, Reading]]) -> Fired:
    state, times, critical, minutes = State(), 0, 0, 0
    for at, reading in readings:
        state, events = evaluate(terms, state, reading, at)
        times += sum(event.happening == RAISED for event in events)
        critical += sum(event.level == "critical" for event in events)
        minutes += state.level is not None
    return Fired(times, critical, minutes)


def _readings(
    rule: RuleSpec, points: Sequence[Point], timezone: str
) -> Iterator[tuple[float, Reading]]:
    """A minute that nobody sampled is one of which nothing is known."""
    last: float | None = None
    for point in points:
        if last is not None and point.at - last > MINUTE_SECONDS:
            yield last + MINUTE_SECONDS, Reading(held="unknown")
        last = point.at
        yield point.at, _reading(rule, point, timezone)


def _reading(rule: RuleSpec, point: Point, timezone: str) -> Reading:
    if not rule.hours.cover(point.at, timezone):
        return Reading(calm="hours")
    if point.trust in CALM:
        return Reading(calm=point.trust)
    if point.value is None or point.trust != "fresh":
        return Reading(held=point.trust)
    return Reading(point.value)
