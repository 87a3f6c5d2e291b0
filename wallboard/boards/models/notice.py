from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wallboard.boards.models.site import Site

LONGEST_NOTICE = 200


class NoticeLevel(models.TextChoices):
    INFO = "info", _("Information")
    WARN = "warn", _("Warning")


class Notice(models.Model):
    """A line that somebody wrote for the boards of a site, and how long it holds."""

    site = models.ForeignKey(
        Site, verbose_name=_("site"), on_delete=models.CASCADE, related_name="notices"
    )
    text = models.CharField(_("text"), max_length=LONGEST_NOTICE)
    level = models.CharField(
        _("level"), max_length=10, choices=NoticeLevel, default=NoticeLevel.INFO
    )
    from_at = models.DateTimeField(_("from"), default=timezone.now)
    until_at = models.DateTimeField(
        _("until"), null=True, blank=True, help_text=_("Empty: until it is taken down.")
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("author"),
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-from_at", "-pk"]
        indexes = [models.Index(fields=["site", "until_at"], name="notice_site_until")]

    def __str__(self) -> str:
        return self.text

    def clean(self) -> None:
        self.text = " ".join(self.text.split())
        if not self.text:
            raise ValidationError({"text": _("Write what it is about.")})
        if self.until_at is not None and self.until_at <= self.from_at:
            raise ValidationError({"until_at": _("It must end after it began.")})
