"""Texts of a site without the names that a policy keeps back; for what no projection makes."""

from __future__ import annotations

from wallboard.boards.models import Agent, Site
from wallboard.domain.policy import Policy
from wallboard.domain.scrub import scrub_for


class Scrubber:
    """Of one site. One query when it is made, and none where the policy shows names."""

    def __init__(self, site: Site, policy: Policy) -> None:
        known = Agent.objects.filter(site=site).order_by().values_list("name", "secret")
        self._scrub = scrub_for(() if policy.names else tuple(known), policy)

    def __call__(self, text: str) -> str:
        return str(self._scrub(text))
