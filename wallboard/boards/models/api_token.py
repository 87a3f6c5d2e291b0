from __future__ import annotations

import secrets
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from wallboard.boards.models.display import hash_of
from wallboard.boards.models.site import Site

MARK = "wb"


class Scope(models.TextChoices):
    """What a token opens. All of it is read-only."""

    SITES = "sites", _("Sites: names and time zones")
    QUEUES = "queues", _("Queues: names and groups")
    FIGURES = "figures", _("Figures of sites and queues, with age and trust")
    AGENTS = "agents", _("Agents, as far as the site's policy tells of them")
    BOARDS = "boards", _("Boards: what they show, now and as events")
    SOURCES = "sources", _("Sources: whether they are well")


def known_scopes(value: object) -> None:
    if not isinstance(value, list) or not value or not set(value) <= set(Scope.values):
        raise ValidationError(_("Choose at least one of the scopes listed."))


class ApiToken(models.Model):
    """Lets one program read some of some sites. Its secret is shown once and kept as a hash.

    The text of a token is `wb_<key>_<secret>`: the key finds the row, the secret is compared.
    """

    name = models.CharField(_("name"), max_length=120, help_text=_("Which program uses it."))
    sites = models.ManyToManyField(Site, verbose_name=_("sites"), related_name="api_tokens")
    scopes = models.JSONField(_("scopes"), default=list, validators=[known_scopes])
    key = models.CharField(max_length=16, unique=True, editable=False)
    secret_hash = models.CharField(max_length=64, editable=False)
    expires_at = models.DateTimeField(
        _("expires"), null=True, blank=True, help_text=_("Empty: until somebody revokes it.")
    )
    created_at = models.DateTimeField(_("made"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("made by"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True, editable=False)

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")

    def __str__(self) -> str:
        return self.name

    def new_secret(self) -> str:
        """Make key and secret; the token's text, the only time that it is seen. Does not save."""
        secret = secrets.token_urlsafe(32)
        self.key = secrets.token_hex(8)
        self.secret_hash = hash_of(secret)
        return f"{MARK}_{self.key}_{secret}"

    def fits(self, secret: str) -> bool:
        return constant_time_compare(self.secret_hash, hash_of(secret))

    def is_valid(self, now: datetime | None = None) -> bool:
        expired = self.expires_at is not None and self.expires_at <= (now or timezone.now())
        return self.revoked_at is None and not expired

    def revoke(self) -> None:
        """It opens nothing from now on, and streams that it opened end; saves."""
        if self.revoked_at is None:
            self.revoked_at = timezone.now()
            self.save(update_fields=["revoked_at"])
