"""`/health/`: are the sources well, in words that tell what to do."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from wallboard.boards.access import sites_for
from wallboard.boards.models import Account
from wallboard.pages.health import AccountHealth, health_of
from wallboard.pages.look import look_of


@never_cache
@require_safe
@login_required
def source_health(request: HttpRequest) -> HttpResponse:
    """All accounts of the viewer's sites; staff also get the way to the administration."""
    accounts = (
        Account.objects.filter(site__in=sites_for(request.user))
        .select_related("site")
        .defer("secrets_encrypted", "ca_bundle", "mapping")
        .order_by("site__name", "rank", "name")
    )
    rows = [
        {"health": health, "admin_url": _admin_url(request, health)}
        for health in health_of(accounts)
    ]
    return render(request, "pages/source_health.html", {"rows": rows, **look_of(request)})


def _admin_url(request: HttpRequest, health: AccountHealth) -> str:
    if not request.user.has_perm("boards.change_account"):
        return ""
    try:
        return reverse("admin:boards_account_change", args=[health.account.pk])
    except NoReverseMatch:
        return ""
