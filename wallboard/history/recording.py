"""Boards as they are shown, kept minute by minute: the time machine's memory.

A board is kept once for each way in which it is shown to somebody (`boards.policy.policies_on`),
whoever looks: the laxest and the viewers' for the named clock, and one that names nobody for as
long as samples are kept. Curves are not kept here: the minutes of figures have them already.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import repeat
from typing import Any

import structlog

from wallboard.boards.models import Board, Site
from wallboard.boards.policy import policies_on
from wallboard.domain.board import BoardSpec
from wallboard.domain.policy import Policy
from wallboard.history.models import BoardMinute
from wallboard.history.named import days_of
from wallboard.history.pictures import Kept, Row, begins_chain, body_of, plain, replay
from wallboard.projections.picture import Picture, curves_by_widget, lists_people, pictures_of
from wallboard.projections.scene import Scene

log = structlog.get_logger(__name__)

MINUTE_SECONDS = 60


def record(scene: Scene, boards: Iterable[BoardSpec], alerts: Mapping[str, Any]) -> int:
    """Keep boards of the scene's site as they are at its instant; rows offered. A minute that is
    there stays as it is. A board with a defect costs itself only."""
    specs = {int(spec.id): spec for spec in boards}
    names_kept = days_of(Site.objects.get(pk=scene.site.id)) > 0
    rows: list[BoardMinute] = []
    for board in Board.objects.filter(pk__in=specs).select_related("site"):
        try:
            rows += _rows_of(board, specs[board.pk], scene, alerts, names_kept)
        except Exception:
            log.exception("a minute of a board was lost by a defect", board=board.pk)
    BoardMinute.objects.bulk_create(rows, batch_size=200, ignore_conflicts=True)
    return len(rows)


def _rows_of(
    board: Board, spec: BoardSpec, scene: Scene, alerts: Mapping[str, Any], names_kept: bool
) -> list[BoardMinute]:
    *named, counted = policies_on(board)
    policies = [counted, *(named if names_kept else ())]
    pictures = pictures_of(spec, scene, policies, alerts)
    shown, *others = map(_kept, repeat(spec), policies, pictures)
    rows = [_row(board, counted, scene.now_at, shown)]
    for policy, kept in zip(policies[1:], others, strict=True):
        if lists_people(spec) or not _same(kept, shown):
            rows.append(_row(board, policy, scene.now_at, kept))
    return rows


def _kept(spec: BoardSpec, policy: Policy, picture: Picture) -> Kept:
    drawn = curves_by_widget(spec, policy)
    curves = {id_: list(curve) for id_, curve in drawn.items()}
    fixed = {"board": picture.board, "team": spec.team, "curves": curves}
    return Kept(plain(fixed), plain(picture.views), plain(picture.sources), plain(picture.alerts))


def _same(one: Kept, other: Kept) -> bool:
    """But for the policy that they tell: then the one that names nobody is enough."""
    boards = [{**kept.fixed["board"], "policy": None} for kept in (one, other)]
    rest = [(kept.views, kept.sources, kept.alerts) for kept in (one, other)]
    return boards[0] == boards[1] and rest[0] == rest[1]


def _row(board: Board, policy: Policy, now_at: float, kept: Kept) -> BoardMinute:
    minute = int(now_at) // MINUTE_SECONDS
    strictness = policy.people.strictness
    return BoardMinute(
        board_id=board.pk,
        people=strictness,
        minute=minute,
        after_ms=round((now_at - minute * MINUTE_SECONDS) * 1000),
        body=body_of(kept, _before(board.pk, strictness, minute)),
    )


def _before(board: int, strictness: int, minute: int) -> Kept | None:
    """The board a minute ago, where that is of the same chain."""
    found = None
    for row, kept in replay(rows_between(board, strictness, begins_chain(minute), minute)):
        found = kept if row.minute == minute - 1 else None
    return found


def rows_between(board: int, strictness: int, from_minute: int, to_minute: int) -> list[Row]:
    """Those of one board and strictness before `to_minute`, in order; found by the key."""
    rows = BoardMinute.objects.filter(
        board_id=board, people=strictness, minute__gte=from_minute, minute__lt=to_minute
    ).order_by("minute")
    return [
        Row(minute, after_ms, bytes(body))
        for minute, after_ms, body in rows.values_list("minute", "after_ms", "body")
    ]
