from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from wallboard.boards.models.board import Board
from wallboard.boards.models.display import Display
from wallboard.boards.models.site import Site
from wallboard.words.sentences import in_words


class Viewing(models.Model):
    """Somebody, or a screen, was shown people by name or initials: where, and from when until when.

    The words `who` and `what` are those of the time; they outlive the user, the screen and the
    board, until the row itself is too old (`WALLBOARD_ACCESS_LOG_RETENTION`).
    """

    token = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="viewings")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    display = models.ForeignKey(Display, null=True, on_delete=models.SET_NULL, related_name="+")
    board = models.ForeignKey(Board, null=True, on_delete=models.SET_NULL, related_name="+")
    who = models.CharField(_("who"), max_length=200)
    what = models.CharField(_("what"), max_length=200)
    people = models.CharField(_("people shown as"), max_length=10)
    began_at = models.DateTimeField(_("from"))
    until_at = models.DateTimeField(_("until"), db_index=True)

    class Meta:
        ordering = ["-began_at", "-pk"]
        verbose_name = _("viewing")
        verbose_name_plural = _("viewings")
        indexes = [models.Index(fields=["site", "-began_at"], name="viewing_of_site")]

    def __str__(self) -> str:
        return f"{self.who}: {self.what if self.board_id else in_words(self.what)}"
