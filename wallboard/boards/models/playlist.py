from __future__ import annotations

from datetime import time

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from wallboard.boards.models.board import Board
from wallboard.boards.models.site import Site
from wallboard.domain.hours import MIDNIGHT, Hours
from wallboard.domain.playlist import LONGEST_SECONDS, SHORTEST_SECONDS

EVERY_DAY = 0b1111111  # Monday is the lowest bit
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def hours_of(days: int, begin: time | None, end: time | None) -> Hours:
    """As rows keep them: a bit per day, and no time for midnight."""
    chosen = frozenset(day for day in range(7) if days >> day & 1)
    return Hours(chosen, begin or MIDNIGHT, end or MIDNIGHT)


class Playlist(models.Model):
    """Boards that take turns on a screen. It belongs to its site."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="playlists")
    name = models.CharField(max_length=120)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["site", "name"], name="playlist_name_once_per_site")
        ]

    def __str__(self) -> str:
        return self.name


class PlaylistEntry(models.Model):
    """A board of a playlist. It goes with its board, and rests while that is archived."""

    playlist = models.ForeignKey(Playlist, on_delete=models.CASCADE, related_name="entries")
    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)
    seconds = models.PositiveIntegerField(
        default=30,
        validators=[MinValueValidator(SHORTEST_SECONDS), MaxValueValidator(LONGEST_SECONDS)],
    )
    days = models.PositiveSmallIntegerField(
        default=EVERY_DAY, validators=[MinValueValidator(1), MaxValueValidator(EVERY_DAY)]
    )
    begin = models.TimeField(null=True, blank=True)
    end = models.TimeField(null=True, blank=True)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.board} in {self.playlist}"

    @property
    def hours(self) -> Hours:
        return hours_of(self.days, self.begin, self.end)
