from __future__ import annotations

import hashlib
import secrets

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone

from wallboard.boards.models.board import Board
from wallboard.boards.models.playlist import EVERY_DAY, Playlist, hours_of
from wallboard.boards.models.policy import PolicyChoice
from wallboard.boards.models.site import Site
from wallboard.domain.hours import Hours
from wallboard.words.languages import LANGUAGES


def hash_of(secret: str) -> str:
    """A fast hash is enough: the secret is 256 random bits, there is nothing to guess."""
    return hashlib.sha256(secret.encode("utf-8")).hexdigest()


class ScreenTheme(models.TextChoices):
    BOARD = "board", "As the board says"
    DARK = "dark", "Dark"
    LIGHT = "light", "Light"
    HOURS = "hours", "Light within the hours below, else dark"


class Display(PolicyChoice):
    """A screen on a wall with a credential of its own, never a user's login."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="displays")
    name = models.CharField(max_length=120, help_text="Where it hangs, for example Room 4, left.")
    language = models.CharField(
        max_length=10, choices=LANGUAGES, blank=True, help_text="Empty: that of the site."
    )
    secret_hash = models.CharField(max_length=64, unique=True, editable=False)

    # What it shows: the playlist where there is one, else the board; without either it says so.
    board = models.ForeignKey(
        Board, on_delete=models.SET_NULL, null=True, blank=True, related_name="displays"
    )
    playlist = models.ForeignKey(
        Playlist,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="displays",
        help_text="Goes before the board.",
    )
    alarm_board = models.ForeignKey(
        Board,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Shown instead while a critical alert is active.",
    )

    # How it looks.
    theme = models.CharField(max_length=10, choices=ScreenTheme, default=ScreenTheme.BOARD)
    light_from = models.TimeField(null=True, blank=True)
    light_until = models.TimeField(null=True, blank=True)
    dimmed = models.BooleanField(default=False, help_text="Now, whatever the hours.")
    dim_percent = models.PositiveSmallIntegerField(
        default=60,
        validators=[MinValueValidator(10), MaxValueValidator(95)],
        help_text="How much darker it is while it is dimmed.",
    )
    dim_from = models.TimeField(null=True, blank=True)
    dim_until = models.TimeField(null=True, blank=True)
    shift = models.BooleanField(
        default=True, help_text="Moves the picture by a few pixels now and then: no burn-in."
    )

    # When somebody is told that it is off.
    watched = models.BooleanField(default=True, help_text="Tell the administrators when it is off.")
    on_days = models.PositiveSmallIntegerField(
        default=EVERY_DAY, validators=[MinValueValidator(0), MaxValueValidator(EVERY_DAY)]
    )
    on_from = models.TimeField(null=True, blank=True)
    on_until = models.TimeField(null=True, blank=True)
    offline_told_at = models.DateTimeField(null=True, blank=True, editable=False)

    created_at = models.DateTimeField(auto_now_add=True)
    last_seen_at = models.DateTimeField(null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def spoken(self) -> str:
        """The code of the language that it speaks."""
        return self.language or self.site.language

    @property
    def on_hours(self) -> Hours:
        """When it is expected to be on."""
        return hours_of(self.on_days, self.on_from, self.on_until)

    @property
    def dim_hours(self) -> Hours | None:
        if self.dim_from is None or self.dim_until is None:
            return None
        return hours_of(EVERY_DAY, self.dim_from, self.dim_until)

    @property
    def light_hours(self) -> Hours:
        return hours_of(EVERY_DAY, self.light_from, self.light_until)

    def new_secret(self) -> str:
        """Make another credential and return it, the only time that it is seen; does not save."""
        secret = secrets.token_urlsafe(32)
        self.secret_hash = hash_of(secret)
        self.revoked_at = None
        return secret

    def revoke(self) -> None:
        """Its credential opens nothing from now on; saves."""
        if self.revoked_at is None:
            self.revoked_at = timezone.now()
            self.save(update_fields=["revoked_at"])
