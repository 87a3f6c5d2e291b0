"""The second step of signing in, and setting one up: asked for at sign-in, or on one's own page."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

from allauth.account.internal.decorators import login_stage_required
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from wallboard.pages.look import look_of
from wallboard.pages.views.password import is_password_of
from wallboard.pages.views.sign_in import locked_out
from wallboard.users import second_factor
from wallboard.users.stages import EnrolStage

SECRET = "new_second_factor"  # noqa: S105 - the name of a place in the session
ENROLLED = "second_factor_of"  # whose was set up in this sign-in
either = require_http_methods(["GET", "HEAD", "POST"])
View = Callable[[HttpRequest], HttpResponse]


def _at(stage: Any) -> Callable[[View], View]:
    """Only for who has come to this step of a sign-in and no further."""
    decorate: Callable[[View], View] = login_stage_required(
        stage=stage.key, redirect_urlname="login"
    )
    return decorate


@either
@_at(AuthenticateStage)
def code(request: HttpRequest) -> HttpResponse:
    """The code of the app, or one of those on paper."""
    stage: Any = request._login_stage  # type: ignore[attr-defined]
    user = stage.login.user
    if second_factor.is_locked_out(request, user):
        request.axes_locked_out = True  # type: ignore[attr-defined]
        return locked_out(request) or redirect("login")
    if request.method != "POST":
        return _page(request, "code", {})
    form = AuthenticateForm(request.POST, user=user)
    if form.is_valid():
        form.save()
        reply: HttpResponse = stage.exit()
        return reply
    second_factor.count_failure(request, user)
    return locked_out(request) or _page(request, "code", {"problems": _problems(form)})


@either
@_at(EnrolStage)
def enrol(request: HttpRequest) -> HttpResponse:
    """Set one up before being let in: the installation wants it."""
    stage: Any = request._login_stage  # type: ignore[attr-defined]
    user = stage.login.user
    if second_factor.is_on(user):
        if request.session.pop(ENROLLED, None) != user.pk:
            stage.abort()  # set up elsewhere meanwhile: a password alone must not replace it
            return redirect("login")
        reply: HttpResponse = stage.exit()
        return reply
    return _set_up(request, user, wanted=True)


@never_cache
@either
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """Turn it on or off, or have other codes for paper. Each asks for the password again."""
    user: Any = request.user
    if not user.has_usable_password():
        return redirect("you")  # her factors are those of the sign-in service
    if not second_factor.is_on(user):
        return _set_up(request, user, wanted=False)
    if request.method != "POST":
        return _page(request, "second_factor", {"left": second_factor.codes_left(user)})
    if not is_password_of(request, user, request.POST.get("password", "")):
        problems = [_("That is not your password.")]
        shown = {"problems": problems, "left": second_factor.codes_left(user)}
        return locked_out(request) or _page(request, "second_factor", shown)
    if "codes" in request.POST:
        return _page(request, "codes", {"codes": second_factor.fresh_codes(user)})
    second_factor.turn_off(user)
    return redirect("you")


def _set_up(request: HttpRequest, user: Any, wanted: bool) -> HttpResponse:
    """Show a secret; keep it once the app shows its code."""
    if request.method != "POST" or SECRET not in request.session:
        request.session[SECRET] = generate_totp_secret()
    secret = request.session[SECRET]
    problems = []
    if request.method == "POST":
        if not wanted and not is_password_of(request, user, request.POST.get("password", "")):
            problems.append(_("That is not your password."))
        elif not second_factor.fits(secret, request.POST.get("code", "")):
            problems.append(_("That is not the code that the app shows now."))
        else:
            del request.session[SECRET]
            codes = second_factor.turn_on(user, secret)
            if wanted:
                request.session[ENROLLED] = user.pk
            return _page(request, "codes", {"codes": codes, "wanted": wanted})
    shown = {"problems": problems, "wanted": wanted, "secret": secret, "picture": _qr(user, secret)}
    return locked_out(request) or _page(request, "enrol", shown)


def _qr(user: Any, secret: str) -> str:
    adapter = get_adapter()
    svg = adapter.build_totp_svg(adapter.build_totp_url(user, secret))
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode("ascii")


def _problems(form: AuthenticateForm) -> list[str]:
    return [str(error) for errors in form.errors.values() for error in errors]


def _page(request: HttpRequest, name: str, shown: dict[str, Any]) -> HttpResponse:
    return render(request, f"pages/you/{name}.html", {**shown, **look_of(request)})
