"""`/health/`: are the sources well, in words that tell what to do."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from wallboard.boards.access import sites_for
from wallboard.boards.models import Account
from wallboard.history.retention import size_of
from wallboard.pages.agreement import agreements_of
from wallboard.pages.health import AccountHealth, health_of
from wallboard.pages.look import look_of

DAY_SECONDS = 86_400


@never_cache
@require_safe
@login_required
def source_health(request: HttpRequest) -> HttpResponse:
    """All accounts of the viewer's sites; staff also get the way to the administration."""
    sites = sites_for(request.user)
    accounts = (
        Account.objects.filter(site__in=sites)
        .select_related("site")
        .defer("secrets_encrypted", "ca_bundle", "mapping")
        .order_by("site__name", "rank", "name")
    )
    rows = [
        {"health": health, "admin_url": _admin_url(request, health)}
        for health in health_of(accounts)
    ]
    # Also of a site with one account: its own counters may contradict each other.
    agreements = agreements_of(sites.filter(accounts__isnull=False).distinct().order_by("name"))
    shown = {
        "rows": rows,
        "agreements": agreements,
        "several": len(agreements) > 1,
        "kept": [size_of(site) for site in sites.order_by("name")],
        "minutes_days": round(settings.WALLBOARD_HISTORY_RETENTION_SECONDS / DAY_SECONDS),
        "interval_days": round(settings.WALLBOARD_INTERVAL_RETENTION_SECONDS / DAY_SECONDS),
    }
    return render(request, "pages/source_health.html", {**shown, **look_of(request)})


def _admin_url(request: HttpRequest, health: AccountHealth) -> str:
    if not request.user.has_perm("boards.change_account"):
        return ""
    try:
        return reverse("admin:boards_account_change", args=[health.account.pk])
    except NoReverseMatch:
        return ""
