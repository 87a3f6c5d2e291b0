from __future__ import annotations

import hashlib
import secrets

from django.db import models
from django.utils import timezone

from wallboard.boards.models.board import Board
from wallboard.boards.models.policy import PolicyChoice
from wallboard.boards.models.site import Site


def hash_of(secret: str) -> str:
    """A fast hash is enough: the secret is 256 random bits, there is nothing to guess."""
    return hashlib.sha256(secret.encode("utf-8")).hexdigest()


class Display(PolicyChoice):
    """A screen on a wall with a credential of its own, never a user's login."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="displays")
    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="displays")
    name = models.CharField(max_length=120, help_text="Where it hangs, for example Room 4, left.")
    secret_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    last_seen_at = models.DateTimeField(null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

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
