from __future__ import annotations

import secrets as random
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, validate_email
from django.db import models
from django.utils.translation import gettext_lazy as _

from wallboard.alerts import outward
from wallboard.boards import secrets
from wallboard.boards.models import Site

LONGEST_ADDRESS = 1000


class Kind(models.TextChoices):
    EMAIL = "email", _("E-mail")
    JSON = "json", _("Webhook: JSON")
    TEAMS = "teams", _("Webhook: Microsoft Teams")
    SLACK = "slack", _("Webhook: Slack")


def new_signing_secret() -> str:
    return random.token_urlsafe(32)


class Recipient(models.Model):
    """Somebody, or a program, who is told of alerts. Made by administrators of the site alone.

    The address of a webhook is itself a secret (who knows it may post there): it is encrypted like
    the secrets of accounts, and pages show its host.
    """

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="recipients")
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("way"), max_length=10, choices=Kind, default=Kind.EMAIL)
    shown_address = models.CharField(max_length=300, blank=True, editable=False)
    secrets_encrypted = models.TextField(blank=True, editable=False)
    enabled = models.BooleanField(_("on"), default=True)
    every_alert = models.BooleanField(
        _("every alert of the site"),
        default=False,
        help_text=_("Also of rules that do not name this recipient."),
    )
    tell_end = models.BooleanField(
        _("tell the end"), default=True, help_text=_("Also when somebody answers or it clears.")
    )
    language = models.CharField(_("language"), max_length=10, default="en")
    group_seconds = models.PositiveIntegerField(
        _("gather for (seconds)"),
        default=10,
        validators=[MaxValueValidator(3600)],
        help_text=_("What happens within this time becomes one message."),
    )
    gap_seconds = models.PositiveIntegerField(
        _("at most one message per (seconds)"), default=60, validators=[MaxValueValidator(86_400)]
    )
    tried_at = models.DateTimeField(null=True, editable=False)
    last_ok_at = models.DateTimeField(null=True, editable=False)
    failing_since = models.DateTimeField(null=True, editable=False)
    failure = models.CharField(max_length=300, blank=True, editable=False)  # in plain words

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["site", "name"], name="recipient_once_per_site")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_webhook(self) -> bool:
        return self.kind != Kind.EMAIL

    def secrets(self) -> dict[str, str]:
        """ "address", and of a webhook "signing". Raises `boards.secrets.Undecryptable`."""
        return secrets.decrypt_mapping(self.secrets_encrypted)

    def keep_secrets(self, address: str, signing: str = "") -> None:
        """Raises ValidationError; does not save."""
        validate_address(self.kind, address)
        kept = {"address": address.strip(), "signing": signing}
        self.secrets_encrypted = secrets.encrypt_mapping(kept)
        self.shown_address = urlsplit(address).hostname or "" if self.is_webhook else address


def validate_address(kind: str, address: str) -> None:
    """What is plainly wrong; where a name leads is looked at when it is sent to."""
    address = address.strip()
    if len(address) > LONGEST_ADDRESS:
        raise ValidationError(_("This address is too long."))
    if kind == Kind.EMAIL:
        validate_email(address)
        return
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname, parts.port
        outward.url_of(address)
    except (ValueError, outward.Undelivered):
        raise ValidationError(_("This is not an address of the web.")) from None
    schemes = ("https", "http") if settings.WALLBOARD_WEBHOOK_PLAIN else ("https",)
    if parts.scheme not in schemes or not host:
        raise ValidationError(_("The address of a webhook begins with https://."))
    if parts.username is not None or parts.password is not None:
        raise ValidationError(_("Leave name and password out of the address."))
