"""Signing in with a password, also to the administration; and being locked out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from wallboard.pages.look import look_of
from wallboard.users import provider, signing_in

LOCKED_OUT = 429


class SignIn(LoginView):
    """A right password begins a sign-in; what else is asked for comes after it."""

    template_name = "pages/login.html"
    redirect_authenticated_user = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        return locked_out(request) or response

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        next_url = self.get_success_url()
        return signing_in.begin(self.request, form.get_user(), next_url, signing_in.PASSWORD)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        single = {
            "single_sign_on": provider.is_configured(),
            "sso_name": settings.WALLBOARD_SSO_NAME,
        }
        return {**context, **single, **look_of(self.request)}


class AdminSignIn(SignIn):
    """In the place of the administration's own, which would pass by the second factor."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user: Any = request.user
        if user.is_authenticated and not user.is_staff:
            raise PermissionDenied  # the administration would only send her back here
        return super().dispatch(request, *args, **kwargs)

    def get_default_redirect_url(self) -> str:
        return "/admin/"


def locked_out(request: HttpRequest) -> HttpResponse | None:
    """The page for somebody who failed too often just now, else None."""
    if not getattr(request, "axes_locked_out", False):
        return None
    request.axes_locked_out = False  # type: ignore[attr-defined]  # else axes answers
    context = {"minutes": _minutes(), **look_of(request)}
    return render(request, "pages/locked_out.html", context, status=LOCKED_OUT)


def _minutes() -> int:
    cool_off: timedelta = getattr(settings, "AXES_COOLOFF_TIME", timedelta(minutes=15))
    return max(1, round(cool_off.total_seconds() / 60))
