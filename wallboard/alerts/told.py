"""What of an alert is told beside the boards: on pages, by e-mail, to webhooks.

Boards take the same from the rows that the evaluator publishes (`projections/alerts_shown.py`).
What is handed out here are copies, to be read and never to be saved.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from wallboard.alerts.models import Alert, Delivery
from wallboard.boards import access
from wallboard.boards.models import Site
from wallboard.boards.policy import (
    policy_for_program,
    policy_for_site,
    policy_for_supervisor,
)
from wallboard.boards.scrubber import Scrubber
from wallboard.domain.policy import Policy
from wallboard.projections.alerts_shown import betrays
from wallboard.projections.head_count import BUCKETS

if TYPE_CHECKING:
    from wallboard.alerts.rights import Somebody

TYPED = ("name", "acknowledged_name", "acknowledged_word")  # a floor types any name


class Reader:
    """Somebody who is signed in. Asks once what may be told of a site."""

    def __init__(self, user: Somebody) -> None:
        self._user = user
        self._sites: dict[int, _Reach] = {}

    def shown(self, alert: Alert) -> Alert | None:
        """As it may be shown; None where it may not. Whether it is hers at all: `alerts_for`."""
        reach = self._sites.get(alert.site_id)
        if reach is None:
            reach = self._sites[alert.site_id] = _Reach(self._user, alert.site)
        return reach.shown(alert)

    def each(self, alerts: Iterable[Alert]) -> Iterator[Alert]:
        return (shown for alert in alerts if (shown := self.shown(alert)) is not None)


class _Reach:
    """How far a user sees into a site."""

    def __init__(self, user: Somebody, site: Site) -> None:
        self._of_site = _Veil(site, policy_for_site(user, site))
        self._of_supervised = _Veil(site, policy_for_supervisor(site))
        self._supervised = set(access.teams_supervised(user, site).values_list("pk", flat=True))
        limits = access.teams_to_which_limited(user, site)
        self._teams = None if limits is None else set(limits.values_list("name", flat=True))

    def shown(self, alert: Alert) -> Alert | None:
        if alert.team_id is None and not self._concerns(alert):
            return None
        veil = self._of_supervised if alert.team_id in self._supervised else self._of_site
        return None if veil.withholds(alert) else veil.over(alert)

    def _concerns(self, alert: Alert) -> bool:
        """One of the site, as on the boards of her teams: not what counts others' people alone.
        Whose people it counted is not known once its rule is gone."""
        if self._teams is None or not _counts_people(alert):
            return True
        if alert.rule is None:
            return False
        teams = [] if alert.rule.queues else alert.rule.teams
        return not teams or not self._teams.isdisjoint(teams)


class _Veil:
    """What a policy takes from alerts of a site."""

    def __init__(self, site: Site, policy: Policy) -> None:
        self._policy = policy
        self._scrub = Scrubber(site, policy)

    def withholds(self, alert: Alert) -> bool:
        row = {"people": _counts_people(alert), "value": alert.value, "limit": alert.limit}
        return betrays(row, self._policy)

    def over(self, alert: Alert) -> Alert:
        found = copy.copy(alert)
        for field in TYPED:
            setattr(found, field, self._scrub(getattr(alert, field)))
        return found


def from_the_floor(alert: Alert) -> Alert | None:
    """As whoever stands before a wall may read it; None where no board shows it."""
    veil = _Veil(alert.site, policy_for_program(alert.site))
    return None if veil.withholds(alert) else veil.over(alert)


def for_programs(deliveries: Sequence[Delivery]) -> list[Delivery]:
    """As messages tell it, for nobody knows who reads them. What is withheld is told of without its
    value, its limit, and the address of a page that nobody may open: recipients who get no word at
    all would take silence for health."""
    veils: dict[int, _Veil] = {}
    found = []
    for delivery in deliveries:
        site = delivery.alert.site
        veil = veils.get(site.pk) or veils.setdefault(
            site.pk, _Veil(site, policy_for_program(site))
        )
        told = copy.copy(delivery)
        told.alert = veil.over(delivery.alert)
        if veil.withholds(delivery.alert):
            told.alert.value, told.alert.limit, told.alert.withheld = None, None, True
        found.append(told)
    return found


def _counts_people(alert: Alert) -> bool:
    return alert.metric in BUCKETS
