from __future__ import annotations

import secrets

from django.db import models

from wallboard.boards.models.account import Account
from wallboard.boards.models.alias import Alias
from wallboard.boards.models.site import Site
from wallboard.boards.models.team import Team
from wallboard.domain.policy import alias_of


def new_secret() -> str:
    return secrets.token_hex(16)


class Agent(models.Model):
    """A person who serves queues, under as many aliases as systems know her."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="agents")
    name = models.CharField(max_length=200)
    edited_by_hand = models.BooleanField(default=False, help_text="An import does not rename it.")
    hidden = models.BooleanField(default=False, help_text="On no board, and in no sum.")
    # What her alias is made of. Random, and never shown: another one is another alias.
    secret = models.CharField(max_length=32, default=new_secret, editable=False)
    teams = models.ManyToManyField(Team, blank=True, related_name="agents")

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def alias(self) -> str:
        """What she is called where names may not be shown."""
        return alias_of(self.secret)


class AgentAlias(Alias):
    """`keys` are what the vendor says of her in other systems, e.g. {"acd_agent_id": "1001"}."""

    owner_field = "agent"
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="aliases")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="agent_aliases")

    class Meta:
        ordering = ["account", "external_id"]
        verbose_name_plural = "agent aliases"
        constraints = [
            models.UniqueConstraint(fields=["account", "external_id"], name="agent_alias_once")
        ]
