"""People by state: distinct people, each in exactly one state (METRICS.md, rules 4 and 7)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from wallboard.domain.observation import Kind
from wallboard.domain.states import STAFFED, AgentState
from wallboard.projections.combining import marked, without_value
from wallboard.projections.figure_value import NEVER, Figure, Remark, Status
from wallboard.projections.people import people_of, person_of
from wallboard.projections.scene import Scene

STAFFED_KEY = "staffed"
BUCKETS: frozenset[str] = frozenset({state.value for state in AgentState} | {STAFFED_KEY})
"""The metrics that count people."""


@dataclass(frozen=True, slots=True)
class HeadCount:
    """`by_state` has every state, in the order in which they are shown."""

    by_state: Mapping[str, Figure]
    staffed: Figure

    def figure(self, bucket: str) -> Figure:
        return self.staffed if bucket == STAFFED_KEY else self.by_state[bucket]


def head_count(scene: Scene, teams: Sequence[str]) -> HeadCount:
    """Of these teams, or of the whole site."""
    states = [person_of(scene, agent).state for agent in people_of(scene.site, teams)]
    return head_count_of(scene, states)


def head_count_of(scene: Scene, states: Sequence[Figure]) -> HeadCount:
    countable = [state for state in states if state.status is not Status.NEVER]
    used = [state for state in countable if state.known]
    if not used:
        nobody = _nobody(scene, countable)
        return HeadCount({state.value: nobody for state in AgentState}, nobody)
    found = [state.value for state in used]
    counts = {state.value: found.count(state.value) for state in AgentState}

    def counted(number: int) -> Figure:
        return marked(Figure(value=number), used, countable, Remark.AGENTS)

    return HeadCount(
        {state: counted(number) for state, number in counts.items()},
        counted(sum(counts[state] for state in STAFFED)),
    )


def _nobody(scene: Scene, countable: Sequence[Figure]) -> Figure:
    return without_value(countable) if countable else nothing_listed(scene, Kind.AGENT, ("state",))


def nothing_listed(scene: Scene, kind: Kind, fields: Iterable[str]) -> Figure:
    """Of no things at all: awaited where a source could name them, else never."""
    for account in scene.site.sources:
        if any(scene.supplies(account, kind, field) for field in fields):
            since = scene.awaited_since(account)
            return Figure(status=Status.UNKNOWN, since=since, by=scene.label(account))
    return NEVER
