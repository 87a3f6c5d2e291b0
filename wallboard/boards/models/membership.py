from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.signals import m2m_changed

from wallboard.boards.models.site import Site
from wallboard.boards.models.team import Team


class Role(models.TextChoices):
    """What a member may do; each may what the one before it may."""

    VIEWER = "viewer", "Viewer: looks at boards"
    SUPERVISOR = "supervisor", "Supervisor: sees names, edits boards, pairs screens"
    ADMINISTRATOR = "administrator", "Administrator: configures the site"


class Membership(models.Model):
    """A user who sees boards of a site: all of them, or only what concerns some of its teams.

    `limited` stays when the last of its teams is deleted: who was limited to a team that is no
    more sees less than before, never more.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships"
    )
    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role, default=Role.VIEWER)
    teams = models.ManyToManyField(
        Team,
        blank=True,
        related_name="memberships",
        help_text="Empty: the whole site. An administrator is always one of the whole site.",
    )
    limited = models.BooleanField(default=False, editable=False)
    from_claims = models.BooleanField(
        default=False,
        editable=False,
        help_text="Given by a rule on claims of single sign-on, and withdrawn with it.",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "site"], name="membership_once_per_site")
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.site}"


def _follow_teams(
    instance: Any, action: str, reverse: bool, pk_set: set[int] | None, **_: Any
) -> None:
    """Teams were given or taken by somebody, not deleted."""
    if not action.startswith("post_"):
        return
    if not reverse:
        touched = Membership.objects.filter(pk=instance.pk)
    elif pk_set:
        touched = Membership.objects.filter(pk__in=pk_set)
    else:  # a team was taken from all: as when it is deleted, nobody sees more for it
        return
    for membership in touched:
        membership.limited = membership.teams.exists()
        membership.save(update_fields=["limited"])


m2m_changed.connect(
    _follow_teams, sender=Membership.teams.through, dispatch_uid="membership-limited"
)
