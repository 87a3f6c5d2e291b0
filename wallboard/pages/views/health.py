"""`/health/`: are the sources well, in words that tell what to do."""

from __future__ import annotations

import time
from typing import Any, cast

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from wallboard.boards.access import may_administer, sites_for, sites_of_whole
from wallboard.boards.models import Account, Site
from wallboard.boards.policy import policy_for_site
from wallboard.boards.viewings import page_seen
from wallboard.history.retention import size_of
from wallboard.pages.agreement import agreements_of
from wallboard.pages.alerting import alerting_of
from wallboard.pages.display_cards import screens_off
from wallboard.pages.health import AccountHealth, health_of
from wallboard.pages.look import look_of

SOURCES = "Sources"
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
    compared = sites.filter(accounts__isnull=False).distinct().order_by("name")
    agreements = agreements_of(_whole(request, compared))
    told = [site for site in compared if _may_read_findings(request, site)]
    agreements = [one if one.site in told else one.without_names() for one in agreements]
    page_seen(cast(Any, request.user), [one.site for one in agreements if one.rows], SOURCES)
    shown = {
        "rows": rows,
        "alerting": alerting_of(sites),
        "agreements": agreements,
        "several": len(agreements) > 1,
        "screens_off": screens_off(request.user, time.time()),
        "kept": [size_of(site) for site in sites.order_by("name")],
        "minutes_days": round(settings.WALLBOARD_HISTORY_RETENTION_SECONDS / DAY_SECONDS),
        "interval_days": round(settings.WALLBOARD_INTERVAL_RETENTION_SECONDS / DAY_SECONDS),
    }
    return render(request, "pages/source_health.html", {**shown, **look_of(request)})


def _whole(request: HttpRequest, sites: QuerySet[Site]) -> QuerySet[Site]:
    """Findings are of the whole site: not for those who see some teams of it."""
    return sites.filter(pk__in=sites_of_whole(request.user))


def _may_read_findings(request: HttpRequest, site: Site) -> bool:
    """They name people, and count those of one queue."""
    policy = policy_for_site(request.user, site)
    return policy.names and not policy.smallest_group


def _admin_url(request: HttpRequest, health: AccountHealth) -> str:
    user = request.user
    if not (getattr(user, "is_staff", False) and may_administer(user, health.account.site)):
        return ""
    try:
        return reverse("admin:boards_account_change", args=[health.account.pk])
    except NoReverseMatch:
        return ""
