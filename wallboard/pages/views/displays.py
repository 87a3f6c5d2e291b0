"""`/displays/`: every screen that the user may command, how it is, and a hand on each."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wallboard.boards.access import displays_for, playlists_for, sites_to_pair
from wallboard.boards.models import Display
from wallboard.clients import address_of
from wallboard.displays import commands, pairing
from wallboard.pages.display_cards import cards_of
from wallboard.pages.forms import DisplayForm, PairForm, chosen
from wallboard.pages.look import look_of
from wallboard.pages.scrubbing import called
from wallboard.state.redis import StateUnavailable

TOO_MANY = 429


@never_cache
@require_safe
@login_required
def display_list(request: HttpRequest) -> HttpResponse:
    if not sites_to_pair(request.user).exists():
        raise PermissionDenied
    context = {
        "cards": cards_of(request.user, time.time()),
        "playlists": playlists_for(request.user).annotate(boards=Count("entries")),
        **look_of(request),
    }
    return render(request, "pages/displays.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def pair(request: HttpRequest) -> HttpResponse:
    """The code of a screen is entered here, or comes with the QR that the screen shows."""
    if not sites_to_pair(request.user).exists():
        raise PermissionDenied  # nobody else may even guess
    form = PairForm(request.user, request.POST or None, initial={"code": request.GET.get("code")})
    found, status = None, 200
    try:
        if request.method == "POST" and form.is_valid():
            return _paired(request, form)
        if request.method != "POST" and request.GET.get("code"):
            found = pairing.look_up(request.GET["code"], _guesser(request))
    except pairing.WrongCode:
        form.errors.setdefault("code", form.error_class()).append(
            _("No screen shows this code now. Read it again: a new one appears every five minutes.")
        )
    except pairing.TooMany:
        status = TOO_MANY
        form.errors.setdefault("code", form.error_class()).append(
            _("Too many wrong codes. Wait a quarter of an hour and try again.")
        )
    except StateUnavailable:
        form.errors.setdefault("code", form.error_class()).append(
            _("Codes cannot be read now. Try again in a minute.")
        )
    context = {"form": form, "found": found, **look_of(request)}
    return render(request, "pages/pair.html", context, status=status)


def _paired(request: HttpRequest, form: PairForm) -> HttpResponse:
    row, name = form.cleaned_data["shows"], form.cleaned_data["name"]
    display = pairing.pair(
        form.cleaned_data["code"], _guesser(request), name=name, site=row.site, **chosen(row)
    )
    messages.success(request, _("%(name)s is connected.") % {"name": called(request, display)})
    return redirect("display-list")


def _guesser(request: HttpRequest) -> pairing.Guesser:
    return pairing.Guesser(str(request.user.pk), address_of(request))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def settings(request: HttpRequest, display: int) -> HttpResponse:
    """Name, what it shows, how it looks; on the screen within two seconds."""
    found = get_object_or_404(displays_for(request.user), pk=display, revoked_at=None)
    form = DisplayForm(request.user, request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("%(name)s is saved.") % {"name": called(request, found)})
        return redirect("display-list")
    context = {"display": found, "form": form, **look_of(request)}
    return render(request, "pages/display_settings.html", context)


@never_cache
@require_POST
@login_required
def command(request: HttpRequest, display: int) -> HttpResponseBase:
    """One of the buttons of a screen. 404 for a screen that is not this user's to command."""
    found = get_object_or_404(displays_for(request.user), pk=display)
    order = _ORDERS.get(request.POST.get("do", ""))
    if order is None or found.revoked_at is not None:
        raise PermissionDenied
    order(request, found)
    return redirect("display-list")


def _identify(request: HttpRequest, display: Display) -> None:
    commands.tell(display, commands.IDENTIFY)
    messages.success(
        request, _("%(name)s shows its name now.") % {"name": called(request, display)}
    )


def _reload(request: HttpRequest, display: Display) -> None:
    commands.tell(display, commands.RELOAD)
    messages.success(
        request, _("%(name)s fetches its page anew.") % {"name": called(request, display)}
    )


def _dim(request: HttpRequest, display: Display) -> None:
    display.dimmed = not display.dimmed
    display.save(update_fields=["dimmed"])


def _revoke(request: HttpRequest, display: Display) -> None:
    display.revoke()
    messages.success(
        request, _("%(name)s shows nothing any more.") % {"name": called(request, display)}
    )


_ORDERS: Mapping[str, Callable[[HttpRequest, Display], Any]] = {
    "identify": _identify,
    "reload": _reload,
    "dim": _dim,
    "revoke": _revoke,
}
