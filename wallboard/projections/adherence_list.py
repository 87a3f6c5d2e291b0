"""Who is off schedule now, since when, and what the schedule wants: who is out longest first."""

from __future__ import annotations

from typing import Any

from wallboard.domain.board import WidgetSpec
from wallboard.projections.figure_value import Figure
from wallboard.projections.listed_people import how_many, persons_of, team_of
from wallboard.projections.people import (
    Adherence,
    Person,
    Schedule,
    adherence_of,
    beside_state,
    schedule_of,
)
from wallboard.projections.scene import Scene
from wallboard.projections.view import View, earliest


def view_of_adherence_list(scene: Scene, widget: WidgetSpec) -> View:
    """Ids of rows are those of agents. `count`: how many are off schedule."""
    teams = widget.options["teams"]
    rows: dict[str, dict[str, Any]] = {}
    verdicts: list[Figure] = []
    changes: list[float | None] = []
    for person in persons_of(scene, widget):
        schedule = schedule_of(scene, person)
        adherence = adherence_of(scene, person, schedule)
        verdicts.append(adherence.fits)
        changes.append(schedule.changes_at)
        if adherence.fits.value is False:
            rows[person.agent.id] = _row(scene, person, schedule, adherence, teams)
    count = how_many(scene, len(rows), verdicts, ("schedule",))
    order = sorted(rows, key=lambda id_: _place(id_, rows[id_]))
    content = {"rows": rows, "order": order, "count": count.as_json()}
    return View(content, earliest(changes, scene.now_at))


def _row(
    scene: Scene, person: Person, schedule: Schedule, adherence: Adherence, teams: list[str]
) -> dict[str, Any]:
    figures = {
        "state": person.state,
        "reason": beside_state(scene, person, "reason"),
        "activity": schedule.activity,
        "until": schedule.until,
        "next": schedule.next,
        "next_at": schedule.next_at,
        "out_since": adherence.out_since,
    }
    row: dict[str, Any] = {"name": person.agent.name, "team": team_of(person, teams)}
    row.update((key, figure.as_json()) for key, figure in figures.items())
    return row


def _place(id_: str, row: dict[str, Any]) -> tuple[float, str, str]:
    since = row["out_since"]["v"]
    at = since if isinstance(since, int | float) else float("inf")
    return at, row["name"].casefold(), id_
