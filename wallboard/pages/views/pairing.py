"""The screen's side of pairing: a code to show, its QR, and the question whether it was entered.

Nobody is signed in here. What the waiting screen is known by is a cookie that only it has.
"""

from __future__ import annotations

import time
from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from wallboard.alerts import qr_code
from wallboard.boards.access import display_for_secret
from wallboard.boards.models import Display
from wallboard.boards.models.display import hash_of
from wallboard.clients import address_of
from wallboard.displays import pairing
from wallboard.pages.views.screens import LONGEST_SECRET, keep_credential, seen
from wallboard.state.redis import StateUnavailable

COOKIE = "wallboard_pairing"
COOKIE_AGE = timedelta(days=1)
AGAIN_LATER, UNAVAILABLE = 429, 503


@never_cache
@require_POST
def code(request: HttpRequest) -> HttpResponse:
    """The code that this screen shows now: the same one until it ends, then another."""
    credential = _credential(request)
    display = display_for_secret(credential) if credential else None
    if display is not None:
        return _paired(request, credential, display)
    if not credential or Display.objects.filter(secret_hash=hash_of(credential)).exists():
        credential = pairing.new_credential()  # what was revoked never counts again
    browser = request.headers.get("User-Agent", "")
    try:
        shown = pairing.shown_code(credential) or pairing.show_code(
            credential, address_of(request), browser
        )
    except pairing.TooMany:
        return JsonResponse({"state": "too_many"}, status=AGAIN_LATER)
    except StateUnavailable:
        return JsonResponse({"state": "unavailable"}, status=UNAVAILABLE)
    left = max(1, round(shown.expires_at - time.time()))
    response = JsonResponse({"state": "waiting", "code": shown.code, "seconds_left": left})
    _remember(request, response, credential)
    return response


@never_cache
@require_safe
def code_picture(request: HttpRequest) -> HttpResponseBase:
    """The address at which the code is entered, as a QR code of this very screen's code."""
    credential = _credential(request)
    try:
        shown = pairing.shown_code(credential) if credential else None
    except StateUnavailable:
        return HttpResponse(status=UNAVAILABLE)
    if shown is None:
        raise Http404
    path = f"{reverse('display-pair')}?code={shown.code}"
    address = settings.WALLBOARD_ADDRESS
    picture = qr_code.svg(address + path if address else request.build_absolute_uri(path))
    return HttpResponse(picture, content_type="image/svg+xml")


@never_cache
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """Asked every two seconds: "paired", with the credential, once the code was entered."""
    credential = _credential(request)
    display = display_for_secret(credential) if credential else None
    if display is not None:
        return _paired(request, credential, display)
    return JsonResponse({"state": "waiting"})


def _paired(request: HttpRequest, credential: str, display: Display) -> HttpResponse:
    seen(display)
    response = JsonResponse({"state": "paired"})
    keep_credential(request, response, credential)
    response.delete_cookie(COOKIE, path=reverse("tv"), samesite="Lax")
    return response


def _credential(request: HttpRequest) -> str:
    found = request.COOKIES.get(COOKIE, "")
    return found if len(found) <= LONGEST_SECRET else ""


def _remember(request: HttpRequest, response: HttpResponse, credential: str) -> None:
    response.set_cookie(
        COOKIE,
        credential,
        max_age=COOKIE_AGE,
        path=reverse("tv"),
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
