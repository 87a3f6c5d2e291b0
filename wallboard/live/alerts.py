"""Which alerts of its site a board shows. They are decided elsewhere, once for everybody; here they
are only handed on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wallboard.domain.board import BoardSpec

FOR_NO_PAGE = frozenset({"team", "teams"})  # whom it concerns decides who sees it


def alerts_shown(board: BoardSpec, rows: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """A board of the site: the site's. A board of a team: those and the team's own, without what
    counts people of other teams alone."""
    return {
        id_: {key: value for key, value in row.items() if key not in FOR_NO_PAGE}
        for id_, row in rows.items()
        if _concerns(board.team, row)
    }


def _concerns(team: str, row: Mapping[str, Any]) -> bool:
    if row["team"] and row["team"] != team:
        return False
    return not team or not row["teams"] or team in row["teams"]
