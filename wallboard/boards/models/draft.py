from __future__ import annotations

from django.conf import settings
from django.db import models

from wallboard.boards.models.board import Board


class BoardDraft(models.Model):
    """What somebody is making of a board and has not published. One per board.

    `mark` is another one after each save; whoever saves names the mark that she saw. `base` is the
    digest of the published content that the draft began with.
    """

    board = models.OneToOneField(Board, on_delete=models.CASCADE, related_name="draft")
    content = models.JSONField()
    mark = models.CharField(max_length=32)
    base = models.CharField(max_length=64)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    changed_by_name = models.CharField(max_length=150, blank=True)

    def __str__(self) -> str:
        return f"Draft of {self.board}"
