from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.core.validators import URLValidator
from django.db import models

from wallboard.boards import secrets
from wallboard.boards.models.site import Site


class Account(models.Model):
    """A configured vendor login; belongs to exactly one site.

    Its id, as text, is the `account` of every fact, alias and task. `rank`: where two accounts of
    one origin supply the same field of one queue or person, the lower one wins.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="accounts")
    vendor = models.CharField(max_length=40)
    name = models.CharField(max_length=120, help_text="Shown on boards as the source of figures.")
    base_url = models.CharField(
        "address", max_length=500, validators=[URLValidator(schemes=["http", "https"])]
    )
    options = models.JSONField(default=dict, blank=True)
    mapping = models.JSONField(default=dict, blank=True)
    cadences = models.JSONField(default=dict, blank=True)  # job → seconds, where not the default
    jobs = models.JSONField(default=dict, blank=True)  # job → on or off, where not the default
    ca_bundle = models.TextField(
        "certificate authority",
        blank=True,
        help_text="PEM text of the authority that signed the vendor's certificate. "
        "Empty: those of this machine.",
    )
    simulation = models.BooleanField(
        default=False, help_text="Its figures are invented. Boards carry the word “simulation”."
    )
    rank = models.IntegerField(
        default=0,
        help_text="Where two sources supply the same figure, one that sends events is believed "
        "before one that is polled, and that before a schedule; among equals the lower rank wins. "
        "Another order for single figures: “Which source wins”.",
    )
    paused = models.BooleanField(default=False)
    credentials_rejected_at = models.DateTimeField(null=True, blank=True, editable=False)
    trouble = models.TextField(blank=True, editable=False)
    secrets_encrypted = models.TextField(blank=True, editable=False)

    class Meta:
        ordering = ["rank", "name"]
        constraints = [
            models.UniqueConstraint(fields=["site", "name"], name="account_name_once_per_site")
        ]

    def __str__(self) -> str:
        return self.name

    def __repr__(self) -> str:
        return f"<Account {self.pk} {self.vendor}>"

    @property
    def secrets(self) -> dict[str, str]:
        """Decrypted, key → value. Raises `secrets.Undecryptable` when no key fits any more."""
        return secrets.decrypt_mapping(self.secrets_encrypted)

    def keep_secrets(self, values: Mapping[str, str]) -> None:
        """Put these in place of what is stored; does not save."""
        self.secrets_encrypted = secrets.encrypt_mapping(values)

    def acquit(self) -> None:
        """An administrator changed something: the credentials deserve another try."""
        self.credentials_rejected_at = None
        self.trouble = ""

    def option(self, key: str, default: Any = None) -> Any:
        return self.options.get(key, default)
