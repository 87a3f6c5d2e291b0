"""One's own password: to change it, and to say again who one is."""

from __future__ import annotations

from typing import Any

from django.contrib import auth
from django.contrib.auth.views import PasswordChangeView
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse_lazy

from wallboard.pages.look import look_of


def is_password_of(request: HttpRequest, user: Any, password: str) -> bool:
    """Asked as at sign-in, so that guesses count towards the same lock-out."""
    found = auth.authenticate(request, username=user.get_username(), password=password)
    return found is not None and found.pk == user.pk


class OwnPassword(PasswordChangeView):
    """Other browsers are signed out by it: their sessions were signed with the old one."""

    template_name = "pages/you/password.html"
    success_url = reverse_lazy("you")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and not request.user.has_usable_password():
            return redirect("you")
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), **look_of(self.request)}
