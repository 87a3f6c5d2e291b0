"""`/alerts/`: what is raised and what was; `/alerts/ID/`: one alert, acknowledged from a phone by
two taps; and the QR that leads there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseForbidden
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from wallboard.alerts import floor, ledger, qr_code, rights, told
from wallboard.alerts.models import Alert, floor_acknowledges
from wallboard.alerts.rights import alerts_for, may_acknowledge, may_screen_show
from wallboard.boards.access import display_for_secret, sites_for
from wallboard.pages.alerting import alerting_of
from wallboard.pages.look import look_of
from wallboard.pages.views.screens import COOKIE

QR_SECONDS = 300  # a screen asks for a new one then
RECENT = timedelta(days=7)
MOST_RECENT = 100
AT_ONCE = 200  # rows


@never_cache
@require_safe
@login_required
def alert_list(request: HttpRequest) -> HttpResponse:
    """Of all sites of the user, or of the one asked for by `?site=`."""
    sites = list(sites_for(request.user).order_by("name"))
    chosen = next((site for site in sites if site.slug == request.GET.get("site")), None)
    shown = [chosen] if chosen else sites
    found = alerts_for(request.user).filter(site__in=shown)
    recent = found.filter(cleared_at__gte=datetime.now(UTC) - RECENT).order_by("-cleared_at")
    reader = told.Reader(request.user)
    context = {
        "raised": list(reader.each(found.filter(cleared_at=None).order_by("-raised_at"))),
        "recent": list(islice(reader.each(recent.iterator(AT_ONCE)), MOST_RECENT)),
        "sites": sites,
        "chosen": chosen,
        "edits": rights.sites_to_edit(request.user).exists(),
        "alerting": alerting_of(shown),
        **look_of(request),
    }
    return render(request, "pages/alerts.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def alert(request: HttpRequest, public_id: str) -> HttpResponse:
    if not request.user.is_authenticated:
        return _from_the_floor(request, public_id)
    one = get_object_or_404(alerts_for(request.user), public_id=public_id)
    shown = told.Reader(request.user).shown(one)
    if shown is None:
        raise Http404
    allowed = may_acknowledge(request.user, one)
    if request.method == "POST":
        if not allowed:
            return HttpResponseForbidden(_("You may see this alert, but not acknowledge it."))
        ledger.acknowledge(one, _name_of(request.user), request.POST.get("word", ""), request.user)
        if request.accepts("text/html"):
            return redirect("alert", public_id)
        return HttpResponse(status=204)
    context = {"alert": shown, "allowed": allowed, **look_of(request)}
    return render(request, "pages/alert.html", context)


def _from_the_floor(request: HttpRequest, public_id: str) -> HttpResponse:
    """Nobody is signed in: the page asks for a name where the site allows it, and tells nothing."""
    one = Alert.objects.select_related("site").filter(public_id=public_id).first()
    if one is None or not floor_acknowledges(one.site_id) or told.from_the_floor(one) is None:
        return redirect_to_login(request.get_full_path())
    if request.method != "POST":
        return render(request, "pages/alert_floor.html", look_of(request))
    name = request.POST.get("name", "").strip()
    if not name or not floor.permits(one, request.POST.get("token", "")):
        context = {"refused": True, **look_of(request)}
        return render(request, "pages/alert_floor.html", context, status=403)
    ledger.acknowledge(one, name, request.POST.get("word", ""))
    one.refresh_from_db()
    context = {"alert": told.from_the_floor(one), "allowed": False, **look_of(request)}
    return render(request, "pages/alert.html", context)


@require_safe
def qr(request: HttpRequest, public_id: str) -> HttpResponse:
    """An SVG, for whoever sees the alert on a board: by session or by display."""
    one = Alert.objects.select_related("site", "team").filter(public_id=public_id).first()
    if one is None or not (_screen_shows(request, one) or _sees(request, one)):
        raise Http404
    path = f"/alerts/{one.public_id}/"
    base = settings.WALLBOARD_ADDRESS
    address = f"{base}{path}" if base else request.build_absolute_uri(path)
    if token := floor.token_of(one):
        address = f"{address}#{token}"
    response = HttpResponse(qr_code.svg(address), content_type="image/svg+xml")
    response["Cache-Control"] = f"private, max-age={QR_SECONDS}"
    return response


def _sees(request: HttpRequest, one: Alert) -> bool:
    hers = alerts_for(request.user).filter(pk=one.pk).first()
    return hers is not None and told.Reader(request.user).shown(hers) is not None


def _screen_shows(request: HttpRequest, one: Alert) -> bool:
    secret = request.COOKIES.get(COOKIE, "")
    display = display_for_secret(secret) if secret else None
    if display is None or not may_screen_show(display, one):
        return False
    return told.from_the_floor(one) is not None


def _name_of(user: Any) -> str:
    return str(user.get_short_name() or user.get_username())
