from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from wallboard.boards.models import Role, Site, Team


class Identity(models.Model):
    """A user as the sign-in service knows her. Never guessed from a name or an e-mail address.

    `staff_from_claims`: she may open the administration because a claim made her administrator
    of a site, and no longer when it does not.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("user"),
        on_delete=models.CASCADE,
        related_name="identities",
    )
    issuer = models.CharField(_("issuer"), max_length=500)
    subject = models.CharField(
        _("subject"), max_length=255, help_text=_("The claim “sub”: it never changes.")
    )
    staff_from_claims = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(_("made"), auto_now_add=True)
    last_login_at = models.DateTimeField(_("last sign-in"), null=True, editable=False)

    class Meta:
        verbose_name = _("single sign-on identity")
        verbose_name_plural = _("single sign-on identities")
        ordering = ["issuer", "subject"]
        constraints = [models.UniqueConstraint(fields=["issuer", "subject"], name="identity_once")]

    def __str__(self) -> str:
        return f"{self.subject} @ {self.issuer}"


class ClaimRule(models.Model):
    """Whoever's claim has this value is a member of the site, as long as it has."""

    claim = models.CharField(
        _("claim"),
        max_length=200,
        default="roles",
        help_text=_("Of the ID token, for example roles, groups or realm_access.roles."),
    )
    value = models.CharField(
        _("value"),
        max_length=200,
        help_text=_("As the sign-in service spells it; of a list, one of its members."),
    )
    site = models.ForeignKey(Site, verbose_name=_("site"), on_delete=models.CASCADE)
    role = models.CharField(_("role"), max_length=20, choices=Role, default=Role.VIEWER)
    teams = models.ManyToManyField(
        Team, verbose_name=_("teams"), blank=True, help_text=_("Empty: the whole site.")
    )
    limited = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = _("role by claim")
        verbose_name_plural = _("roles by claims")
        ordering = ["site__name", "claim", "value"]
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "value", "site", "role"], name="claim_rule_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.claim} = {self.value}"

    def clean(self) -> None:
        if not self.claim.strip() or not self.value.strip():
            raise ValidationError(_("A claim and its value are needed."))
