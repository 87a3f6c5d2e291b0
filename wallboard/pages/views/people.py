"""`/history/SITE/people/`: people in their states on a day, for those who supervise them.

As far as the policy of the site goes, and no longer than its named clock. Who looked, at which day
and team, is in the access log.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from wallboard.boards import viewings
from wallboard.boards.access import sites_supervised, supervises, teams_supervised
from wallboard.boards.models import Site, Team
from wallboard.boards.policy import policy_for_supervisor
from wallboard.boards.scrubber import Scrubber
from wallboard.domain.local_day import day_bounds, day_of
from wallboard.domain.policy import Policy
from wallboard.history import people_page, people_rows
from wallboard.history.day_page import clock, outages_shown
from wallboard.history.named import kept_from
from wallboard.history.people_page import Frame
from wallboard.pages import privacy
from wallboard.pages.look import look_of
from wallboard.pages.views.history import ONE_DAY, date_of

PEOPLE_PER_PAGE = 40  # as many as a supervisor has


@dataclass(frozen=True, slots=True)
class Reach:
    """Whose states the user may be shown. `team` is the one that is asked for."""

    whole: bool
    teams: list[Team]
    team: Team | None

    @property
    def among(self) -> list[Team] | None:
        """The teams of which somebody must be; None: of any or none."""
        if self.team is not None:
            return [self.team]
        return None if self.whole else self.teams


@never_cache
@require_safe
@login_required
def history_people(request: HttpRequest, site: str) -> HttpResponse:
    """`?day=DATE&team=ID&page=N`: what is wrong or missing is as by default.

    404 for whoever supervises nobody there. Somebody limited to teams sees those teams' people.
    """
    found = get_object_or_404(sites_supervised(request.user), slug=site)
    now = time.time()
    kept_from_at = kept_from(found, settings.WALLBOARD_HISTORY_RETENTION_SECONDS, now)
    context: dict[str, Any] = {"site": found, "whole": supervises(request.user, found)}
    if kept_from_at is not None:
        context |= _day(request, found, kept_from_at, int(now), context["whole"])
    return render(request, "pages/history_people.html", {**context, **look_of(request)})


def _day(
    request: HttpRequest, site: Site, kept_from_at: float, now_at: int, whole: bool
) -> dict[str, Any]:
    policy, zone = policy_for_supervisor(site), ZoneInfo(site.timezone)
    reach = _reach(request, site, whole)
    oldest, today = day_of(kept_from_at, zone), day_of(now_at, zone)
    shown = max(oldest, min(date_of(request.GET.get("day", "")) or today, today))
    bounds = day_bounds(shown, zone)
    window = people_rows.window_of(site, bounds, kept_from_at, now_at)
    frame = Frame(bounds, zone, window)
    people = people_rows.people_of(site, window, policy, reach.among)
    context = {
        "kept": privacy.days(now_at - kept_from_at),
        "policy": policy,
        "oldest": oldest.isoformat(),
        "today": today.isoformat(),
        "shown": shown,
        "before": (shown - ONE_DAY).isoformat() if shown > oldest else "",
        "after": (shown + ONE_DAY).isoformat() if shown < today else "",
        "begins": clock(window.from_at, zone) if window.from_at > bounds[0] else "",
        **_teams_shown(site, policy, reach),
    }
    if policy.hides_count(len(people)):
        return {**context, "fewer_than": policy.smallest_group}
    page = Paginator(people, PEOPLE_PER_PAGE).get_page(request.GET.get("page"))
    return {**context, "page": page, **_rows(request, site, frame, page, policy, shown, reach)}


def _reach(request: HttpRequest, site: Site, whole: bool) -> Reach:
    teams = list(teams_supervised(request.user, site).order_by("name", "pk"))
    wanted = request.GET.get("team", "")
    return Reach(whole, teams, next((team for team in teams if str(team.pk) == wanted), None))


def _teams_shown(site: Site, policy: Policy, reach: Reach) -> dict[str, Any]:
    """A team may have been named after somebody."""
    scrub = Scrubber(site, policy)
    teams = [{"pk": team.pk, "name": scrub(team.name)} for team in reach.teams]
    return {"teams": teams, "team": reach.team.pk if reach.team else ""}


def _rows(
    request: HttpRequest,
    site: Site,
    frame: Frame,
    page: Any,
    policy: Policy,
    shown: date,
    reach: Reach,
) -> dict[str, Any]:
    people = list(page)
    stretches = people_rows.stretches_by_person(site, frame.window, policy, people)
    silences = people_rows.silences_of(site, frame.window)
    of_each = people_rows.silences_by_person(site, silences, people)
    if people:
        _note(request.user, site, policy, shown, reach)
    return {
        "people": people_page.people_shown(people, stretches, of_each, frame, policy),
        "legend": people_page.legend(),
        "axis": people_page.axis(frame),
        "outages": outages_shown(silences, frame.zone),
    }


def _note(user: Any, site: Site, policy: Policy, shown: date, reach: Reach) -> None:
    team_name = Scrubber(site, policy)(reach.team.name) if reach.team else ""
    viewings.day_seen(user, site, policy, shown, team_name)
