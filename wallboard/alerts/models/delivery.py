from __future__ import annotations

from django.db import models

from wallboard.alerts.models.alert import Alert
from wallboard.alerts.models.recipient import Recipient


class Delivery(models.Model):
    """One thing to tell one recipient about one alert: waiting, sent, or given up."""

    recipient = models.ForeignKey(Recipient, on_delete=models.CASCADE, related_name="deliveries")
    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="deliveries")
    happening = models.CharField(max_length=12)  # raised, rose, escalated, acknowledged, cleared
    level = models.CharField(max_length=10)
    made_at = models.DateTimeField()
    next_at = models.DateTimeField()  # not before
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["made_at", "pk"]
        indexes = [
            models.Index(fields=["sent_at", "given_up_at", "next_at"], name="deliveries_waiting")
        ]

    def __str__(self) -> str:
        return f"{self.happening}: {self.alert} → {self.recipient}"
