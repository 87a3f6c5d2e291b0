"""Who may see, acknowledge and make what: as `boards/access.py` decides, in the words of alerts.

A rule and its alerts belong to a site or to one of its teams, as a board does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from wallboard.alerts.models import Alert, Rule
from wallboard.boards import access
from wallboard.boards.models import Board, Display, Role, Site, Team

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

    Somebody = AbstractBaseUser | AnonymousUser


def alerts_for(user: Somebody) -> QuerySet[Alert]:
    """Of the user's teams, and those of the site itself, which the site's boards show."""
    of_site = Q(team=None, site__in=access.sites_for(user))
    found = Alert.objects.filter(access.within_scope(user, Role.VIEWER) | of_site)
    return found.select_related("site", "team", "rule")


def may_acknowledge(user: Somebody, alert: Alert) -> bool:
    """A supervisor of the team; one of any part of the site where the alert is the site's."""
    if alert.team_id is None:
        return access.may_acknowledge(user, alert.site)
    within = access.within_scope(user, Role.SUPERVISOR)
    return Alert.objects.filter(within, pk=alert.pk).exists()


def editable_rules_for(user: Somebody) -> QuerySet[Rule]:
    rules = Rule.objects.filter(access.within_scope(user, Role.SUPERVISOR))
    return rules.select_related("site", "team")


def may_screen_show(display: Display, alert: Alert) -> bool:
    """A screen shows the alerts of its boards."""
    if display.site_id != alert.site_id:
        return False
    boards = Board.objects.filter(pk__in=access.boards_of_display(display))
    return alert.team_id is None or boards.filter(team=alert.team_id).exists()


def sites_to_edit(user: Somebody) -> QuerySet[Site]:
    """Those for which, or for a team of which, the user may make rules."""
    return access.sites_to_pair(user).order_by("name")


def teams_to_edit(user: Somebody, site: Site) -> QuerySet[Team]:
    return access.teams_to_make_boards(user).filter(site=site).order_by("name")


def may_edit_whole(user: Somebody, site: Site) -> bool:
    """Rules of the site itself."""
    return access.sites_to_make_boards(user).filter(pk=site.pk).exists()


def may_administer(user: Somebody, site: Site) -> bool:
    """Recipients, and what the site decides about its alerts."""
    return access.may_administer(user, site)
