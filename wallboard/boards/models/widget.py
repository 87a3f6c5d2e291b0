from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from wallboard.boards import widgets
from wallboard.boards.models.board import Board

COLUMNS = 12


class Widget(models.Model):
    """One tile. Its type is a row of the projections' registry, which also checks `options`."""

    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="widgets")
    type = models.CharField(max_length=40)
    title = models.CharField(max_length=120, blank=True)
    x = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(COLUMNS - 1)])
    y = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(200)])
    width = models.PositiveSmallIntegerField(
        default=3, validators=[MinValueValidator(1), MaxValueValidator(COLUMNS)]
    )
    height = models.PositiveSmallIntegerField(
        default=2, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    options = models.JSONField(default=dict, blank=True)
    # On a phone the place follows from the order of reading; these are what somebody decided else.
    phone_position = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    phone_hidden = models.BooleanField(default=False, editable=False)
    phone_height = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["y", "x", "pk"]

    def __str__(self) -> str:
        return self.title or self.type

    def clean(self) -> None:
        if self.x + self.width > COLUMNS:
            raise ValidationError(
                {"width": f"A board is {COLUMNS} columns wide; this one ends beyond it."}
            )
        if not isinstance(self.options, dict):
            raise ValidationError({"options": "Write an object: {…}."})
        problems = widgets.problems(self.type, self.options)
        if problems:
            raise ValidationError({"options": problems})
