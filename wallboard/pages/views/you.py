"""`/you/`: one's own account: roles, password, second factor, and where one is signed in."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from wallboard.boards.models import Membership
from wallboard.pages.look import look_of
from wallboard.users import second_factor, sessions


@never_cache
@require_safe
@login_required
def you(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    memberships = Membership.objects.filter(user=user).select_related("site")
    context = {
        "local": user.has_usable_password(),
        "second_factor": second_factor.is_on(user),
        "left": second_factor.codes_left(user),
        "memberships": memberships.prefetch_related("teams").order_by("site__name"),
        "sessions": [_shown(request, one) for one in sessions.sessions_of(user)],
        **look_of(request),
    }
    return render(request, "pages/you/you.html", context)


@require_POST
@login_required
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own; of another's, nothing happens and nothing is told."""
    sessions.end(request.user, pk)
    return redirect("you")


@require_POST
@login_required
def end_others(request: HttpRequest) -> HttpResponse:
    sessions.end_others(request.user, request.session.session_key)
    return redirect("you")


def _shown(request: HttpRequest, session: Any) -> dict[str, Any]:
    return {
        "pk": session.pk,
        "browser": sessions.browser_of(session.user_agent),
        "address": session.ip,
        "since": session.created_at,
        "seen": session.last_seen_at,
        "seen_at": session.last_seen_at.timestamp(),
        "is_this": session.session_key == request.session.session_key,
    }
