from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from wallboard.boards.models.policy import PEOPLE, PolicyChoice
from wallboard.domain.policy import People
from wallboard.words.languages import LANGUAGES, SOURCE

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from wallboard.boards.models.membership import Membership


def validate_timezone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValidationError(
            f"“{name}” is not a time zone. Write a name such as Europe/Stockholm."
        ) from None


class Site(PolicyChoice):
    """One contact centre: its sources, its people, its boards, its clock."""

    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=60, unique=True)
    timezone = models.CharField(
        max_length=60,
        default="Europe/Stockholm",
        validators=[validate_timezone],
        help_text="Its midnight turns the day's figures; for example Europe/Stockholm.",
    )
    language = models.CharField(
        max_length=10,
        choices=LANGUAGES,
        default=SOURCE,
        help_text="Of its screens, and of the boards that it begins with. People choose their own.",
    )
    viewers_see = models.CharField(
        "viewers see people as",
        max_length=10,
        choices=PEOPLE,
        default=People.ALIAS.value,
        help_text="Members who are neither supervisors nor administrators.",
    )
    # Keys by which people and queues of two systems are recognised, in order (identity/keys.py);
    # None: the default order.
    person_keys = models.JSONField(null=True, blank=True, default=None, editable=False)
    queue_keys = models.JSONField(null=True, blank=True, default=None, editable=False)
    revision = models.PositiveBigIntegerField(default=1, editable=False)
    members: models.ManyToManyField[User, Membership] = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="Membership", related_name="sites"
    )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **options: Any) -> None:
        """As usual, but never with the revision: it only rises, by `boards.signals`."""
        if not self._state.adding and options.get("update_fields") is None:
            fields = (field.name for field in self._meta.concrete_fields)
            options["update_fields"] = [n for n in fields if n not in ("id", "revision")]
        super().save(*args, **options)
