from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models

from wallboard.boards.models.account import Account
from wallboard.boards.models.alias import Alias
from wallboard.boards.models.site import Site


class Queue(models.Model):
    """What contacts wait in, under as many aliases as systems know it.

    A virtual one has no alias but members, other queues of its site, and is their sum. A queue that
    two systems know is not virtual: it has two aliases, and one of the systems wins.
    """

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="queues")
    name = models.CharField(max_length=200)
    edited_by_hand = models.BooleanField(default=False, help_text="An import does not rename it.")
    group = models.CharField(max_length=200, blank=True)
    hidden = models.BooleanField(default=False, help_text="On no board, and in no sum.")
    virtual = models.BooleanField(default=False, editable=False)
    members = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="part_of")

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class _Virtual(models.Manager["VirtualQueue"]):
    def get_queryset(self) -> models.QuerySet[VirtualQueue]:
        return super().get_queryset().filter(virtual=True)


class VirtualQueue(Queue):
    """A queue over queues: see `boards/virtual.py` for what may be in it."""

    objects: ClassVar[_Virtual] = _Virtual()

    class Meta:
        proxy = True
        ordering = ["name", "pk"]

    def save(self, *args: Any, **options: Any) -> None:
        self.virtual = True
        super().save(*args, **options)


class QueueAlias(Alias):
    owner_field = "queue"
    queue = models.ForeignKey(Queue, on_delete=models.CASCADE, related_name="aliases")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="queue_aliases")

    def clean(self) -> None:
        super().clean()
        if self.queue_id and self.queue.virtual:
            raise ValidationError({"queue": "A virtual queue has members, no aliases."})

    class Meta:
        ordering = ["account", "external_id"]
        verbose_name_plural = "queue aliases"
        constraints = [
            models.UniqueConstraint(fields=["account", "external_id"], name="queue_alias_once")
        ]
