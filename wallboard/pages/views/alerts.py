"""`/alerts/ID/`: one alert, acknowledged from a phone by two taps; and the QR that leads there."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseForbidden
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from wallboard.alerts import ledger, qr_code
from wallboard.alerts.models import Alert
from wallboard.alerts.rights import alerts_for, may_acknowledge, may_screen_show
from wallboard.boards.access import display_for_secret
from wallboard.pages.look import look_of
from wallboard.pages.views.screens import COOKIE

QR_SECONDS = 300  # a screen asks for a new one then


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def alert(request: HttpRequest, public_id: str) -> HttpResponse:
    one = get_object_or_404(alerts_for(request.user), public_id=public_id)
    allowed = may_acknowledge(request.user, one)
    if request.method == "POST":
        if not allowed:
            return HttpResponseForbidden(_("You may see this alert, but not acknowledge it."))
        ledger.acknowledge(one, _name_of(request.user), request.POST.get("word", ""), request.user)
        if request.accepts("text/html"):
            return redirect("alert", public_id)
        return HttpResponse(status=204)
    context = {"alert": one, "allowed": allowed, **look_of(request)}
    return render(request, "pages/alert.html", context)


@require_safe
def qr(request: HttpRequest, public_id: str) -> HttpResponse:
    """An SVG, for whoever sees the alert on a board: by session or by display."""
    one = Alert.objects.select_related("site", "team").filter(public_id=public_id).first()
    if one is None or not (_screen_shows(request, one) or _sees(request, one)):
        raise Http404
    address = request.build_absolute_uri(f"/alerts/{one.public_id}/")
    response = HttpResponse(qr_code.svg(address), content_type="image/svg+xml")
    response["Cache-Control"] = f"private, max-age={QR_SECONDS}"
    return response


def _sees(request: HttpRequest, one: Alert) -> bool:
    return alerts_for(request.user).filter(pk=one.pk).exists()


def _screen_shows(request: HttpRequest, one: Alert) -> bool:
    secret = request.COOKIES.get(COOKIE, "")
    display = display_for_secret(secret) if secret else None
    return display is not None and may_screen_show(display, one)


def _name_of(user: Any) -> str:
    return str(user.get_short_name() or user.get_username())
