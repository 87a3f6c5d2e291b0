"""Once a minute: a row for every figure that a board shows, and the boards themselves."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from wallboard.boards.models import Board, Site
from wallboard.boards.specs import board_spec, site_spec
from wallboard.domain.board import BoardSpec, SiteSpec
from wallboard.domain.metric import Unit
from wallboard.domain.metrics import METRICS
from wallboard.history import stretches
from wallboard.history.models import FigureMinute
from wallboard.history.recording import record
from wallboard.projections.figure_value import Figure, Status
from wallboard.projections.figures_of_board import figures_of
from wallboard.projections.scene import Scene, scene_of
from wallboard.state.alerts import AlertRecords
from wallboard.state.redis import sync_client
from wallboard.state.store import FactStore

INSTANTS = frozenset(key for key, metric in METRICS.items() if metric.unit is Unit.INSTANT)
FRESH = "fresh"
LONGEST_SCOPE = 200
NOT_WHOLE = Figure(status=Status.UNKNOWN)


def sample(now_at: float | None = None) -> int:
    """Write the minute of `now_at` (epoch seconds) for all sites; returns the rows offered.

    A minute that is already there stays as it is: a task that runs twice changes nothing.
    """
    now_at = time.time() if now_at is None else now_at
    return sum(_sample_site(site_spec(pk), now_at) for pk in _sites_with_boards())


def _sites_with_boards() -> list[int]:
    sites = Site.objects.filter(boards__archived=False).distinct()
    return list(sites.values_list("pk", flat=True))


def _sample_site(site: SiteSpec, now_at: float) -> int:
    client = sync_client()
    store = FactStore(client)
    facts, confirmed, since = store.load(site.id), store.confirmed(site.id), store.epoch_at(site.id)
    alerts = AlertRecords(client).published(site.id).rows
    scene = scene_of(site, facts, confirmed, now_at, waiting_since=since)
    boards = _boards_of(site)
    rows = rows_of(scene, (found for board in boards for found in figures_of(board, scene)))
    FigureMinute.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)
    record(scene, boards, alerts)
    stretches.keep(scene)
    return len(rows)


def _boards_of(site: SiteSpec) -> list[BoardSpec]:
    """Those that are not put away."""
    boards = Board.objects.filter(site_id=site.id, archived=False)
    return [board_spec(pk) for pk in boards.values_list("pk", flat=True)]


def rows_of(scene: Scene, figures: Iterable[tuple[str, str, Figure]]) -> list[FigureMinute]:
    """Each (scope, metric) once, however many boards show it."""
    minute = datetime.fromtimestamp(scene.now_at, UTC).replace(second=0, microsecond=0)
    unique = {
        (scope[:LONGEST_SCOPE], metric): figure if is_whole(figure) else NOT_WHOLE
        for scope, metric, figure in figures
    }
    return [
        FigureMinute(
            site_id=int(scene.site.id),
            scope=scope,
            metric=metric,
            minute=minute,
            value=number_of(metric, figure, scene.now_at),
            trust=figure.status.value or FRESH,
        )
        for (scope, metric), figure in unique.items()
    ]


def is_whole(figure: Figure) -> bool:
    """Whether it may stand beside those of other minutes. Where a source is silent or awaited, or
    what stands in has only counted a part of the day, a board says so beside the number; a curve
    could not. What is left out for good, a queue that nobody tells of, leaves it comparable."""
    some_silent = figure.status is Status.LATE and figure.parts is not None
    return not (some_silent or figure.lacks_sources or figure.of_a_part_of_the_day)


def number_of(metric: str, figure: Figure, now_at: float) -> float | None:
    """The figure as a number; an instant as its age in seconds; a word or nothing is null."""
    raw = figure.value
    if raw is None or isinstance(raw, str) or not math.isfinite(raw):
        return None
    return max(0.0, now_at - raw) if metric in INSTANTS else float(raw)


def prune(older_than_seconds: float, batch: int = 5000, batches: int = 200) -> int:
    """Delete rows past their time, in small transactions so that nobody waits for long."""
    limit = timezone.now() - timedelta(seconds=older_than_seconds)
    total = 0
    for _ in range(batches):
        with transaction.atomic():
            old = FigureMinute.objects.filter(minute__lt=limit).order_by("minute")
            ids = list(old.values_list("pk", flat=True)[:batch])
            FigureMinute.objects.filter(pk__in=ids).delete()
        total += len(ids)
        if len(ids) < batch:
            break
    return total
