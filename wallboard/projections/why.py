"""Why is this number what it is: an explanation of one figure that a board shows.

Only what the board shows is explained, and of people only what it shows of them: counts say how
many and by whom, never who. Words are keys, as in the live protocol.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from wallboard.domain.board import AgentSpec, WidgetSpec
from wallboard.domain.metrics import AGENT_METRICS, METRICS
from wallboard.domain.observation import Kind
from wallboard.domain.policy import OPEN
from wallboard.domain.states import STAFFED
from wallboard.projections.figure import counts_people, queues_of, shown_figure
from wallboard.projections.figure_value import Figure
from wallboard.projections.head_count import BUCKETS, head_count
from wallboard.projections.people import people_of, person_of
from wallboard.projections.ratios import Rule
from wallboard.projections.registry import Bound, bind
from wallboard.projections.scene import Scene
from wallboard.projections.totals import figure_of_queue
from wallboard.projections.veil import agent_shown_as
from wallboard.projections.veil_why import veiled_person, veiled_why
from wallboard.projections.why_queues import why_of_queues
from wallboard.projections.why_sources import source_json, source_key, sources_of, why_missing

# A member of an agent's row → the fields of facts that it is made of.
MADE_OF: Mapping[str, tuple[str, ...]] = {
    "state": ("state",),
    "state_since": ("state",),
    "reason": ("state",),
    "queue": ("state",),
    "activity": ("schedule",),
    "until": ("schedule",),
    "next": ("schedule",),
    "next_at": ("schedule",),
    "in_adherence": ("state", "schedule"),
    "out_since": ("state", "schedule"),
    "adherence": ("adherence",),
    "conformance": ("conformance",),
    "help_since": ("help_requested_since",),
}
METRIC_OF: Mapping[str, str] = {
    "activity": "scheduled_activity",
    "until": "scheduled_until",
    "next": "next_activity",
    "next_at": "next_activity_at",
    "out_since": "out_of_adherence_since",
    "help_since": "help_requested_since",
}
Explain = Callable[[Scene, WidgetSpec, str, str], dict[str, Any] | None]
TOLD = frozenset({"state", "adherence", "conformance"})  # what other sources say of it is told too


def why(scene: Scene, widget: WidgetSpec, metric: str = "", row: str = "") -> dict[str, Any] | None:
    """None for what the widget does not show. `row` is the id of a queue or person in it, as the
    scene's policy has it; what the policy keeps back is not explained either."""
    bound = bind(widget)
    explain = _EXPLAIN.get(widget.type)
    if explain is None:
        return None
    if scene.policy.is_open:
        return explain(scene, bound.widget, metric, row)
    return _under_policy(scene, bound, explain, metric, row)


def is_of_person(widget: WidgetSpec, row: str) -> bool:
    """What is asked for is one person's row: such an answer is a look at her."""
    return bool(row) and bind(widget).type.lists_people


def _under_policy(
    scene: Scene, bound: Bound, explain: Explain, metric: str, row: str
) -> dict[str, Any] | None:
    """A person is asked for by the id that her row has under the policy."""
    view = bound.view(scene).content
    whole = replace(scene, policy=OPEN)
    agent = agent_shown_as(row, scene, bound.widget) if row and bound.type.lists_people else None
    if agent is None:
        found = (
            None if row and bound.type.lists_people else explain(whole, bound.widget, metric, row)
        )
        return None if found is None else veiled_why(found, scene, bound.widget)
    shown = view["rows"].get(row, {})
    found = explain(whole, bound.widget, metric, agent.id)
    if found is None or metric not in shown:
        return None
    return veiled_person(found, shown[metric], scene)


def _figure(scene: Scene, widget: WidgetSpec, metric: str, row: str) -> dict[str, Any] | None:
    options = widget.options
    if row or metric not in {"", options["metric"]}:
        return None
    key = options["metric"]
    shown = shown_figure(scene, widget)
    if counts_people(widget):
        return _explained(key, shown, _of_people(scene, options["teams"], key))
    queues = queues_of(scene.site, options["queues"])
    rule = Rule(options["letter"], options["threshold_seconds"])
    return _explained(key, shown, why_of_queues(scene, key, queues, rule, options["target"]))


def _cell(scene: Scene, widget: WidgetSpec, metric: str, row: str) -> dict[str, Any] | None:
    options = widget.options
    queue = {one.id: one for one in queues_of(scene.site, options["queues"])}.get(row)
    if queue is None or metric not in {"open", *options["columns"]}:
        return None
    rule = Rule(options["letter"], options["threshold_seconds"])
    shown = figure_of_queue(scene, metric, queue, rule)
    goal = options["thresholds"].get(metric, {}).get("warn")
    return _explained(metric, shown, why_of_queues(scene, metric, [queue], rule, goal))


def _bucket(scene: Scene, widget: WidgetSpec, metric: str, row: str) -> dict[str, Any] | None:
    key = "staffed" if metric == "total" else metric
    if row or key not in BUCKETS:
        return None
    teams = widget.options["teams"]
    return _explained(key, head_count(scene, teams).figure(key), _of_people(scene, teams, key))


def _person(scene: Scene, widget: WidgetSpec, metric: str, row: str) -> dict[str, Any] | None:
    if not row:
        return _bucket(scene, widget, metric, row)
    view = bind(widget).view(scene).content["rows"].get(row)
    agent = scene.site.agents.get(row)
    if view is None or agent is None or metric not in MADE_OF or metric not in view:
        return None
    inputs = [_input(scene, agent, field) for field in MADE_OF[metric]]
    key = METRIC_OF.get(metric, metric)
    return {"metric": _metric(key, Kind.AGENT), "figure": view[metric], "parts": inputs}


def _listed(scene: Scene, widget: WidgetSpec, metric: str, row: str) -> dict[str, Any] | None:
    """Of a list of some people only they are explained: it shows no buckets."""
    return _person(scene, widget, metric, row) if row else None


def _input(scene: Scene, agent: AgentSpec, field: str) -> dict[str, Any]:
    """Who says it; a schedule itself is more than the board shows of it."""
    rows = sources_of(scene, Kind.AGENT, field, agent.aliases)
    if field not in TOLD:
        rows = [{key: row[key] for key in ("source", "left_out")} for row in rows]
    return {"field": field, "sources": rows}


def _of_people(scene: Scene, teams: Sequence[str], key: str) -> dict[str, Any]:
    """How many are counted by whose word, and how many are not counted at all, and why."""
    states = [person_of(scene, agent).state for agent in people_of(scene.site, teams)]
    known = [state for state in states if state.known]
    counted = Counter(state.account for state in known)
    inside = Counter(state.account for state in known if _is_in(key, state))
    parts = [
        {
            "source": source_json(scene, account, source_key(scene, account, Kind.AGENT)),
            "people": counted[account],
            "in": inside[account],
        }
        for account in sorted(counted)
        if account in scene.site.sources
    ]
    missing = Counter(why_missing(state) for state in states if not state.known)
    return {"how": "distinct", "parts": parts, "left_out": dict(missing)}


def _is_in(key: str, state: Figure) -> bool:
    return state.value in STAFFED if key == "staffed" else state.value == key


def _explained(key: str, figure: Figure, more: Mapping[str, Any]) -> dict[str, Any]:
    return {"metric": _metric(key, Kind.QUEUE), "figure": figure.as_json(), **more}


def _metric(key: str, kind: Kind) -> dict[str, str]:
    metric = AGENT_METRICS[key] if kind is Kind.AGENT else METRICS[key]
    return {
        "key": key,
        "label": metric.label,
        "unit": metric.unit.value,
        "direction": metric.direction.value,
        "meaning": metric.meaning,
    }


_EXPLAIN = {
    "figure": _figure,
    "chart": _figure,
    "queue_table": _cell,
    "agent_grid": _person,
    "adherence_list": _listed,
    "help_requests": _listed,
    "state_bar": _bucket,
}
