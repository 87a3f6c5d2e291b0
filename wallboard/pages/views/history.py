"""`/history/SITE/`: a day of a site, a group or a queue, beside another day where one is wanted."""

from __future__ import annotations

import time
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from wallboard.boards.access import (
    may_administer,
    sites_of_whole,
    sites_supervised,
    supervises,
)
from wallboard.boards.models import Site
from wallboard.boards.policy import policy_for_site
from wallboard.boards.scrubber import Scrubber
from wallboard.domain.local_day import day_bounds, day_of
from wallboard.domain.service_level import DEFAULT_LETTER, LETTERS
from wallboard.history import day_page
from wallboard.history.day import Day
from wallboard.history.days import notes_of, outages_of, scopes_of, tallies_of
from wallboard.history.models import IntervalScope
from wallboard.history.retention import oldest_interval_at
from wallboard.pages.look import look_of

WEEK = timedelta(days=7)
ONE_DAY = timedelta(days=1)


@never_cache
@require_safe
@login_required
def history(request: HttpRequest) -> HttpResponse:
    """The only site, or the sites to choose from; for who supervises teams, their people."""
    sites = list(sites_of_whole(request.user).order_by("name"))
    of_teams = sites_supervised(request.user).exclude(pk__in=[site.pk for site in sites])
    teams_of = list(of_teams.order_by("name"))
    if len(sites) == 1 and not teams_of:
        return redirect("history-day", site=sites[0].slug)
    context = {"sites": sites, "teams_of": teams_of, **look_of(request)}
    return render(request, "pages/history.html", context)


@never_cache
@require_safe
@login_required
def history_day(request: HttpRequest, site: str) -> HttpResponse:
    """`?of=SCOPE&day=DATE&with=DATE&letter=SL-E`: what is wrong or missing is as by default.

    404 for a stranger, and for whoever sees but some teams of the site.
    """
    found = get_object_or_404(sites_of_whole(request.user), slug=site)
    scopes = scopes_of(found)
    scope = _chosen(scopes, request.GET.get("of", ""))
    today = day_of(time.time(), ZoneInfo(found.timezone))
    shown = min(date_of(request.GET.get("day", "")) or today, today)
    beside = date_of(request.GET.get("with", ""))
    shell = {
        "site": found,
        "scopes": scopes,
        "scope": scope,
        "today": today.isoformat(),
        "shown": shown,
        "beside": beside,
        "links": _links(shown, today),
        "letters": list(LETTERS),
        "administers": may_administer(request.user, found),
        "supervises": supervises(request.user, found),
        **look_of(request),
    }
    if scope is None:
        return render(request, "pages/history_day.html", shell)
    policy = policy_for_site(request.user, found)
    counts_people = not policy.smallest_group
    day = _day(found, scope, shown, counts_people)
    other = _day(found, scope, beside, counts_people) if beside else None
    wanted = request.GET.get("letter", "")
    wanted = wanted if wanted in LETTERS else DEFAULT_LETTER
    by = day_page.formulas_in_force(wanted, day, other)
    outages = outages_of(found, day.quarters.start, day.until_at)
    scrub = Scrubber(found, policy)
    notes = notes_of(found, day.quarters.start, day.until_at, scrub)
    head, body = day_page.table_of(day, by)
    oldest_at = oldest_interval_at(found)
    filled = {
        "letter": wanted,
        "letter_used": by.letter if by.letter != wanted else "",
        "counts_people": counts_people,
        "figures": day_page.figures_of(day, other, by),
        "charts": day_page.charts_of(day, other, by, outages),
        "outages": day_page.outages_shown(outages, day.zone),
        "notes": day_page.notes_shown(notes, day),
        "head": head,
        "body": body,
        "coverage": day_page.coverage_of(day),
        "sources": ", ".join(day.whole.sources),
        "threshold": day.whole.threshold_seconds,
        "oldest": day_of(oldest_at, day.zone).isoformat() if oldest_at else "",
    }
    return render(request, "pages/history_day.html", {**shell, **filled})


def _chosen(scopes: list[IntervalScope], wanted: str) -> IntervalScope | None:
    """Of this site's alone; the site itself where nothing else is named."""
    return next(
        (scope for scope in scopes if str(scope.pk) == wanted), scopes[0] if scopes else None
    )


def date_of(text: str) -> date | None:
    """None for what is no date, or one that no clock reaches."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 2000 <= found.year < 2100 else None


def _day(site: Site, scope: IntervalScope, shown: date, counts_people: bool) -> Day:
    zone = ZoneInfo(site.timezone)
    from_at, to_at = day_bounds(shown, zone)
    until_at = min(to_at, max(from_at, int(time.time())))
    return Day(shown, zone, tallies_of(scope, from_at, to_at), until_at, counts_people)


def _links(shown: date, today: date) -> dict[str, str]:
    after = shown + ONE_DAY
    return {
        "before": (shown - ONE_DAY).isoformat(),
        "after": after.isoformat() if after <= today else "",
        "week_ago": (shown - WEEK).isoformat(),
    }
