from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models

from wallboard.boards.models.policy import PolicyChoice
from wallboard.boards.models.site import Site
from wallboard.boards.models.team import Team


class Purpose(models.TextChoices):
    WALL = "wall", "Wall: read from eight metres, never scrolls"
    DESK = "desk", "Desk: read from sixty centimetres, may scroll"


class Theme(models.TextChoices):
    DARK = "dark", "Dark"
    LIGHT = "light", "Light"
    AUTO = "auto", "As the screen prefers"


class Board(PolicyChoice):
    """A page of widgets, twelve columns wide. It belongs to its site or team, not to its maker."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="boards")
    team = models.ForeignKey(
        Team,
        null=True,
        blank=True,
        on_delete=models.RESTRICT,  # without its team it would be everybody's
        related_name="boards",
        help_text="Empty: the site's. A team's board is seen by members of the team "
        "and by those of the whole site.",
    )
    shared = models.BooleanField(
        default=True,
        help_text="A board of the site: members who are limited to teams see it too, "
        "with what the policy lets a viewer see of people.",
    )
    slug = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)
    purpose = models.CharField(max_length=10, choices=Purpose, default=Purpose.DESK)
    theme = models.CharField(max_length=10, choices=Theme, default=Theme.AUTO)
    position = models.PositiveIntegerField(default=0, help_text="Order in the list of boards.")
    # The screen that it is made for, by which the designer judges what can be read. None: the usual
    # one of its purpose (`boards/content.py`).
    screen_inches = models.FloatField(null=True, blank=True, editable=False)
    screen_width = models.PositiveIntegerField(null=True, blank=True, editable=False)
    screen_height = models.PositiveIntegerField(null=True, blank=True, editable=False)
    distance_metres = models.FloatField(null=True, blank=True, editable=False)
    archived = models.BooleanField(default=False, help_text="Kept, but in no list.")

    class Meta:
        ordering = ["position", "name"]
        constraints = [
            models.UniqueConstraint(fields=["site", "slug"], name="board_slug_once_per_site")
        ]

    def clean(self) -> None:
        if self.team_id and self.team is not None and self.team.site_id != self.site_id:
            raise ValidationError({"team": "That team belongs to another site."})

    def __str__(self) -> str:
        return self.name
