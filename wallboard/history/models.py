from __future__ import annotations

from django.db import models

from wallboard.boards.models import Site


class FigureMinute(models.Model):
    """What a figure was at the start of a minute (UTC).

    `scope` says of what, as the projections name it (for example "queues:3,4"). `value` is null
    when the figure was lost, unknown, never or not applicable at that minute: `trust` says which.
    It is never zero for lack of a number.
    """

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="figure_minutes")
    metric = models.CharField(max_length=60)
    scope = models.CharField(max_length=200)
    minute = models.DateTimeField()
    value = models.FloatField(null=True)
    trust = models.CharField(max_length=10)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["site", "scope", "metric", "minute"], name="figure_once_per_minute"
            )
        ]
        indexes = [models.Index(fields=["minute"], name="figure_minute_age")]

    def __str__(self) -> str:
        return f"{self.metric} of {self.scope} at {self.minute:%Y-%m-%d %H:%M}"
