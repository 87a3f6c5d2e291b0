from __future__ import annotations

from django.db import models

from wallboard.boards.models.account import Account


class StreamGeneration(models.Model):
    """Counts the readers that an account's stream has had. It only grows.

    A reader writes under its own number, and the store refuses a number below the newest
    (`state/store.py`). The count is kept here because Redis may come back empty.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    job = models.CharField(max_length=40)
    number = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "job"], name="stream_generation_once")
        ]

    def __str__(self) -> str:
        return f"{self.job}: {self.number}"
