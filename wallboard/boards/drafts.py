"""Editing changes a draft; viewers see it when it is published, in one transaction.

Whoever saves names what she saw (`Seen`). If somebody saved, published or discarded since, nothing
is written and she gets what is there now (`Outdated`): two people never overwrite each other
unasked.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone

from wallboard.boards import access, revisions, signals
from wallboard.boards.content import Content, Problems, apply, content_of, digest, problems_of
from wallboard.boards.models import Board, BoardDraft, Deed, Team

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

NO_DRAFT = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """What an editor has before her: the draft's mark ("" for none), and what it began with."""

    mark: str
    base: str


@dataclass(frozen=True, slots=True)
class DraftState:
    """`published` is the digest of what viewers see now; another than `seen.base`: somebody
    published since this draft was begun."""

    content: Content
    seen: Seen
    published: str
    changed_at: datetime | None = None
    changed_by: str = ""


class Outdated(Exception):
    """Somebody was faster; `state` is what is there now."""

    def __init__(self, state: DraftState) -> None:
        super().__init__("the draft was changed by somebody else")
        self.state = state


class Unfinished(Exception):
    """It cannot be published like this; `problems` say why."""

    def __init__(self, problems: Problems) -> None:
        super().__init__("the draft has problems")
        self.problems = problems


class NotYours(Exception):
    """The team to which the board would belong is none that this user edits boards for."""


def state_of(board: Board) -> DraftState:
    """The draft, or what is published where there is none."""
    published = content_of(board)
    now = digest(published)
    draft = BoardDraft.objects.filter(board=board).first()
    if draft is None:
        return DraftState(published, Seen(NO_DRAFT, now), now)
    return DraftState(
        draft.content, Seen(draft.mark, draft.base), now, draft.changed_at, draft.changed_by_name
    )


@transaction.atomic
def save(board: Board, user: AbstractBaseUser, content: Content, seen: Seen) -> DraftState:
    """Keep the draft. Raises Outdated."""
    changes = {
        "content": content,
        "mark": secrets.token_hex(8),
        "changed_at": timezone.now(),
        "changed_by_id": user.pk,
        "changed_by_name": revisions.name_of(user),
    }
    if seen.mark == NO_DRAFT:
        _begin(board, seen, changes)
    elif not BoardDraft.objects.filter(board=board, mark=seen.mark).update(**changes):
        raise Outdated(state_of(board))
    signals.draft_changes(board.site_id, board.pk)
    return state_of(board)


def _begin(board: Board, seen: Seen, changes: dict[str, object]) -> None:
    now = state_of(board)
    if now.seen != seen:
        raise Outdated(now)
    try:
        with transaction.atomic():
            BoardDraft.objects.create(board=board, base=seen.base, **changes)
    except IntegrityError as error:  # another process began one in this moment
        raise Outdated(state_of(board)) from error


@transaction.atomic
def discard(board: Board, seen: Seen) -> DraftState:
    """Back to what is published. Raises Outdated."""
    gone, _ = BoardDraft.objects.filter(board=board, mark=seen.mark).delete()
    if not gone and seen.mark != NO_DRAFT:
        raise Outdated(state_of(board))
    signals.draft_changes(board.site_id, board.pk)
    return state_of(board)


@dataclass(frozen=True, slots=True)
class Published:
    """`ids` are those of the widgets that are new, by the keys that the draft had for them."""

    number: int
    ids: dict[str, str]
    state: DraftState


@transaction.atomic
def publish(
    board: Board, user: AbstractBaseUser, seen: Seen, *, over_newer: bool = False
) -> Published:
    """Make the draft what everybody sees, and keep it in the history.

    Raises Outdated where the draft is another one than `seen`, or where something else was
    published since it was begun (unless `over_newer`: then the history keeps that); Unfinished;
    NotYours.
    """
    board = Board.objects.select_for_update().get(pk=board.pk)
    state = state_of(board)
    newer = state.seen.base != state.published and not over_newer
    if state.seen != seen or newer:
        raise Outdated(state)
    problems = problems_of(state.content)
    if problems:
        raise Unfinished(problems)
    revisions.catch_up(board)
    made = apply(board, _of_the_site(board, state.content))
    if not access.may_edit(user, board):
        raise NotYours
    BoardDraft.objects.filter(board=board).delete()
    board = revisions.fresh(board)
    revision = revisions.record(board, user, Deed.PUBLISHED)
    signals.draft_changes(board.site_id, board.pk)
    return Published(revision.number, made, state_of(board))


def _of_the_site(board: Board, content: Content) -> Content:
    team = content["team"]
    if team and not Team.objects.filter(pk=team, site_id=board.site_id).exists():
        raise NotYours
    return content
