from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from wallboard.alerts.hours import EVERY_DAY
from wallboard.alerts.models.recipient import Recipient
from wallboard.alerts.rules import METRICS, more_is_better
from wallboard.boards.models import Site, Team
from wallboard.domain.service_level import LETTERS

LONGEST_DWELL_SECONDS = 24 * 3600


def validate_days(days: str) -> None:
    if not re.fullmatch(r"[0-6]{1,7}", days) or len(set(days)) != len(days):
        raise ValidationError(_("Choose at least one day."))


class Rule(models.Model):
    """When to shout about a metric. It belongs to its site or team, not to who made it."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="rules")
    team = models.ForeignKey(
        Team,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="rules",
        help_text=_("Empty: the site's. A team's alerts are shown on the boards of the team."),
    )
    name = models.CharField(_("name"), max_length=120)
    enabled = models.BooleanField(_("on"), default=True)
    metric = models.CharField(_("figure"), max_length=60)
    # Ids and names rather than rows: a rule whose queues are gone must not become one of the site.
    queues = models.JSONField(_("queues"), default=list, blank=True)
    teams = models.JSONField(_("teams"), default=list, blank=True)
    letter = models.CharField(max_length=10, blank=True)
    threshold_seconds = models.FloatField(null=True, blank=True)
    warn = models.FloatField(_("warning at"), null=True, blank=True)
    warn_clear = models.FloatField(_("warning clears at"), null=True, blank=True)
    critical = models.FloatField(_("critical at"), null=True, blank=True)
    critical_clear = models.FloatField(_("critical clears at"), null=True, blank=True)
    raise_seconds = models.PositiveIntegerField(
        _("raise after"), default=15, validators=[MaxValueValidator(LONGEST_DWELL_SECONDS)]
    )
    clear_seconds = models.PositiveIntegerField(
        _("clear after"), default=60, validators=[MaxValueValidator(LONGEST_DWELL_SECONDS)]
    )
    closed_is_calm = models.BooleanField(_("calm while the queue is closed"), default=True)
    days = models.CharField(max_length=7, default=EVERY_DAY, validators=[validate_days])
    from_time = models.TimeField(_("from"), null=True, blank=True)
    until_time = models.TimeField(_("until"), null=True, blank=True)
    quiet_from = models.TimeField(_("quiet from"), null=True, blank=True)
    quiet_until = models.TimeField(_("quiet until"), null=True, blank=True)
    sound = models.BooleanField(_("sound"), default=True)
    escalate_seconds = models.PositiveIntegerField(
        _("escalate after"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(LONGEST_DWELL_SECONDS)],
    )
    recipients = models.ManyToManyField(
        Recipient, verbose_name=_("recipients"), blank=True, related_name="rules"
    )
    escalation_recipients = models.ManyToManyField(
        Recipient,
        verbose_name=_("recipients when it escalates"),
        blank=True,
        related_name="escalating_rules",
    )
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["site__name", "name"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        problems: dict[str, list[str]] = {}
        for check in (self._scope, self._limits, self._clear_values, self._times):
            for field, sentence in check():
                problems.setdefault(field, []).append(str(sentence))
        if problems:
            raise ValidationError(problems)

    def _scope(self) -> list[tuple[str, object]]:
        found: list[tuple[str, object]] = []
        if self.metric not in METRICS:
            found.append(("metric", _("Choose a figure that can be counted.")))
        if self.letter and self.letter not in LETTERS:
            found.append(("letter", _("There is no such way to reckon a service level.")))
        if self.team is not None and self.team.site_id != self.site_id:
            found.append(("team", _("That team belongs to another site.")))
        for field in ("queues", "teams"):
            named = getattr(self, field)
            if not isinstance(named, list) or not all(isinstance(one, str) for one in named):
                found.append((field, _("Choose from the list.")))
        return found

    def _limits(self) -> list[tuple[str, object]]:
        if self.warn is None and self.critical is None:
            return [("warn", _("Give at least one limit: for a warning, or for critical."))]
        if self.warn is None or self.critical is None or self.warn == self.critical:
            return []
        if (self.critical < self.warn) != more_is_better(self.metric):
            return [("critical", _("Critical must be worse than the warning."))]
        return []

    def _clear_values(self) -> list[tuple[str, object]]:
        found: list[tuple[str, object]] = []
        for level in ("warn", "critical"):
            at, clear_at = getattr(self, level), getattr(self, f"{level}_clear")
            if clear_at is None:
                continue
            if at is None:
                found.append((f"{level}_clear", _("There is no limit that this could clear.")))
            elif clear_at != at and (clear_at > at) != more_is_better(self.metric):
                found.append((f"{level}_clear", _("It must be better than the limit, or equal.")))
        return found

    def _times(self) -> list[tuple[str, object]]:
        return [
            (first, _("Give both times, or neither."))
            for first, last in (("from_time", "until_time"), ("quiet_from", "quiet_until"))
            if (getattr(self, first) is None) != (getattr(self, last) is None)
        ]
