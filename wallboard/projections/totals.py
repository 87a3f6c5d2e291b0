"""A queue metric over one queue or many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from wallboard.domain.board import QueueSpec
from wallboard.domain.metric import Combine
from wallboard.domain.metrics import QUEUE_METRICS
from wallboard.domain.observation import Kind
from wallboard.domain.states import QueueState
from wallboard.projections.combining import COMBINE, combined, unsummed
from wallboard.projections.figure_value import Figure
from wallboard.projections.head_count import nothing_listed
from wallboard.projections.ratios import DEFAULT_RULE, Rule, ratio_of_queues
from wallboard.projections.resolution import figure_of
from wallboard.projections.scene import Scene


def figure_of_queue(
    scene: Scene,
    key: str,
    queue: QueueSpec,
    rule: Rule = DEFAULT_RULE,
) -> Figure:
    if queue.members:
        return scene.memo.of(
            queue.entities,
            ("virtual", key, rule),
            lambda: _over(scene, key, queue.members, rule, all_count=True),
        )
    metric = QUEUE_METRICS[key]
    if metric.combine is Combine.RATIO:
        return scene.memo.of(
            queue.aliases,
            ("ratio", key, rule),
            lambda: ratio_of_queues(scene, metric, [queue], rule),
        )
    return figure_of(scene, key, queue.aliases)


def figure_of_queues(
    scene: Scene, key: str, queues: Sequence[QueueSpec], rule: Rule = DEFAULT_RULE
) -> Figure:
    """`key` is of QUEUE_METRICS. People of several queues have no total here (`head_count` has).

    A queue counts once, also where it is a member of a virtual one that is counted too.
    """
    if len(queues) == 1:
        return figure_of_queue(scene, key, queues[0], rule)
    real = real_queues(scene, queues)
    if not real:
        metric = QUEUE_METRICS[key]
        fields = [key, *(field for formula in metric.formulas for field in formula.fields)]
        return nothing_listed(scene, Kind.QUEUE, fields)
    return _over(scene, key, real, rule)


def real_queues(scene: Scene, queues: Sequence[QueueSpec]) -> list[QueueSpec]:
    """These, each once, with the members that are on boards in place of virtual ones."""
    found: dict[str, QueueSpec] = {}
    for queue in queues:
        members = [m for m in queue.members if m.id in scene.site.queues]
        found.update((one.id, one) for one in (members if queue.members else [queue]))
    return list(found.values())


def _over(
    scene: Scene, key: str, queues: Sequence[QueueSpec], rule: Rule, all_count: bool = False
) -> Figure:
    """`all_count`: a queue of which nothing can be had is missed, not passed over in silence."""
    metric = QUEUE_METRICS[key]
    if metric.combine is Combine.RATIO:
        return ratio_of_queues(scene, metric, queues, rule, all_count)
    parts = [_part(scene, key, queue) for queue in queues]
    if len(parts) == 1:
        return parts[0]
    if metric.combine in COMBINE:
        return combined(parts, metric.combine, all_count=all_count)
    # A queue that hangs on no source has no contacts either, that could be urgent.
    return unsummed(key, [part for part in parts if scene.source(part.account)])


def _part(scene: Scene, key: str, queue: QueueSpec) -> Figure:
    """With the account that it hangs on, also where that can never supply it."""
    figure = figure_of(scene, key, queue.aliases)
    if figure.account or not queue.aliases:
        return figure
    return replace(figure, account=queue.aliases[0].account)


def calm_of(openness: Figure) -> str | None:
    """A closed queue is calm: nothing about it is urgent. Of several one that has no word for it
    may be open."""
    closed = openness.value == QueueState.CLOSED and openness.parts is None
    return "closed" if closed else None
