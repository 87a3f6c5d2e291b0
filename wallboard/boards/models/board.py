from __future__ import annotations

from django.db import models

from wallboard.boards.models.site import Site


class Purpose(models.TextChoices):
    WALL = "wall", "Wall: read from eight metres, never scrolls"
    DESK = "desk", "Desk: read from sixty centimetres, may scroll"


class Theme(models.TextChoices):
    DARK = "dark", "Dark"
    LIGHT = "light", "Light"
    AUTO = "auto", "As the screen prefers"


class Board(models.Model):
    """A page of widgets, twelve columns wide. It belongs to its site, not to who made it."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="boards")
    slug = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)
    purpose = models.CharField(max_length=10, choices=Purpose, default=Purpose.DESK)
    theme = models.CharField(max_length=10, choices=Theme, default=Theme.AUTO)
    position = models.PositiveIntegerField(default=0, help_text="Order in the list of boards.")
    # The screen that it is made for, by which the designer judges what can be read.
    screen_inches = models.FloatField(default=55.0, editable=False)
    screen_width = models.PositiveIntegerField(default=1920, editable=False)
    screen_height = models.PositiveIntegerField(default=1080, editable=False)
    distance_metres = models.FloatField(default=8.0, editable=False)
    archived = models.BooleanField(default=False, help_text="Kept, but in no list.")

    class Meta:
        ordering = ["position", "name"]
        constraints = [
            models.UniqueConstraint(fields=["site", "slug"], name="board_slug_once_per_site")
        ]

    def __str__(self) -> str:
        return self.name
