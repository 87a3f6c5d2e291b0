"""What lists of some people share: who could be on it, how many are, and how far that is known."""

from __future__ import annotations

from collections.abc import Sequence

from wallboard.domain.board import WidgetSpec
from wallboard.domain.facts import EntityKey
from wallboard.domain.observation import Kind
from wallboard.projections.combining import marked, without_value
from wallboard.projections.figure_value import Figure, Remark, Status
from wallboard.projections.head_count import nothing_listed
from wallboard.projections.people import Person, people_of, person_of
from wallboard.projections.scene import Scene


def persons_of(scene: Scene, widget: WidgetSpec) -> list[Person]:
    """The people of the widget's teams, or of the whole site."""
    return [person_of(scene, agent) for agent in people_of(scene.site, widget.options["teams"])]


def team_of(person: Person, wanted: Sequence[str]) -> str:
    """The team that she is named with: the first of hers that the widget is about."""
    teams = set(wanted) or set(person.agent.teams)
    return min((team for team in person.agent.teams if team in teams), default="")


def how_many(
    scene: Scene, listed: int, verdicts: Sequence[Figure], fields: Sequence[str]
) -> Figure:
    """`listed` people, of those of whom a verdict could be had. One of whom there is nothing to
    say (*na*) is no gap; where nobody can be judged there is no number."""
    countable = [v for v in verdicts if v.status not in {Status.NEVER, Status.NA}]
    used = [verdict for verdict in countable if verdict.known]
    if used:
        return marked(Figure(value=listed), used, countable, Remark.AGENTS)
    if countable:
        return without_value(countable)
    if any(verdict.status is Status.NA for verdict in verdicts):
        return Figure(value=listed)
    return nothing_listed(scene, Kind.AGENT, fields)


def queue_names(scene: Scene) -> dict[EntityKey, str]:
    return {alias: queue.name for queue in scene.site.queues.values() for alias in queue.aliases}
