from __future__ import annotations

from django.db import models

from wallboard.boards.models import Site
from wallboard.history.tally import AREAS, CONTACTS, COVERED, HANDLING, MAXIMA


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


class IntervalScope(models.Model):
    """Of whom intervals are: a site, a queue (virtual ones too) or a group of queues, which stays
    with its name when the queue goes. Small, so that a row of history names it in four bytes."""

    id = models.AutoField(primary_key=True)
    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="interval_scopes")
    kind = models.CharField(max_length=10)
    key = models.CharField(max_length=200, blank=True)
    name = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "kind", "key"], name="interval_scope_once")
        ]

    def __str__(self) -> str:
        return self.name or self.kind


class IntervalSources(models.Model):
    """Which accounts an interval's numbers came from, by the names that they had, a line each."""

    id = models.AutoField(primary_key=True)
    names = models.TextField(unique=True)

    def __str__(self) -> str:
        return self.names.replace("\n", ", ")


class _Numbers(models.Model):
    """A column for every number of `tally.py`; null is "nobody told" and costs one bit."""

    class Meta:
        abstract = True


for _name in (*CONTACTS, *HANDLING, *AREAS, *MAXIMA):
    _Numbers.add_to_class(_name, models.IntegerField(null=True))
for _name in COVERED:
    _Numbers.add_to_class(_name, models.PositiveSmallIntegerField(default=0))


class Interval(_Numbers):
    """A quarter of an hour of one scope: `tally.Tally` as a row (docs/decisions/0015).

    `from_at` is in epoch seconds, a multiple of 900. Rows are found by scope and time only, and
    have no other index: 500 queues make 36 million of them in 25 months.
    """

    pk = models.CompositePrimaryKey("scope_id", "from_at")
    scope = models.ForeignKey(
        IntervalScope, on_delete=models.CASCADE, related_name="intervals", db_index=False
    )
    from_at = models.BigIntegerField()
    sources = models.ForeignKey(
        IntervalSources, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    threshold_seconds = models.PositiveSmallIntegerField(null=True)

    def __str__(self) -> str:
        return f"{self.scope} at {self.from_at}"


class IntervalMemory(models.Model):
    """What the last reading of a site left for the next one (`book.Memory`, compressed JSON). It is
    written together with the intervals that follow from it: a restart loses and doubles nothing."""

    site = models.OneToOneField(
        Site, on_delete=models.CASCADE, primary_key=True, related_name="interval_memory"
    )
    at = models.BigIntegerField(help_text="Of the last reading, in epoch seconds.")
    body = models.BinaryField()

    def __str__(self) -> str:
        return f"memory of {self.site}"


class Outage(models.Model):
    """A span in which a source said nothing (`source` its account's name), or in which we did not
    look (`source` empty). `to_at` is null while it lasts. Epoch seconds."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="outages")
    source = models.CharField(max_length=200, blank=True)
    from_at = models.BigIntegerField()
    to_at = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["site", "from_at"], name="outage_of_site")]

    def __str__(self) -> str:
        return f"{self.source or 'Wallboard'} from {self.from_at}"
