"""What can be joined of a board: as it is published, its draft, or a revision of its history.

"7", "draft:7", "revision:7:3". All three are projected alike; who may look differs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wallboard.boards import drafts
from wallboard.boards.content import Content
from wallboard.boards.models import Board, BoardRevision
from wallboard.domain.board import BoardSpec, WidgetSpec

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
        widgets=tuple(_widget(tile) for tile in content["widgets"]),
        draft=mark,
    )


def _widget(tile: Mapping[str, Any]) -> WidgetSpec:
    phone = tile["phone"]
    return WidgetSpec(
        id=tile["key"],
        type=tile["type"],
        title=tile["title"],
        x=tile["x"],
        y=tile["y"],
        width=tile["width"],
        height=tile["height"],
        options=tile["options"],
        phone_position=phone["position"],
        phone_hidden=phone["hidden"],
        phone_height=phone["height"],
    )
