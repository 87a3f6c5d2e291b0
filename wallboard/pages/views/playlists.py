"""Playlists: boards that take turns on a screen, each with its seconds, days and hours."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from wallboard.boards.access import playlists_for, sites_to_pair
from wallboard.boards.models import Playlist
from wallboard.pages.look import look_of
from wallboard.pages.playlist_forms import EntrySet, PlaylistForm
from wallboard.pages.scrubbing import called


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new_playlist(request: HttpRequest) -> HttpResponse:
    if not sites_to_pair(request.user).exists():
        raise PermissionDenied
    return _edit(request, Playlist())


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def playlist(request: HttpRequest, playlist: int) -> HttpResponse:
    """404 for one that shows a board that is not the user's to hang up."""
    found = get_object_or_404(playlists_for(request.user), pk=playlist)
    if request.method == "POST" and request.POST.get("do") == "delete":
        found.delete()
        messages.success(
            request,
            _("%(name)s is deleted.") % {"name": called(request, found)},
        )
        return redirect("display-list")
    return _edit(request, found)


def _edit(request: HttpRequest, found: Playlist) -> HttpResponse:
    """Screens that show it follow within two seconds."""
    form = PlaylistForm(request.user, request.POST or None, instance=found)
    valid = request.method == "POST" and form.is_valid()
    entries = EntrySet(request.POST or None, instance=found, user=request.user)
    if valid and entries.is_valid():
        with transaction.atomic():
            form.save()
            entries.save()
        messages.success(request, _("%(name)s is saved.") % {"name": called(request, found)})
        return redirect("display-list")
    context = {"playlist": found, "form": form, "entries": entries, **look_of(request)}
    return render(request, "pages/playlist.html", context)
