"""How many of the next contacts must be in time for the day's service level to be at its target.

Contacts that already wait longer than the threshold will be misses (METRICS.md). How many those
are, sources do not tell: at least one where the oldest waits too long, at most all that wait. What
comes out is a range, of one number where nobody waits too long.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from wallboard.domain.board import QueueSpec
from wallboard.domain.observation import Qualifier
from wallboard.domain.service_level import recovery_contacts
from wallboard.projections.figure_value import Figure
from wallboard.projections.ratios import Reckoning
from wallboard.projections.resolution import figure_of
from wallboard.projections.scene import Scene

TODAY = "day"


class TooLate(NamedTuple):
    """Contacts that wait longer than the threshold; `most` is None where nobody can say."""

    least: int
    most: int | None


def recovery_of(scene: Scene, reckoned: Reckoning, target: float | None) -> dict[str, Any] | None:
    """As docs/protocol.md has it; None without a target, or where counts are not all of today's, or
    not there of every queue: it would be the way back of the others."""
    used = [figure for figure, one in zip(reckoned.figures, reckoned.used, strict=True) if one]
    if target is None or not 0 < target <= 1 or not used or reckoned.metric.key != "service_level":
        return None
    if len(used) < len(reckoned.parts) or reckoned.apart or any(figure.parts for figure in used):
        return None
    parameters = used[0].parameters
    if parameters.get("window") != TODAY:
        return None
    if any(figure.qualifier is not Qualifier.EXACT for figure in used):
        return None  # of a part of the day nobody can say what the day still needs
    queues = [part.queue for part in reckoned.parts]
    late = _too_late(scene, queues, parameters.get("threshold_seconds"))
    numerator, denominator = reckoned.sums()
    goal = str(target)
    least = recovery_contacts(denominator, numerator, goal, late.least)
    most = None if late.most is None else recovery_contacts(denominator, numerator, goal, late.most)
    return {
        "target": target,
        "contacts": least,
        "contacts_at_most": most,
        "waiting_too_long": late.least,
        "waiting_too_long_at_most": late.most,
    }


def _too_late(scene: Scene, queues: Sequence[QueueSpec], threshold: Any) -> TooLate:
    if isinstance(threshold, bool) or not isinstance(threshold, int | float):
        return TooLate(0, None)
    found = [_of_queue(scene, queue, threshold) for queue in queues]
    most = [one.most for one in found if one.most is not None]
    return TooLate(sum(one.least for one in found), sum(most) if len(most) == len(found) else None)


def _of_queue(scene: Scene, queue: QueueSpec, threshold: float) -> TooLate:
    figure = figure_of(scene, "contacts_waiting", queue.aliases)
    waiting = None if figure.parts else _number(figure)  # more may wait under another id
    since = _number(figure_of(scene, "longest_wait_since", queue.aliases))
    if waiting == 0:
        return TooLate(0, 0)
    too_long = since is not None and scene.now_at - since > threshold
    if since is not None and not too_long:
        return TooLate(0, 0)
    return TooLate(int(too_long), None if waiting is None else int(waiting))


def _number(figure: Figure) -> float | None:
    value = figure.value
    return None if isinstance(value, bool | str) else value
