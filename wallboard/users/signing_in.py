"""From "this is who she is" to a session: the steps between are allauth's stages."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.internal.stagekit import clear_login
from allauth.account.models import Login
from django.http import HttpRequest, HttpResponse

PASSWORD, SINGLE_SIGN_ON = "password", "single sign-on"


def begin(request: HttpRequest, user: Any, next_url: str, method: str) -> HttpResponse:
    """She is signed in and sent to `next_url`, or first to what is still asked of her."""
    clear_login(request)  # of somebody who began here and did not finish
    record_authentication(request, user, method)
    login = Login(user=user, redirect_url=next_url)
    reply: HttpResponse = perform_login(request, login)
    return reply
