"""What of people may be shown, as fields of a site, a board and a screen."""

from __future__ import annotations

from django.core.validators import MaxValueValidator
from django.db import models

from wallboard.domain.policy import People, Policy

PEOPLE = [
    (People.NAMES.value, "Names"),
    (People.INITIALS.value, "Initials"),
    (People.ALIAS.value, "An alias: a short code, the same every day"),
    (People.COUNTS.value, "Counts only: nobody is listed one by one"),
]
LARGEST_GROUP = 50
LONGEST_ROUNDING_MINUTES = 60


class PolicyChoice(models.Model):
    """One part's say; the strictest of all parts is in force (`boards/policy.py`)."""

    people = models.CharField(
        "people are shown as",
        max_length=10,
        choices=PEOPLE,
        default=People.NAMES.value,
        help_text="The strictest of what site, board, screen and role say is in force.",
    )
    smallest_group = models.PositiveSmallIntegerField(
        "smallest group",
        default=0,
        validators=[MaxValueValidator(LARGEST_GROUP)],
        help_text="A count of fewer people is shown as “fewer than …”. 0: every count is shown.",
    )
    rounding_minutes = models.PositiveSmallIntegerField(
        "time in state in steps of (minutes)",
        default=0,
        validators=[MaxValueValidator(LONGEST_ROUNDING_MINUTES)],
        help_text="0: to the second.",
    )
    no_ranking = models.BooleanField(
        "no ranking",
        default=False,
        help_text="People in the order of their names, not of how long they are in a state; "
        "and no figure that compares people, such as the share in adherence.",
    )

    class Meta:
        abstract = True

    def own_policy(self) -> Policy:
        return Policy(
            people=People(self.people),
            smallest_group=self.smallest_group,
            round_seconds=self.rounding_minutes * 60,
            ranking=not self.no_ranking,
        )


POLICY_FIELDS = ("people", "smallest_group", "rounding_minutes", "no_ranking")
AS_THE_SITE = "As the site has it"  # for a board or screen, the laxest choice asks for nothing more
