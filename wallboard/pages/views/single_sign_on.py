"""To the sign-in service and back."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from wallboard.pages.look import look_of
from wallboard.users import identities, provider, signing_in
from wallboard.users.provider import SignInRefused

NEXT = "sso_next"


@never_cache
@require_safe
def leave(request: HttpRequest) -> HttpResponse:
    if not provider.is_configured():
        raise Http404
    next_url = _own(request, request.GET.get("next", ""))
    if request.user.is_authenticated:
        return redirect(next_url)
    request.session[NEXT] = next_url
    try:
        return provider.redirect_to_it(request, request.build_absolute_uri(reverse("sso-return")))
    except SignInRefused as refused:
        return _refusal(request, refused, 502)


@never_cache
@require_safe
def come_back(request: HttpRequest) -> HttpResponse:
    if not provider.is_configured():
        raise Http404
    next_url = _own(request, request.session.pop(NEXT, ""))
    try:
        user = identities.user_of(provider.claims_of(request))
    except SignInRefused as refused:
        return _refusal(request, refused, 403)
    return signing_in.begin(request, user, next_url, signing_in.SINGLE_SIGN_ON)


def _own(request: HttpRequest, url: str) -> str:
    """An address of ours, never one of another host."""
    is_ours = url_has_allowed_host_and_scheme(
        url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return url if is_ours else resolve_url(settings.LOGIN_REDIRECT_URL)


def _refusal(request: HttpRequest, refused: SignInRefused, status: int) -> HttpResponse:
    context = {"sentence": str(refused), **look_of(request)}
    return render(request, "pages/sso_refused.html", context, status=status)
