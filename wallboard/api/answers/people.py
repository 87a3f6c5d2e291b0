"""Agents, as far as the policy of their site tells of them to a program."""

from __future__ import annotations

from typing import Any

from wallboard.api.answers.figures import as_told, people_counted
from wallboard.api.asked import Asked, page_of
from wallboard.api.scenes import scene_now, stamp_of
from wallboard.boards.viewings import told_to_program
from wallboard.domain.board import WidgetSpec
from wallboard.projections.layout import policy_told
from wallboard.projections.registry import bind

# Everybody, as the grid of a board shows them: what it may not show, nobody is told here either.
EVERYBODY = WidgetSpec("api", "agent_grid", "", 0, 0, 12, 6, {"show_logged_out": True})


def agents(asked: Asked) -> dict[str, Any]:
    """Counted by state, and one by one where the policy lists people."""
    site = asked.site()
    scene = scene_now(site)
    count = people_counted(scene)
    rows = bind(EVERYBODY).view(scene).content["rows"]
    people = {id_: {"id": id_, **row} for id_, row in rows.items()}
    if people:
        told_to_program(asked.token, site, "API: agents", scene.policy)
    return {
        **stamp_of(scene),
        "site": scene.site.id,
        "policy": policy_told(scene.policy),
        "counts": {state: as_told(figure, scene) for state, figure in count.by_state.items()},
        "staffed": as_told(count.staffed, scene),
        **page_of(people, asked.query),
    }
