"""Live figures in the text format of Prometheus, for those who have Grafana already."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from wallboard.api.answers.figures import figures_of_queue, figures_of_site, name_of_queue
from wallboard.api.asked import Asked
from wallboard.api.scenes import scene_now
from wallboard.domain.metric import Unit
from wallboard.domain.metrics import METRICS
from wallboard.domain.observation import Qualifier
from wallboard.domain.states import QueueState
from wallboard.projections.figure_value import Figure, Status
from wallboard.projections.scene import Scene
from wallboard.projections.veil import counts_agents

LABELS = ("site", "site_name", "queue", "queue_name", "metric")
TRUST: Mapping[Status, int] = {
    Status.FRESH: 2,
    Status.LATE: 1,
    Status.LOST: 0,
    Status.UNKNOWN: -1,
}
BOUNDS = frozenset({Qualifier.AT_LEAST, Qualifier.ROUGHLY})
Sample = tuple[list[str], Figure, float]


class _Figures(Collector):
    """A lost figure has no value: a graph shows a gap there, and the trust says why."""

    def __init__(self, scenes: Iterable[Scene]) -> None:
        self._scenes = tuple(scenes)

    def collect(self) -> Iterable[Metric]:
        value = GaugeMetricFamily(
            "wallboard_figure",
            "A figure of a site or queue now; an instant is told as its age in seconds. "
            "Absent while it is lost or unknown.",
            labels=LABELS,
        )
        trust = GaugeMetricFamily(
            "wallboard_figure_trust",
            "2: fresh, 1: late, 0: its source is silent, -1: not sent yet.",
            labels=LABELS,
        )
        exact = GaugeMetricFamily(
            "wallboard_figure_exact",
            "1: the value is what it is; 0: it is that or more, or an estimate.",
            labels=LABELS,
        )
        for labels, figure, now_at in self._samples():
            if figure.status in TRUST:
                trust.add_metric(labels, TRUST[figure.status])
                number = number_of(labels[-1], figure, now_at)
                if number is not None:
                    value.add_metric(labels, number)
                    exact.add_metric(labels, float(figure.qualifier not in BOUNDS))
        return [value, trust, exact]

    def _samples(self) -> Iterator[Sample]:
        for scene in self._scenes:
            site = [scene.site.id, scene.site.name]
            for metric, figure in figures_of_site(scene):
                if not _is_made_coarse(scene, metric, figure):
                    yield [*site, "", "", metric], figure, scene.now_at
            for queue in scene.site.queues.values():
                name = name_of_queue(scene, queue)
                for metric, figure in figures_of_queue(scene, queue):
                    yield [*site, queue.id, name, metric], figure, scene.now_at


def _is_made_coarse(scene: Scene, metric: str, figure: Figure) -> bool:
    """A count of people that the policy tells as "N or more": a graph would draw N."""
    hides = scene.policy.smallest_group > 0 and counts_agents(metric)
    return hides and figure.qualifier is Qualifier.AT_LEAST


def number_of(metric: str, figure: Figure, now_at: float) -> float | None:
    """None for what is no number: words, and what has no value now."""
    value = figure.value
    if metric == "open" and isinstance(value, str):
        return float(value == QueueState.OPEN)
    if not isinstance(value, int | float):
        return None
    return now_at - value if METRICS[metric].unit is Unit.INSTANT else float(value)


def exposition(asked: Asked) -> str:
    """Of all sites of the token."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Figures(scene_now(site) for site in asked.token.sites.all()))
    return generate_latest(registry).decode()
