"""What a policy takes from a view, before anything is encoded.

A row of the registry names the veil of its widget. What lists people is re-ordered by what is
shown of them, because the order of real names tells names; ids of rows are of that widget and that
policy alone. docs/decisions/0009 says what is protected against, and what is not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from wallboard.domain.board import AgentSpec, WidgetSpec
from wallboard.domain.observation import NO_PARAMETERS, Qualifier
from wallboard.domain.policy import Policy, row_id_of
from wallboard.domain.scrub import called
from wallboard.domain.states import STAFFED
from wallboard.projections.curves import Curve, Points
from wallboard.projections.figure_value import Figure, Remark, Status
from wallboard.projections.head_count import BUCKETS, HeadCount
from wallboard.projections.scene import Scene
from wallboard.projections.view import View

Veil = Callable[[View, Scene, WidgetSpec], View]
Row = Mapping[str, Any]
WITHHELD = Figure(status=Status.WITHHELD)


def without_people(view: View, scene: Scene, widget: WidgetSpec) -> View:
    """Of a widget that neither lists nor counts people: free text is scrubbed all the same."""
    return view


# -- counts ---------------------------------------------------------------------------------------


def fewer_than(policy: Policy) -> Figure:
    return Figure(status=Status.WITHHELD, parameters={"fewer_than": policy.smallest_group})


def veiled_figure(figure: Figure, policy: Policy) -> Figure:
    """A count of people that stands alone, for example those available for one queue."""
    value = figure.value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return figure
    return fewer_than(policy) if policy.hides_count(value) else figure


def veiled_count(count: HeadCount, policy: Policy) -> HeadCount:
    """Every small state is withheld, and what would give it away by subtraction is made coarse.

    Who knows the total and all states but the small ones knows how many the small ones are
    together. Where that is less than the smallest group, the smallest state that is told and the
    total are only told as "so many or more"; of a group that is too small nothing is told.
    """
    if not policy.smallest_group:
        return count
    numbers = {
        state: figure.value
        for state, figure in count.by_state.items()
        if isinstance(figure.value, int) and not isinstance(figure.value, bool)
    }
    if not numbers:
        return count
    small = {state for state, number in numbers.items() if policy.hides_count(number)}
    if policy.hides_count(sum(numbers.values())):
        small = set(numbers)
    coarse = _coarse(numbers, small, policy)
    by_state = {
        state: _told(figure, state in small, state in coarse, policy)
        for state, figure in count.by_state.items()
    }
    total = sum(number for state, number in numbers.items() if state in STAFFED)
    staffed = _told(count.staffed, policy.hides_count(total), bool(coarse), policy)
    return HeadCount(by_state, staffed)


def _coarse(numbers: Mapping[str, int], small: set[str], policy: Policy) -> set[str]:
    hidden = sum(numbers[state] for state in small if state in STAFFED)
    told = [state for state in numbers if state in STAFFED and state not in small]
    if not told or not policy.hides_count(hidden):
        return set()
    return {min(told, key=lambda state: (numbers[state], state))}


def _told(figure: Figure, small: bool, coarse: bool, policy: Policy) -> Figure:
    if figure.value is None:
        return figure
    if small:
        return fewer_than(policy)
    figure = replace(figure, parts=None, remark=Remark.NONE, parameters=NO_PARAMETERS)
    if not coarse:
        return figure
    return replace(figure, value=policy.smallest_group, qualifier=Qualifier.AT_LEAST)


def counts_agents(metric: str) -> bool:
    return metric in BUCKETS


def veiled_curves(scene: Scene) -> Mapping[Curve, Points]:
    """What a count of people was minute by minute would tell what it is now."""
    if not scene.policy.smallest_group:
        return scene.curves
    return {
        curve: points for curve, points in scene.curves.items() if not counts_agents(curve.metric)
    }


# -- people one by one ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PeopleRows:
    """A veil of a widget whose `rows` are people by the ids of agents.

    `since`: the instant that ranks them. `instants`: members that are rounded. `comparing`: figures
    by which people could be compared. `group`: what goes before any ranking, of a row.
    """

    since: str
    instants: tuple[str, ...]
    comparing: tuple[str, ...] = ()
    group: Callable[[Row], tuple[Any, ...]] = lambda row: ()
    name: str = "name"

    def __call__(self, view: View, scene: Scene, widget: WidgetSpec) -> View:
        policy = scene.policy
        known: Mapping[str, Row] = view.content["rows"]
        rows: dict[str, dict[str, Any]] = {}
        if policy.lists_people and not policy.hides_count(len(known)):
            for id_, row in known.items():
                agent = scene.site.agents.get(id_)
                if agent is not None:
                    rows[shown_id(agent, widget, policy)] = self._row(row, agent, policy)
        order = sorted(rows, key=lambda id_: self._place(id_, rows[id_], policy))
        return replace(view, content={**view.content, "rows": rows, "order": order})

    def _row(self, row: Row, agent: AgentSpec, policy: Policy) -> dict[str, Any]:
        veiled = {**row, self.name: called(agent, policy)}
        for key in self.instants:
            veiled[key] = _rounded(veiled.get(key), policy)
        if not policy.ranking:
            veiled.update((key, WITHHELD.as_json()) for key in self.comparing if key in veiled)
        return veiled

    def _place(self, id_: str, row: Row, policy: Policy) -> tuple[Any, ...]:
        figure = row.get(self.since)
        value = figure.get("v") if isinstance(figure, dict) else figure
        told = policy.ranking and isinstance(value, int | float)
        since = value if told and value is not None else float("inf")
        return (*self.group(row), since, str(row[self.name]).casefold(), id_)


def _rounded(member: Any, policy: Policy) -> Any:
    """An instant, plain or as a figure; anything else as it is."""
    if isinstance(member, dict):
        if not policy.round_seconds or member.get("v") is None:
            return member
        parameters = {**member.get("p", {}), "step_seconds": policy.round_seconds}
        return {**member, "v": _rounded(member["v"], policy), "p": parameters}
    if isinstance(member, bool) or not isinstance(member, int | float):
        return member
    return policy.rounded(float(member))


def shown_id(agent: AgentSpec, widget: WidgetSpec, policy: Policy) -> str:
    """The id of a person's row in this widget."""
    return agent.id if policy.names else row_id_of(agent.secret, widget.id, policy.people)


def agent_shown_as(row: str, scene: Scene, widget: WidgetSpec) -> AgentSpec | None:
    """Whose row of the widget has this id under the scene's policy."""
    found = (
        agent
        for agent in scene.site.agents.values()
        if shown_id(agent, widget, scene.policy) == row
    )
    return next(found, None)
