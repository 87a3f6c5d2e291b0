"""Which alerts of its site a board shows. They are decided elsewhere, once for everybody; here they
are only handed on, with what the policy takes away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wallboard.domain.board import BoardSpec, SiteSpec
from wallboard.domain.policy import Policy
from wallboard.domain.scrub import scrubbed

Row = Mapping[str, Any]
# Whom it concerns, and what it counts, decide who sees it.
FOR_NO_PAGE = frozenset({"team", "teams", "people", "group"})


def alerts_shown(
    board: BoardSpec, site: SiteSpec, policy: Policy, rows: Mapping[str, Row]
) -> dict[str, Any]:
    """A board of the site: the site's. A board of a team: those and the team's own, without what
    counts people of other teams alone. Names in words that people typed are those of the policy."""
    shown = {
        id_: {key: value for key, value in row.items() if key not in FOR_NO_PAGE}
        for id_, row in rows.items()
        if _concerns(board.team, row) and not _asks_more(row, policy) and not betrays(row, policy)
    }
    found: dict[str, Any] = scrubbed(shown, site, policy)
    return found


def _concerns(team: str, row: Row) -> bool:
    if row["team"] and row["team"] != team:
        return False
    return not team or not row["teams"] or team in row["teams"]


def _asks_more(row: Row, policy: Policy) -> bool:
    """The board is stricter than the site, by whose smallest `group` the rule was kept: it may tell
    "N or more" of what the rule counted."""
    return bool(row["people"]) and policy.smallest_group > row.get("group", 0)


def betrays(row: Row, policy: Policy) -> bool:
    """That it is raised, or its value, would tell the count of a group that is too small: of its
    `people`, `value` and `limit`."""
    if not row["people"]:
        return False
    told = (row["value"], row["limit"])
    return any(count is not None and policy.hides_count(count) for count in told)
