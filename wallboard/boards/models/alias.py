from __future__ import annotations

import uuid
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models

from wallboard.boards.models.account import Account


class Alias(models.Model):
    """One vendor's name for one thing: an external id of an account.

    `decided_by_hand`: an administrator said to whom it belongs; no import moves it again.
    `last_listed_at`: when a listing last said something new of it; it is never deleted.
    """

    external_id = models.CharField(max_length=200)
    listed_name = models.CharField(max_length=200, blank=True)
    keys = models.JSONField(default=dict, blank=True)
    groups = models.JSONField(default=list, blank=True, editable=False)
    decided_by_hand = models.BooleanField(
        default=False, help_text="An import will not give it to anything else."
    )
    last_listed_at = models.DateTimeField(null=True, blank=True, editable=False)
    gone_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    account: models.ForeignKey[Account, Account]
    account_id: uuid.UUID

    owner_field: ClassVar[str]

    def clean(self) -> None:
        owner = getattr(self, self.owner_field, None)
        if owner is not None and self.account_id and owner.site_id != self.account.site_id:
            raise ValidationError(f"{owner} belongs to another site than {self.account}.")

    def __str__(self) -> str:
        return f"{self.external_id} ({self.listed_name})" if self.listed_name else self.external_id
