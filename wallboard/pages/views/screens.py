"""`/tv`: a screen with a credential of its own.

The secret comes in the fragment of a link, which no server and no log sees; the page posts it once
and holds a cookie from then on. The cookie is renewed whenever the page is loaded.
"""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_POST, require_safe

from wallboard.boards.access import display_for_secret
from wallboard.boards.models import Display
from wallboard.pages.look import look_of

COOKIE = "wallboard_display"
COOKIE_AGE = timedelta(days=400)  # browsers keep none for longer
LONGEST_SECRET = 200
SEEN_AGAIN_AFTER = timedelta(minutes=1)


@never_cache
@require_safe
@ensure_csrf_cookie
def tv(request: HttpRequest) -> HttpResponse:
    secret = request.COOKIES.get(COOKIE, "")
    display = display_for_secret(secret) if secret else None
    if display is None:
        return render(request, "pages/tv_enter.html", look_of(request, "dark"))
    _seen(display)
    context = {**look_of(request), "theme": display.board.theme, "display": display}
    with translation.override(display.spoken):
        response = render(request, "pages/tv.html", context)
    _keep(request, response, secret)
    return response


@never_cache
@require_POST
def enter(request: HttpRequest) -> HttpResponse:
    """204 and the cookie, or 403 when no screen has this secret. Guarded by the CSRF token."""
    secret = request.POST.get("secret", "").strip()
    display = display_for_secret(secret) if 0 < len(secret) <= LONGEST_SECRET else None
    if display is None:
        return HttpResponseForbidden("No screen has this link, or it was revoked.")
    _seen(display)
    response = HttpResponse(status=204)
    _keep(request, response, secret)
    return response


def _keep(request: HttpRequest, response: HttpResponse, secret: str) -> None:
    response.set_cookie(
        COOKIE,
        secret,
        max_age=COOKIE_AGE,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",  # a kiosk may be sent here by another page
    )


def _seen(display: Display) -> None:
    """Written at most once a minute, and without a configuration change for the site."""
    now = timezone.now()
    stale = Q(last_seen_at=None) | Q(last_seen_at__lt=now - SEEN_AGAIN_AFTER)
    Display.objects.filter(stale, pk=display.pk).update(last_seen_at=now)
