"""Signing in: Django's view, with a word of its own for those who are locked out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from wallboard.pages.look import look_of

LOCKED_OUT = 429


class SignIn(LoginView):
    template_name = "pages/login.html"
    redirect_authenticated_user = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        if getattr(request, "axes_locked_out", False):
            request.axes_locked_out = False  # type: ignore[attr-defined]  # else axes answers
            context = {"minutes": _minutes(), **look_of(request)}
            return render(request, "pages/locked_out.html", context, status=LOCKED_OUT)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), **look_of(self.request)}


def _minutes() -> int:
    cool_off: timedelta = getattr(settings, "AXES_COOLOFF_TIME", timedelta(minutes=15))
    return max(1, round(cool_off.total_seconds() / 60))
