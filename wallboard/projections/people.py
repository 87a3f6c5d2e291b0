"""One person as her sources see her: which one says her state, and what goes with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from wallboard.domain.adherence import in_adherence
from wallboard.domain.board import AgentSpec, SiteSpec
from wallboard.domain.facts import EntityKey, Fact
from wallboard.domain.freshness import Trust
from wallboard.domain.schedule import Now, activities_at
from wallboard.domain.states import AgentState
from wallboard.projections.figure_value import NOT_APPLICABLE, Figure, Remark, Status
from wallboard.projections.resolution import (
    FactsByField,
    facts_by_field,
    figure_of,
    figure_of_fact,
)
from wallboard.projections.scene import Scene

WITHOUT_WHILE_NONE = frozenset({"reason", "queue", "queue_name"})
"""What many a state does not have: absent means "there is none", not "we were not told"."""

STATE_ORDER: Mapping[str, int] = {state.value: place for place, state in enumerate(AgentState)}


@dataclass(frozen=True, slots=True)
class Person:
    """`said` is the fact that won; what goes with a state is taken from who said the state."""

    agent: AgentSpec
    facts: FactsByField
    state: Figure
    said: Fact | None


def people_of(site: SiteSpec, teams: Sequence[str]) -> list[AgentSpec]:
    """The people of these teams, or all; somebody in two of them comes once."""
    wanted = set(teams)
    return [
        agent for agent in site.agents.values() if not wanted or not wanted.isdisjoint(agent.teams)
    ]


def person_of(scene: Scene, agent: AgentSpec) -> Person:
    return scene.memo.of(agent.aliases, ("person", agent.id), lambda: _person_of(scene, agent))


def _person_of(scene: Scene, agent: AgentSpec) -> Person:
    facts = facts_by_field(scene, agent.aliases)
    states = facts.get("state", ())
    figure = figure_of(scene, "state", agent.aliases)
    if not states:
        return Person(agent, facts, figure, None)
    said = _said(scene, states)
    if said is not states[0]:
        figure = replace(figure_of_fact(scene, said), remark=figure.remark)
    if figure.known and figure.value not in STATE_ORDER:
        figure = replace(figure, value=AgentState.UNKNOWN.value)
    return Person(agent, facts, figure, said)


def _said(scene: Scene, states: Sequence[Fact]) -> Fact:
    """The winner; where one account knows her twice, the login that is in use."""
    first = states[0]
    same = [
        fact
        for fact in states
        if fact.key.account == first.key.account
        and scene.trust[fact.source] is scene.trust[first.source]
    ]
    in_use = [fact for fact in same if fact.value.raw != AgentState.LOGGED_OUT]
    return (in_use or same)[0]


def beside_state(scene: Scene, person: Person, field: str) -> Figure:
    """`state_since`, `reason`, `queue`: of who said the state, else of one who says the same."""
    if person.said is None or not person.state.known:
        return replace(person.state, value=None, remark=Remark.NONE)
    entities = [person.said.entity, *_agreeing(scene, person, person.said)]
    for entity in entities:
        found = [fact for fact in person.facts.get(field, ()) if fact.entity == entity]
        if found and scene.trust[found[0].source] is not Trust.LOST:
            return figure_of_fact(scene, found[0])
    if field in WITHOUT_WHILE_NONE:
        return NOT_APPLICABLE
    return figure_of(scene, field, entities, {})


def _agreeing(scene: Scene, person: Person, said: Fact) -> Iterable[EntityKey]:
    return [
        fact.entity
        for fact in person.facts["state"]
        if fact.entity != said.entity
        and fact.value.raw == said.value.raw
        and scene.trust[fact.source] is not Trust.LOST
    ]


@dataclass(frozen=True, slots=True)
class Schedule:
    """What is scheduled now and next, each as a figure, and when that changes by itself."""

    activity: Figure
    since: Figure
    until: Figure
    next: Figure
    next_at: Figure
    word: str | None
    changes_at: float | None


def schedule_of(scene: Scene, person: Person) -> Schedule:
    source = figure_of(scene, "schedule", person.agent.aliases)
    if not source.known:
        return Schedule(source, source, source, source, source, None, None)
    try:
        now = activities_at(str(source.value), scene.now_at)
    except ValueError:
        unread = Figure(status=Status.UNKNOWN, by=source.by, remark=Remark.NOT_SENT)
        return Schedule(unread, unread, unread, unread, unread, None, None)
    return Schedule(
        activity=_activity(source, now.activity, now.label),
        since=_instant(source, now.since),
        until=_instant(source, now.until),
        next=_activity(source, now.next_activity, now.next_label),
        next_at=_instant(source, now.next_at),
        word=now.activity,
        changes_at=_changes_at(now),
    )


def _activity(source: Figure, word: str | None, label: str | None) -> Figure:
    if word is None:
        return NOT_APPLICABLE
    return replace(source, value=label or word, parameters={"type": word})


def _instant(source: Figure, at: float | None) -> Figure:
    return NOT_APPLICABLE if at is None else replace(source, value=at)


def _changes_at(now: Now) -> float | None:
    return now.until if now.until is not None else now.next_at


@dataclass(frozen=True, slots=True)
class Adherence:
    fits: Figure
    out_since: Figure


def adherence_of(scene: Scene, person: Person, schedule: Schedule) -> Adherence:
    """Does the live state fit what is scheduled now, and if not, since when.

    Out begins with the state or with the activity, whichever came later; earlier where a source
    that looked back further says so. Either source being late makes the verdict late; being lost
    takes it away.
    """
    state, activity = person.state, schedule.activity
    for input_ in (state, activity):
        if not input_.known:
            verdict = replace(input_, value=None, remark=Remark.NONE)
            return Adherence(verdict, verdict)
    fits = in_adherence(AgentState(str(state.value)), str(schedule.word))
    if fits is None:
        return Adherence(NOT_APPLICABLE, NOT_APPLICABLE)
    oldest = state if state.status is Status.LATE else activity
    verdict = Figure(value=fits, status=oldest.status, since=oldest.since, by=oldest.by)
    if fits:
        return Adherence(verdict, NOT_APPLICABLE)
    return Adherence(verdict, _out_since(scene, person, schedule, verdict))


def _out_since(scene: Scene, person: Person, schedule: Schedule, verdict: Figure) -> Figure:
    state_since = beside_state(scene, person, "state_since")
    began, started = state_since.value, schedule.since.value
    if not isinstance(began, int | float) or not isinstance(started, int | float):
        return state_since
    walked = figure_of(scene, "out_of_adherence_since", person.agent.aliases)
    further = walked.value if walked.status is Status.FRESH else None
    if isinstance(further, int | float) and further <= max(began, started):
        # Its source looked back over several states and activities that did not fit.
        return replace(verdict, value=further, qualifier=walked.qualifier)
    # A state that began before we looked is out since at least then, but not before the activity.
    qualifier = state_since.qualifier if began > started else verdict.qualifier
    return replace(verdict, value=max(began, started), qualifier=qualifier)
