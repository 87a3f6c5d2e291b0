"""The list of boards, and the shell of one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from wallboard.boards.access import (
    boards_for,
    editable_boards_for,
    may_acknowledge,
    may_edit,
    sites_for,
    sites_to_make_boards,
    teams_to_make_boards,
)
from wallboard.boards.models import Board
from wallboard.pages.look import look_of


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    return redirect("board-list")


@never_cache
@require_safe
@login_required
def board_list(request: HttpRequest) -> HttpResponse:
    boards = list(boards_for(request.user).select_related("team"))
    may = editable_boards_for(request.user)
    context = {
        "groups": _by_site(boards),
        "editable": set(may.values_list("pk", flat=True)),
        "drafts": set(may.filter(draft__isnull=False).values_list("pk", flat=True)),
        "archived": list(may.filter(archived=True).select_related("team")),
        "may_make": sites_to_make_boards(request.user).exists()
        or teams_to_make_boards(request.user).exists(),
        "has_site": sites_for(request.user).exists(),
        **look_of(request),
    }
    return render(request, "pages/board_list.html", context)


@never_cache
@require_safe
@login_required
def board(request: HttpRequest, slug: str) -> HttpResponse:
    """A slug is unique in its site only: where the viewer has two of it, the list decides."""
    boards = list(boards_for(request.user))
    found = [one for one in boards if one.slug == slug]
    if len(found) > 1:
        return redirect("board-list")
    return _shell(request, found, boards)


@never_cache
@require_safe
@login_required
def board_of_site(request: HttpRequest, site: str, slug: str) -> HttpResponse:
    boards = list(boards_for(request.user))
    found = [one for one in boards if one.slug == slug and one.site.slug == site]
    return _shell(request, found, boards)


def _shell(request: HttpRequest, found: list[Board], boards: list[Board]) -> HttpResponse:
    if not found:
        raise Http404  # the same for what is not there and for what is not theirs
    one = found[0]
    context = {
        "board": one,
        "groups": _by_site(boards),
        "may_acknowledge": may_acknowledge(request.user, one),
        "may_edit": may_edit(request.user, one),
        **look_of(request, one.theme),
    }
    return render(request, "pages/board.html", context)


def _by_site(boards: Iterable[Board]) -> list[dict[str, Any]]:
    """Boards in the order given, grouped by site, each with its shortest clear address."""
    boards = list(boards)
    slugs = [board.slug for board in boards]
    groups: dict[int, dict[str, Any]] = {}
    for board in boards:
        group = groups.setdefault(board.site_id, {"site": board.site, "boards": []})
        group["boards"].append({"board": board, "url": _address(board, slugs.count(board.slug))})
    return list(groups.values())


def _address(board: Board, same_slug: int) -> str:
    if same_slug > 1:
        return reverse("site-board", args=[board.site.slug, board.slug])
    return reverse("board", args=[board.slug])
