"""Texts of a site without the names that a policy keeps back; for what no projection makes."""

from __future__ import annotations

from wallboard.boards.models import Agent, Site
from wallboard.domain.policy import Policy
from wallboard.domain.scrub import without_names


class Scrubber:
    """Of one site. One query when it is made, and none where the policy shows names."""

    def __init__(self, site: Site, policy: Policy) -> None:
        self._policy = policy
        self._people: tuple[tuple[str, str], ...] = ()
        if not policy.names:
            known = Agent.objects.filter(site=site).order_by().values_list("name", "secret")
            self._people = tuple(known)

    def __call__(self, text: str) -> str:
        return str(without_names(text, self._people, self._policy))
