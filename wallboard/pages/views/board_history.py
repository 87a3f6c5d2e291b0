"""The history of a board: what changed, when and by whom; how it looked; and the way back."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from wallboard.boards import revisions
from wallboard.boards.content import Content
from wallboard.boards.models import Board, BoardRevision
from wallboard.pages.look import look_of
from wallboard.pages.views.designer import author_of, board_to_edit


@dataclass(frozen=True, slots=True)
class Change:
    """From one revision to the next, in numbers of tiles; names of what else is otherwise."""

    added: int
    removed: int
    moved: int
    altered: int
    settings: bool


def change_between(before: Content, after: Content) -> Change:
    old = {tile["key"]: tile for tile in before["widgets"]}
    new = {tile["key"]: tile for tile in after["widgets"]}
    both = [(old[key], tile) for key, tile in new.items() if key in old]
    return Change(
        added=len(new.keys() - old.keys()),
        removed=len(old.keys() - new.keys()),
        moved=sum(_place(one) != _place(other) for one, other in both),
        altered=sum(_matter(one) != _matter(other) for one, other in both),
        settings=_settings(before) != _settings(after),
    )


def _place(tile: Content) -> tuple[int, int, int, int]:
    return tile["x"], tile["y"], tile["width"], tile["height"]


def _matter(tile: Content) -> tuple[Any, ...]:
    return tile["type"], tile["title"], tile["options"], tile["phone"]


def _settings(content: Content) -> dict[str, Any]:
    return {key: value for key, value in content.items() if key != "widgets"}


@never_cache
@require_safe
@login_required
def history(request: HttpRequest, board: int) -> HttpResponse:
    found = board_to_edit(request, board)
    kept = list(found.revisions.all())
    before = dict(pairwise(kept))
    rows = [
        {
            "revision": one,
            "change": change_between(before[one].content, one.content) if one in before else None,
        }
        for one in kept
    ]
    context = {"edited": found, "rows": rows, "kept": revisions.KEPT, **look_of(request)}
    return render(request, "pages/board_history.html", context)


@never_cache
@require_safe
@login_required
def revision(request: HttpRequest, board: int, number: int) -> HttpResponse:
    """The board as it was, with the figures of now."""
    found = board_to_edit(request, board)
    then = _revision(found, number)
    context = {
        "edited": found,
        "then": then,
        "face": f"revision:{found.pk}:{then.number}",
        **look_of(request, then.content["theme"]),
    }
    return render(request, "pages/board_preview.html", context)


@require_POST
@login_required
def restore(request: HttpRequest, board: int, number: int) -> HttpResponse:
    found = board_to_edit(request, board)
    made = revisions.restore(found, author_of(request), _revision(found, number))
    said = _("Viewers see revision %(number)s again. Restore another to go back.")
    messages.success(request, said % {"number": made.detail})
    return redirect("board-history", found.pk)


def _revision(board: Board, number: int) -> BoardRevision:
    found = board.revisions.filter(number=number).first() if number < 2**31 else None
    if found is None:
        raise Http404
    return found
