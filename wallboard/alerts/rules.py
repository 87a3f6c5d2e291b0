"""A rule as plain values, and the figure that it looks at."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

from wallboard.alerts.hours import ALWAYS, Hours
from wallboard.alerts.machine import Reading, Terms
from wallboard.domain.metric import Direction, Unit
from wallboard.domain.metrics import QUEUE_METRICS
from wallboard.domain.observation import Qualifier
from wallboard.domain.policy import Policy
from wallboard.projections.curves import rule_of, scope_of
from wallboard.projections.figure import queues_of
from wallboard.projections.figure_value import Figure, Remark, Status
from wallboard.projections.head_count import BUCKETS, head_count
from wallboard.projections.ratios import Rule as Formula
from wallboard.projections.scene import Scene
from wallboard.projections.source_health import source_rows
from wallboard.projections.totals import calm_of, figure_of_queues
from wallboard.projections.veil import veiled_count, veiled_figure

SOURCES_LOST = "source_health"
"""A rule on it counts the systems that are silent, or refuse our sign-in."""

COUNTABLE = frozenset({Unit.COUNT, Unit.SECONDS, Unit.SHARE, Unit.INSTANT, Unit.FLAG})
METRICS: tuple[str, ...] = (
    *(key for key, metric in QUEUE_METRICS.items() if metric.unit in COUNTABLE),
    SOURCES_LOST,
)
HELD = frozenset({Status.LATE, Status.LOST, Status.UNKNOWN})
NOTHING_TO_COUNT = frozenset({Status.NA, Status.NEVER})


@dataclass(frozen=True, slots=True)
class RuleSpec:
    """`queues`: ids, `teams`: names, empty: all of the site. `smallest_group`: of its policy.
    `stamp` is another one after an edit that changes what the rule asks for."""

    id: str
    name: str
    site: str
    team: str  # whose it is; "": the site's
    metric: str
    terms: Terms
    queues: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    letter: str = ""
    threshold_seconds: float | None = None
    hours: Hours = ALWAYS
    quiet: Hours | None = None
    closed_is_calm: bool = True
    sound: bool = True
    escalate_seconds: float | None = None
    smallest_group: int = 0
    stamp: str = ""

    @property
    def counts_people(self) -> bool:
        return self.metric in BUCKETS and not self.queues

    @property
    def is_veiled(self) -> bool:
        """Small counts of its figure are kept back."""
        return self.smallest_group > 0 and self.metric in BUCKETS

    @property
    def asks_too_much(self) -> bool:
        """Whether it is raised would tell a count that is kept back."""
        return self.is_veiled and not self.terms.settled(0, self.smallest_group - 1)

    @property
    def scope(self) -> str:
        """As the minute rows of history have it."""
        if self.metric == SOURCES_LOST:
            return "site"
        noun, names = ("teams", self.teams) if self.counts_people else ("queues", self.queues)
        options = {"letter": self.letter, "threshold_seconds": self.threshold_seconds}
        return scope_of(noun, names, rule_of(self.metric, options))

    @property
    def ticks(self) -> bool:
        """Time alone may raise it."""
        metric = QUEUE_METRICS.get(self.metric)
        return metric is not None and metric.unit is Unit.INSTANT


def more_is_better(metric: str) -> bool:
    found = QUEUE_METRICS.get(metric)
    return found is not None and found.direction is Direction.MORE


def figure_of_rule(scene: Scene, rule: RuleSpec) -> Figure:
    """As a tile of the same scope shows it."""
    if rule.metric == SOURCES_LOST:
        return Figure(value=_lost_sources(scene))
    if rule.counts_people:
        return head_count(scene, rule.teams).figure(rule.metric)
    formula = Formula(rule.letter, rule.threshold_seconds)
    return figure_of_queues(scene, rule.metric, queues_of(scene.site, rule.queues), formula)


def reading_of(scene: Scene, rule: RuleSpec) -> Reading:
    if not rule.hours.cover(scene.now_at, scene.site.timezone):
        return Reading(calm="hours")
    if rule.asks_too_much:
        return Reading(calm="policy")
    if rule.closed_is_calm and rule.metric != SOURCES_LOST and not rule.counts_people:
        openness = figure_of_queues(scene, "open", queues_of(scene.site, rule.queues))
        if calm_of(openness):
            return Reading(calm="closed")
    figure = figure_of_rule(scene, rule)
    if figure.status in NOTHING_TO_COUNT or isinstance(figure.value, str):
        return Reading(calm=figure.status.value or Status.NEVER.value)
    if figure.status in HELD or figure.value is None:
        return Reading(held=figure.status.value or Status.UNKNOWN.value)
    if _only_stands_in(figure):
        return Reading(held=Status.LOST.value)
    if rule.is_veiled:
        return _discreet(scene, rule, figure)
    value = float(figure.value)
    return Reading(max(0.0, scene.now_at - value) if rule.ticks else value)


def _discreet(scene: Scene, rule: RuleSpec, figure: Figure) -> Reading:
    """No more than the site's boards show: whoever moves a limit, or counts messages, would find
    what the policy keeps back."""
    policy = Policy(smallest_group=rule.smallest_group)
    told = (
        veiled_count(head_count(scene, rule.teams), policy).figure(rule.metric)
        if rule.counts_people
        else veiled_figure(figure, policy)
    )
    if told.status is Status.WITHHELD or told.value is None:
        return Reading(rule.smallest_group - 1, told=False)
    value = float(told.value)
    is_coarse = told.qualifier is Qualifier.AT_LEAST and value == rule.smallest_group
    if is_coarse and not rule.terms.settled(value, inf):
        return Reading(held=Status.WITHHELD.value)
    return Reading(value, told=not is_coarse)


def _only_stands_in(figure: Figure) -> bool:
    """Who knows the whole day is silent, and who answers for it knows a part: 84 % of that neither
    clears an alert that 72 % of the day raised, nor raises one."""
    return figure.qualifier is Qualifier.ROUGHLY and figure.remark is Remark.OTHER_SOURCE


def _lost_sources(scene: Scene) -> int:
    on = [account for account, source in scene.site.sources.items() if not source.paused]
    rows = source_rows(scene, on).values()
    return sum(row["trust"] == "lost" or bool(row["trouble"]) for row in rows)
