"""People one by one: state, what is scheduled now and next, and whether the two fit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wallboard.domain.board import WidgetSpec
from wallboard.domain.facts import EntityKey
from wallboard.domain.states import AgentState
from wallboard.projections.figure_value import NOT_APPLICABLE, Figure
from wallboard.projections.help_requests import help_of, queue_of
from wallboard.projections.listed_people import persons_of, queue_names, team_of
from wallboard.projections.people import (
    STATE_ORDER,
    Person,
    adherence_of,
    beside_state,
    schedule_of,
)
from wallboard.projections.resolution import figure_of
from wallboard.projections.scene import Scene
from wallboard.projections.view import View, earliest

QueueNames = Mapping[EntityKey, str]


def view_of_agent_grid(scene: Scene, widget: WidgetSpec) -> View:
    """The largest problems first: who asks for help, who is off schedule; then by state, who has
    been in it longest first. Ids of rows are those of agents."""
    options = widget.options
    names = queue_names(scene)
    people = persons_of(scene, widget)
    counts = _counts(people)
    if not options["show_logged_out"]:
        people = [person for person in people if person.state.value != AgentState.LOGGED_OUT]
    rows: dict[str, dict[str, Any]] = {}
    changes: list[float | None] = []
    for person in people:
        row, changes_at = _row(scene, person, names, options)
        rows[person.agent.id] = row
        changes.append(changes_at)
    order = sorted(rows, key=lambda id_: _place(id_, rows[id_]))
    content = {"rows": rows, "order": order, "counts": counts}
    return View(content, earliest(changes, scene.now_at))


def _counts(people: list[Person]) -> dict[str, int]:
    """By state, of those whose state is known."""
    found = [person.state.value for person in people]
    return {state.value: found.count(state.value) for state in AgentState}


def _row(
    scene: Scene, person: Person, names: QueueNames, options: Mapping[str, Any]
) -> tuple[dict[str, Any], float | None]:
    schedule = schedule_of(scene, person)
    adherence = adherence_of(scene, person, schedule)
    figures = {
        "state": person.state,
        "state_since": beside_state(scene, person, "state_since"),
        "reason": beside_state(scene, person, "reason"),
        "queue": queue_of(scene, person, names),
        "activity": schedule.activity,
        "until": schedule.until,
        "next": schedule.next,
        "next_at": schedule.next_at,
        "in_adherence": adherence.fits,
        "out_since": adherence.out_since,
        "help_since": _asking(scene, person),
        "adherence": figure_of(scene, "adherence", person.agent.aliases),
        "conformance": figure_of(scene, "conformance", person.agent.aliases),
    }
    row: dict[str, Any] = {"name": person.agent.name, "team": _team(person, options)}
    row.update((key, figure.as_json()) for key, figure in figures.items())
    return row, schedule.changes_at


def _team(person: Person, options: Mapping[str, Any]) -> str:
    return team_of(person, options["teams"]) if options["group_by"] == "team" else ""


def _asking(scene: Scene, person: Person) -> Figure:
    """Not applicable while she does not ask for help."""
    asked = help_of(scene, person)
    return NOT_APPLICABLE if asked.value is False else asked


def grouped(row: Mapping[str, Any]) -> tuple[bool, str, bool, bool, int]:
    """What goes before any ranking: team, who asks for help, who is off schedule, state."""
    state = row["state"]["v"]
    return (
        not row["team"],
        row["team"],
        row["help_since"]["v"] is None,
        row["in_adherence"]["v"] is not False,
        STATE_ORDER.get(state, len(STATE_ORDER)),
    )


def _place(id_: str, row: Mapping[str, Any]) -> tuple[Any, ...]:
    since = row["state_since"]["v"]
    return (
        *grouped(row),
        since if isinstance(since, int | float) else float("inf"),
        row["name"].casefold(),
        id_,
    )
