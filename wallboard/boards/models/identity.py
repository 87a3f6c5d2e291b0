"""What administrators decided of who is who, and whose number was given to somebody else."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from wallboard.boards.models.agent import Agent, AgentAlias
from wallboard.boards.models.site import Site


class Decision(models.Model):
    """“These are one” or “these are not”. Outlives every import; the newest of a pair counts.

    `left` and `right` are aliases as [account, external id, tenure]; the verdict is of every pair
    across. A tenure ends when an external id is given to somebody else, and the verdict with it.
    """

    PERSON, QUEUE = "agent", "queue"
    SAME, DIFFERENT = "same", "different"

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="decisions")
    kind = models.CharField(max_length=10, choices=[(PERSON, "people"), (QUEUE, "queues")])
    verdict = models.CharField(max_length=10, choices=[(SAME, "one"), (DIFFERENT, "not one")])
    left = models.JSONField(default=list)
    right = models.JSONField(default=list)
    said = models.CharField(max_length=500, help_text="In words, with the names of that day.")
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.said


class HandOver(models.Model):
    """An external id that belongs to somebody else from `at` on. A note until somebody read it."""

    alias = models.ForeignKey(AgentAlias, on_delete=models.CASCADE, related_name="hand_overs")
    at = models.DateTimeField(auto_now_add=True)
    former_name = models.CharField(max_length=200)
    name = models.CharField(max_length=200)
    former_agent = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")
    read_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.former_name} → {self.name}"
