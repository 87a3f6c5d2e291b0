"""What a policy takes from an explanation: the same as from the view that is explained."""

from __future__ import annotations

from typing import Any

from wallboard.domain.board import WidgetSpec
from wallboard.domain.scrub import scrubbed
from wallboard.projections.figure_value import Status
from wallboard.projections.head_count import head_count
from wallboard.projections.scene import Scene
from wallboard.projections.veil import counts_agents, veiled_count

Explained = dict[str, Any]


def veiled_why(found: Explained, scene: Scene, widget: WidgetSpec) -> Explained:
    """`found` explains a figure as it would be without a policy. Of a count of people where there
    is a smallest group the parts are left out: they would give away what the count does not."""
    key = found["metric"]["key"]
    if scene.policy.smallest_group and counts_agents(key):
        found = {
            **{name: found[name] for name in ("metric", "figure", "how") if name in found},
            "figure": _told(found["figure"], key, scene, widget),
            "parts": [],
        }
    told: Explained = scrubbed(found, scene.site, scene.policy)
    return told


def _told(figure: Any, key: str, scene: Scene, widget: WidgetSpec) -> Any:
    """Of a widget of people their state as a whole decides; of queues the number alone."""
    if not widget.options.get("queues") and "teams" in widget.options:
        count = veiled_count(head_count(scene, widget.options["teams"]), scene.policy)
        return count.figure(key).as_json()
    value = figure.get("v")
    if isinstance(value, int | float) and scene.policy.hides_count(value):
        return {
            "v": None,
            "s": Status.WITHHELD.value,
            "p": {"fewer_than": scene.policy.smallest_group},
        }
    return figure


def veiled_person(found: Explained, figure: Any, scene: Scene) -> Explained:
    """`figure`: as her row shows it. What is withheld there has no parts here."""
    withheld = isinstance(figure, dict) and figure.get("s") == Status.WITHHELD.value
    parts = [] if withheld else found["parts"]
    told: Explained = scrubbed({**found, "parts": parts}, scene.site, scene.policy)
    return {**told, "figure": figure}
