from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from wallboard.boards.models.board import Board


class Deed(models.TextChoices):
    """By what a revision came to be."""

    CREATED = "created", _("created")
    COPIED = "copied", _("copied from “%(detail)s”")
    PUBLISHED = "published", _("published")
    RESTORED = "restored", _("restored revision %(detail)s")
    RENAMED = "renamed", _("renamed from “%(detail)s”")
    ELSEWHERE = "elsewhere", _("changed in the administration")


class BoardRevision(models.Model):
    """A board as it was published, whole. Who did it is kept as a name when the user goes."""

    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    deed = models.CharField(max_length=20, choices=Deed, default=Deed.PUBLISHED)
    detail = models.CharField(max_length=150, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    by_name = models.CharField(max_length=150, blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["board", "number"], name="revision_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.board}, {self.number}"

    @property
    def words(self) -> str:
        """What happened, in the reader's language."""
        return str(Deed(self.deed).label) % {"detail": self.detail}
