from __future__ import annotations

from django.db import models

from wallboard.boards.models.account import Account


class State(models.TextChoices):
    OK = "ok", "working"
    FAILING = "failing", "failing"
    REJECTED = "rejected", "credentials rejected"
    THROTTLED = "throttled", "asked to slow down"
    REFUSED = "refused", "refused"


class JobState(models.Model):
    """A state that a job of an account entered, with the words for it.

    A row is written only when the state changes, so the newest row of a job is its state and the
    others are its story.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="job_states")
    job = models.CharField(max_length=40)
    state = models.CharField(max_length=12, choices=State)
    since = models.DateTimeField()
    code = models.CharField(max_length=40, blank=True)
    message = models.TextField(blank=True)
    hint = models.TextField(blank=True)

    class Meta:
        ordering = ["-since", "-pk"]
        indexes = [models.Index(fields=["account", "job", "-since"], name="job_state_newest")]

    def __str__(self) -> str:
        return f"{self.job}: {self.get_state_display()}"
