from __future__ import annotations

from django.db import models

from wallboard.boards.models.account import Account
from wallboard.boards.models.alias import Alias
from wallboard.boards.models.site import Site


class Queue(models.Model):
    """What contacts wait in, under as many aliases as systems know it."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="queues")
    name = models.CharField(max_length=200)
    edited_by_hand = models.BooleanField(default=False, help_text="An import does not rename it.")
    group = models.CharField(max_length=200, blank=True)
    hidden = models.BooleanField(default=False, help_text="On no board, and in no sum.")

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class QueueAlias(Alias):
    owner_field = "queue"
    queue = models.ForeignKey(Queue, on_delete=models.CASCADE, related_name="aliases")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="queue_aliases")

    class Meta:
        ordering = ["account", "external_id"]
        verbose_name_plural = "queue aliases"
        constraints = [
            models.UniqueConstraint(fields=["account", "external_id"], name="queue_alias_once")
        ]
