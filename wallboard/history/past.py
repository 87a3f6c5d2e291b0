"""A board as it was, read back minute by minute for somebody who may see it today.

What is shown was recorded by a policy at least as strict as today's for whoever asks, else the
minute is withheld. A minute that nobody recorded is missing, and never the nearest one instead.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from wallboard.boards.models import Board
from wallboard.domain.policy import People, Policy, stricter_of
from wallboard.history.models import BoardMinute
from wallboard.history.past_curves import PastCurves
from wallboard.history.pictures import Kept, Row, begins_chain, replay
from wallboard.history.recording import MINUTE_SECONDS, rows_between

COUNTED = People.COUNTS.strictness  # of pictures that name nobody; every recorded minute has one


@dataclass(frozen=True, slots=True)
class Minute:
    """`kept` is None where nothing may be shown: `withheld`, or nothing was recorded. `at` is the
    instant at which the board was looked at; `people` how it shows people."""

    minute: int
    at: float
    kept: Kept | None
    people: People | None = None
    withheld: bool = False


def minutes_of(
    board: Board, policy: Policy, team: str, from_minute: int, to_minute: int
) -> Iterator[Minute]:
    """Every minute from `from_minute` up to, not including, `to_minute`. `policy` is today's for
    the viewer, `team` whose the board is today ("": the site's)."""
    chains = _Chains(board.pk, policy, from_minute, to_minute)
    curves = PastCurves(str(board.site_id), board.site.timezone)
    for minute in range(from_minute, to_minute):
        found = chains.at(minute)
        shown = [one for one in found if _may_show(one[1], policy, team)]
        if not shown:
            yield Minute(minute, float(minute * MINUTE_SECONDS), None, withheld=bool(found))
            continue
        row, kept = shown[0]
        at = minute * MINUTE_SECONDS + row.after_ms / 1000
        yield Minute(minute, at, curves.drawn(kept, at, to_minute), _people_of(kept))


class _Chains:
    """The chains that may hold something for the viewer, read side by side: the laxest first."""

    def __init__(self, board: int, policy: Policy, from_minute: int, to_minute: int) -> None:
        begin = begins_chain(from_minute)
        self._read = [
            {row.minute: (row, kept) for row, kept in replay(rows) if row.minute >= from_minute}
            for strictness in range(policy.people.strictness, COUNTED + 1)
            if (rows := rows_between(board, strictness, begin, to_minute))
        ]

    def at(self, minute: int) -> list[tuple[Row, Kept]]:
        return [chain[minute] for chain in self._read if minute in chain]


def _may_show(kept: Kept, policy: Policy, team: str) -> bool:
    """A board that went from one team to another shows its new one nothing of the old one's."""
    recorded = policy_recorded(kept.fixed["board"]["policy"])
    return kept.fixed["team"] == team and stricter_of((recorded, policy)) == recorded


def policy_recorded(told: Mapping[str, Any]) -> Policy:
    return Policy(
        people=People(told["people"]),
        smallest_group=told["smallest_group"],
        round_seconds=told["round_seconds"],
        ranking=told["ranking"],
    )


def _people_of(kept: Kept) -> People:
    return policy_recorded(kept.fixed["board"]["policy"]).people


def span_of(board: Board) -> tuple[int, int] | None:
    """The first and the last minute that were recorded; None when there is none. By the key."""
    rows = BoardMinute.objects.filter(board_id=board.pk, people=COUNTED).order_by("minute")
    minutes = rows.values_list("minute", flat=True)
    first, last = minutes.first(), minutes.last()
    return None if first is None or last is None else (first, last)


def gaps_of(board: Board, from_minute: int, to_minute: int) -> list[tuple[int, int]]:
    """Spans of [from, to) minutes of which nothing was recorded, in order. By the key alone."""
    rows = BoardMinute.objects.filter(
        board_id=board.pk, people=COUNTED, minute__gte=from_minute, minute__lt=to_minute
    )
    there = list(rows.order_by("minute").values_list("minute", flat=True))
    edges = [from_minute - 1, *there, to_minute]
    return [(before + 1, after) for before, after in pairwise(edges) if after > before + 1]
