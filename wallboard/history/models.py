from __future__ import annotations

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from wallboard.boards.models import Agent, Board, Site
from wallboard.history.tally import AREAS, CONTACTS, COVERED, FILLED, HANDLING, MAXIMA

NAMED_DAYS = 7
MOST_NAMED_DAYS = 90
REASON_CHARACTERS = 100


class FigureMinute(models.Model):
    """What a figure was at the start of a minute (UTC).

    `scope` says of what, as the projections name it (for example "queues:3,4"). `value` is null
    when the figure was lost, unknown, never or not applicable at that minute: `trust` says which.
    It is never zero for lack of a number, and "unknown" too where only a part of it was known.
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
for _name in FILLED:
    _Numbers.add_to_class(_name, models.PositiveSmallIntegerField(null=True))


class Interval(_Numbers):
    """A quarter of an hour of one scope: `tally.Tally` as a row (docs/decisions/0015).

    `from_at` is in epoch seconds, a multiple of 900. Rows are found by scope and time only, and
    have no other index: 500 queues make 36 million of them in 25 months. What a source told
    afterwards is in the numbers, marked by whom and for how many seconds (docs/decisions/0019);
    null, which is nearly always, is none.
    """

    pk = models.CompositePrimaryKey("scope_id", "from_at")
    scope = models.ForeignKey(
        IntervalScope, on_delete=models.CASCADE, related_name="intervals", db_index=False
    )
    from_at = models.BigIntegerField()
    sources = models.ForeignKey(
        IntervalSources, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    filled_by = models.ForeignKey(
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


class BoardMinute(models.Model):
    """A board as it was shown in one minute: a whole picture, or what changed since the minute
    before (docs/decisions/0017, `pictures.py`).

    `people` is how strictly people are shown in it (`domain.policy.People.strictness`): rows below
    the strictest name people, and end with the named clock. `minute` is in minutes of the epoch,
    `after_ms` how long after its beginning the board was looked at. `body` is compressed JSON, and
    empty where nothing had changed.
    """

    pk = models.CompositePrimaryKey("board_id", "people", "minute")
    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="+", db_index=False)
    people = models.PositiveSmallIntegerField()
    minute = models.BigIntegerField()
    after_ms = models.PositiveIntegerField()
    body = models.BinaryField()

    def __str__(self) -> str:
        return f"board {self.board_id} in minute {self.minute}"


class NamedClock(models.Model):
    """How long a site keeps what names people (or could): states of agents, and pictures of boards
    that list people. `looked_at` is the last look at its people, in epoch seconds."""

    site = models.OneToOneField(
        Site, on_delete=models.CASCADE, primary_key=True, related_name="named_clock"
    )
    days = models.PositiveSmallIntegerField(
        "days",
        default=NAMED_DAYS,
        validators=[MaxValueValidator(MOST_NAMED_DAYS)],
        help_text="Of states of agents and of past boards that list people. 0: none of it is kept.",
    )
    looked_at = models.BigIntegerField(null=True, editable=False)

    class Meta:
        verbose_name = "clock of named data"
        verbose_name_plural = "clocks of named data"

    def __str__(self) -> str:
        return str(self.site)


class AgentStretch(models.Model):
    """A person in one state, from when until when (epoch seconds; null while it lasts). Kept only
    where the site's policy shows people by name or initials, until the named clock ends it."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+", db_index=False)
    agent = models.ForeignKey(
        Agent, on_delete=models.CASCADE, related_name="stretches", db_index=False
    )
    state = models.CharField(max_length=20)
    reason = models.CharField(max_length=REASON_CHARACTERS, blank=True)
    from_at = models.BigIntegerField()
    to_at = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["site", "from_at"], name="stretch_by_age"),
            models.Index(fields=["site"], condition=Q(to_at=None), name="stretch_that_lasts"),
            models.Index(fields=["agent", "to_at"], name="stretch_of_agent"),
        ]

    def __str__(self) -> str:
        return f"{self.state} from {self.from_at}"
