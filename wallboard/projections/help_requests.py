"""Who has asked a supervisor for help and waits for it: who has waited longest first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from wallboard.domain.board import WidgetSpec
from wallboard.domain.facts import EntityKey
from wallboard.domain.observation import Kind
from wallboard.projections.figure_value import Figure, Remark, Status
from wallboard.projections.listed_people import how_many, persons_of, queue_names, team_of
from wallboard.projections.people import Person, beside_state
from wallboard.projections.resolution import figure_of
from wallboard.projections.scene import Scene
from wallboard.projections.view import View

FIELD = "help_requested_since"


def view_of_help_requests(scene: Scene, widget: WidgetSpec) -> View:
    """Ids of rows are those of agents. `count`: how many ask, of those whose source would tell."""
    names = queue_names(scene)
    rows: dict[str, dict[str, Any]] = {}
    verdicts: list[Figure] = []
    for person in persons_of(scene, widget):
        asked = help_of(scene, person)
        verdicts.append(asked)
        if asked.known and asked.value is not False:
            rows[person.agent.id] = {
                "name": person.agent.name,
                "team": team_of(person, widget.options["teams"]),
                "help_since": asked.as_json(),
                "state": person.state.as_json(),
                "queue": queue_of(scene, person, names).as_json(),
            }
    count = how_many(scene, len(rows), verdicts, (FIELD,))
    order = sorted(rows, key=lambda id_: (rows[id_]["help_since"]["v"], id_))
    return View({"rows": rows, "order": order, "count": count.as_json()})


def help_of(scene: Scene, person: Person) -> Figure:
    """Since when she asks; a source that is heard from and says nothing says that she does not."""
    figure = figure_of(scene, FIELD, person.agent.aliases)
    if figure.status is not Status.UNKNOWN or figure.remark is not Remark.NOT_SENT:
        return figure
    return replace(figure, value=False, status=Status.FRESH, since=None, remark=Remark.NONE)


def queue_of(scene: Scene, person: Person, names: Mapping[EntityKey, str]) -> Figure:
    """The queue of her contact by our name for it, else by the vendor's."""
    queue = beside_state(scene, person, "queue")
    if queue.known and person.said is not None:
        alias = EntityKey(queue.account, Kind.QUEUE, str(queue.value))
        if alias in names:
            return replace(queue, value=names[alias])
    reported = beside_state(scene, person, "queue_name")
    return reported if reported.known or not queue.known else queue
