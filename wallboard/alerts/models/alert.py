from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q

from wallboard.alerts.models.rule import Rule
from wallboard.boards.models import Site, Team

PUBLIC_ID_BYTES = 12  # nobody guesses an alert's address


def new_public_id() -> str:
    return secrets.token_urlsafe(PUBLIC_ID_BYTES)


class Alert(models.Model):
    """One time that a rule was beyond its limits, from raised to cleared.

    It keeps the name and owner of its rule, so that it can still be told of when the rule is gone.
    """

    public_id = models.CharField(max_length=40, unique=True, default=new_public_id, editable=False)
    rule = models.ForeignKey(Rule, null=True, on_delete=models.SET_NULL, related_name="alerts")
    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="alerts")
    # Without its team it would be everybody's: None is the site's.
    team = models.ForeignKey(Team, null=True, on_delete=models.CASCADE, related_name="alerts")
    name = models.CharField(max_length=120)
    metric = models.CharField(max_length=60)
    level = models.CharField(max_length=10)  # now, or the last before it cleared
    worst = models.CharField(max_length=10)
    value = models.FloatField(null=True)  # when the level was reached; null: a policy keeps it back
    limit = models.FloatField(null=True)  # of that level
    raised_at = models.DateTimeField()
    level_at = models.DateTimeField()  # since when it is at this level
    cleared_at = models.DateTimeField(null=True)
    cleared_why = models.CharField(max_length=20, blank=True)
    told_level = models.CharField(max_length=10, blank=True)  # of what recipients were told
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    acknowledged_name = models.CharField(max_length=80, blank=True)
    acknowledged_word = models.CharField(max_length=140, blank=True)
    escalated_at = models.DateTimeField(null=True)
    withheld = False  # no column: of a copy without the figures that a policy keeps (told.py)

    class Meta:
        ordering = ["-raised_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["rule"], condition=Q(cleared_at=None), name="one_open_alert_per_rule"
            )
        ]
        indexes = [models.Index(fields=["site", "cleared_at"], name="alerts_of_site")]

    def __str__(self) -> str:
        return self.name
