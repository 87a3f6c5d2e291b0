"""What can be joined of a board: as it is published, its draft, or a revision of its history.

"7", "draft:7", "revision:7:3". All three are projected alike; who may look differs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wallboard.boards import drafts, widgets
from wallboard.boards.content import Content
from wallboard.boards.models import Board, BoardRevision, Team
from wallboard.domain.board import BoardSpec, WidgetSpec

TEAMS = "teams"  # the option of a widget that shows people
_FORM = re.compile(
    r"(?P<published>[0-9]{1,18})|draft:(?P<draft>[0-9]{1,18})"
    r"|revision:(?P<revision>[0-9]{1,18}):(?P<number>[0-9]{1,9})",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Face:
    """`for_authors`: not what viewers see, but what those may look at who edit the board."""

    board: int
    kind: str
    number: int = 0

    @property
    def for_authors(self) -> bool:
        return self.kind != "published"


def face_of(key: str) -> Face | None:
    """None where `key` names nothing that could be joined."""
    found = _FORM.fullmatch(key)
    if found is None:
        return None
    kind = "revision" if found["revision"] else str(found.lastgroup)
    return Face(int(found[kind]), kind, int(found["number"] or 0))


def draft_spec(board: Board, key: str) -> BoardSpec:
    """The draft as a board; where there is none, what is published."""
    state = drafts.state_of(board)
    return spec_of(board, key, state.content, state.seen.mark)


def revision_spec(board: Board, key: str, number: int) -> BoardSpec:
    """Raises BoardRevision.DoesNotExist."""
    revision = BoardRevision.objects.get(board=board, number=number)
    return spec_of(board, key, revision.content)


def spec_of(board: Board, key: str, content: Content, mark: str = "") -> BoardSpec:
    return BoardSpec(
        id=key,
        slug=board.slug,
        name=content["name"],
        site=str(board.site_id),
        purpose=content["purpose"],
        theme=content["theme"],
        widgets=tuple(_widget(tile, board.team) for tile in content["widgets"]),
        team=board.team.name if board.team else "",
        draft=mark,
    )


def _widget(tile: Mapping[str, Any], team: Team | None) -> WidgetSpec:
    phone = tile["phone"]
    return WidgetSpec(
        id=tile["key"],
        type=tile["type"],
        title=tile["title"],
        x=tile["x"],
        y=tile["y"],
        width=tile["width"],
        height=tile["height"],
        options=_confined(tile, team),
        phone_position=phone["position"],
        phone_hidden=phone["hidden"],
        phone_height=phone["height"],
    )


def _confined(tile: Mapping[str, Any], team: Team | None) -> Mapping[str, Any]:
    """Where a widget may be told of which teams it is, on a team's board it is of that one."""
    options: Mapping[str, Any] = tile["options"]
    row = widgets.registry().get(tile["type"])
    if team is None or row is None or all(one.key != TEAMS for one in row.options):
        return options
    return {**options, TEAMS: [team.name]}
