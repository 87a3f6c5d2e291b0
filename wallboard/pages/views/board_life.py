"""What is done with boards as wholes, from the list of boards: each a form that is posted."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from wallboard.boards import access, board_life
from wallboard.boards.models import Site, Team
from wallboard.boards.models.board import Purpose
from wallboard.boards.ready_made import PLANS
from wallboard.pages.look import look_of
from wallboard.pages.scrubbing import called, scrubs_of
from wallboard.pages.views.designer import author_of, board_to_edit

EMPTY = {"empty-desk": Purpose.DESK, "empty-wall": Purpose.WALL}


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def new(request: HttpRequest) -> HttpResponse:
    """A name, whose it is, and what it begins with. Then the designer."""
    places = _places(request)
    if not places:
        raise Http404  # as for any page of others
    trouble = ""
    told = request.POST if request.method == "POST" else request.GET
    if request.method == "POST":
        name, place = _name(request), places.get(request.POST.get("place", ""))
        start = request.POST.get("start", "")
        plan = next((plan for plan in PLANS if plan.slug == start), None)
        if not name:
            trouble = _("Give the board a name.")
        elif place is None or (plan is None and start not in EMPTY):
            trouble = _("Choose whose board it is, and what it begins with.")
        else:
            site, team = place
            who, purpose = author_of(request), EMPTY.get(start, Purpose.DESK)
            made = board_life.create(site, who, name, team=team, plan=plan, purpose=purpose)
            return redirect("designer", made.pk)
    context = {
        "places": [(key, *place) for key, place in places.items()],
        "plans": PLANS,
        "trouble": trouble,
        "told": told,
        **look_of(request),
    }
    return render(request, "pages/board_new.html", context, status=400 if trouble else 200)


def _places(request: HttpRequest) -> dict[str, tuple[Site, Team | None]]:
    """Where this user may make a board, by the value of the form."""
    sites = access.sites_to_make_boards(request.user)
    found: dict[str, tuple[Site, Team | None]] = {f"site-{site.pk}": (site, None) for site in sites}
    for team in access.teams_to_make_boards(request.user):
        found[f"team-{team.pk}"] = (team.site, team)
    return found


def _name(request: HttpRequest) -> str:
    return request.POST.get("name", "").replace("\x00", "").strip()[: board_life.NAME_CHARACTERS]


@require_POST
@login_required
def copy(request: HttpRequest, board: int) -> HttpResponse:
    found = board_to_edit(request, board)
    name = _("%(name)s (copy)") % {"name": found.name[:100]}
    made = board_life.copy(found, author_of(request), name)
    messages.success(request, _("“%(name)s” is there now.") % {"name": called(request, made)})
    return redirect("board-list")


@require_POST
@login_required
def rename(request: HttpRequest, board: int) -> HttpResponse:
    found = board_to_edit(request, board)
    name = _name(request)
    if name:
        board_life.rename(found, author_of(request), name)
    else:
        messages.error(request, _("Give the board a name."))
    return redirect("board-list")


@require_POST
@login_required
def archive(request: HttpRequest, board: int) -> HttpResponse:
    found = board_to_edit(request, board)
    board_life.archive(found)
    said = _("“%(name)s” is in the archive: no list and no screen shows it.") % {
        "name": called(request, found)
    }
    messages.success(request, said)
    return redirect("board-list")


@require_POST
@login_required
def take_out(request: HttpRequest, board: int) -> HttpResponse:
    found = board_to_edit(request, board, archived=True)
    board_life.take_out(found)
    messages.success(request, _("“%(name)s” is back.") % {"name": called(request, found)})
    return redirect("board-list")


@require_POST
@login_required
def delete(request: HttpRequest, board: int) -> HttpResponse:
    """For ever, with its history; only out of the archive."""
    found = board_to_edit(request, board, archived=True)
    said: dict[str, Any] = {"name": called(request, found)}
    try:
        board_life.delete(found)
    except board_life.InUse as error:
        words = _("“%(name)s” is still given to: %(users)s. Give them another board first.")
        messages.error(
            request,
            words % {**said, "users": scrubs_of(request)(", ".join(error.names), found.site)},
        )
    else:
        messages.success(request, _("“%(name)s” is deleted.") % said)
    return redirect("board-list")
