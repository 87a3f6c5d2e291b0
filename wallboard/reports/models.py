from __future__ import annotations

from datetime import time

from django.db import models
from django.utils.translation import gettext_lazy as _

from wallboard.alerts.models import Recipient
from wallboard.boards.models import Site
from wallboard.domain.service_level import DEFAULT_LETTER
from wallboard.history.models import IntervalScope


class DailyReport(models.Model):
    """Yesterday of a site, a group or a queue, by e-mail, each morning. None is made by itself.

    `done_for` is the newest day of which nothing is left to do: it was sent, or given up.
    """

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="daily_reports")
    recipient = models.ForeignKey(
        Recipient, verbose_name=_("to"), on_delete=models.CASCADE, related_name="daily_reports"
    )
    scope = models.ForeignKey(
        IntervalScope,
        verbose_name=_("of"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="daily_reports",
        help_text=_("Empty: the whole site."),
    )
    at_time = models.TimeField(
        _("at"), default=time(6, 0), help_text=_("By the site's clock; it tells of the day before.")
    )
    letter = models.CharField(_("service level"), max_length=10, default=DEFAULT_LETTER)
    enabled = models.BooleanField(_("on"), default=True)
    done_for = models.DateField(null=True, editable=False)
    sent_at = models.DateTimeField(null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    next_at = models.DateTimeField(null=True, editable=False)
    failure = models.CharField(max_length=300, blank=True, editable=False)  # in plain words
    failing_since = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["site", "at_time", "pk"]

    def __str__(self) -> str:
        return f"{self.scope or self.site} → {self.recipient}"
