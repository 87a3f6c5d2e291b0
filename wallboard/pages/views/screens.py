"""`/tv`: a screen with a credential of its own, and what it fetches.

The credential comes by a code (pairing.py), or in the fragment of a link, which no server and no
log sees; the page posts that once. From then on it lies in a cookie, which every program that the
screen fetches renews: it ends with its revocation, and never by itself while it is used.
"""

from __future__ import annotations

import json
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, JsonResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_POST, require_safe

from wallboard.boards.access import display_for_secret
from wallboard.boards.models import Display
from wallboard.boards.models.display import ScreenTheme
from wallboard.displays.program import board_shown, program_of
from wallboard.live.build import build_id
from wallboard.live.rights import DISPLAY_COOKIE
from wallboard.pages.look import look_of

COOKIE = DISPLAY_COOKIE
COOKIE_AGE = timedelta(days=400)  # browsers keep none for longer
LONGEST_SECRET = 200
SEEN_AGAIN_AFTER = timedelta(minutes=1)
GREETED_WITHIN = timedelta(seconds=60)  # of its pairing: it shows its name to who paired it
NOT_CONNECTED = 401


@never_cache
@require_safe
@ensure_csrf_cookie
def tv(request: HttpRequest) -> HttpResponse:
    display = display_of(request)
    if display is None:
        return render(request, "pages/tv_pair.html", look_of(request, "dark"))
    seen(display)
    program = program_of(display)
    context = {
        **look_of(request),
        "theme": _first_theme(display, program["now_at"]),
        "name": program["name"],
        "board_id": board_shown(display, program["now_at"]),
        "program": json.dumps(program),
        "greet": timezone.now() - display.created_at < GREETED_WITHIN,
    }
    with translation.override(display.spoken):
        response = render(request, "pages/tv.html", context)
    keep_credential(request, response, request.COOKIES[COOKIE])
    return response


@never_cache
@require_safe
def program(request: HttpRequest) -> HttpResponse:
    """What the screen is to show; 401 once it was revoked. Each fetch renews its cookie."""
    display = display_of(request)
    if display is None:
        return JsonResponse({"message": "This screen is not connected."}, status=NOT_CONNECTED)
    seen(display)
    response = JsonResponse({**program_of(display), "build": build_id()})
    keep_credential(request, response, request.COOKIES[COOKIE])
    return response


@never_cache
@require_POST
def enter(request: HttpRequest) -> HttpResponse:
    """204 and the cookie, or 403 when no screen has this secret. Guarded by the CSRF token."""
    secret = request.POST.get("secret", "").strip()
    display = display_for_secret(secret) if 0 < len(secret) <= LONGEST_SECRET else None
    if display is None:
        return HttpResponseForbidden("No screen has this link, or it was revoked.")
    seen(display)
    response = HttpResponse(status=204)
    keep_credential(request, response, secret)
    return response


def display_of(request: HttpRequest) -> Display | None:
    """The screen that asks; None for anybody else."""
    secret = request.COOKIES.get(COOKIE, "")
    return display_for_secret(secret) if 0 < len(secret) <= LONGEST_SECRET else None


def keep_credential(request: HttpRequest, response: HttpResponse, secret: str) -> None:
    response.set_cookie(
        COOKIE,
        secret,
        max_age=COOKIE_AGE,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",  # a kiosk may be sent here by another page
    )


def seen(display: Display) -> None:
    """Written at most once a minute, and without a configuration change for the site."""
    now = timezone.now()
    stale = Q(last_seen_at=None) | Q(last_seen_at__lt=now - SEEN_AGAIN_AFTER)
    Display.objects.filter(stale, pk=display.pk).update(last_seen_at=now)


def _first_theme(display: Display, now_at: float) -> str:
    """The colours of the first paint; from then on the screen follows its program."""
    if display.theme == ScreenTheme.HOURS:
        light = display.light_hours.cover(ZoneInfo(display.site.timezone), now_at)
        return "light" if light else "dark"
    if display.theme == ScreenTheme.BOARD:
        return display.board.theme if display.board else "dark"
    return str(display.theme)
