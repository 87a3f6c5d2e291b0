"""Agents, as far as the policy of their site tells of them to a program."""

from __future__ import annotations

from typing import Any

from wallboard.api.answers.figures import as_told
from wallboard.api.asked import Asked
from wallboard.api.scenes import scene_now, stamp_of
from wallboard.projections.head_count import head_count


def agents(asked: Asked) -> dict[str, Any]:
    """Counted by state; nobody is named."""
    scene = scene_now(asked.site())
    count = head_count(scene, ())
    counts = {state: as_told(figure, scene) for state, figure in count.by_state.items()}
    staffed = as_told(count.staffed, scene)
    return {**stamp_of(scene), "site": scene.site.id, "counts": counts, "staffed": staffed}
