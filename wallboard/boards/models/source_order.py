from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models

from wallboard.boards.models.account import Account
from wallboard.boards.models.site import Site


class SourceOrder(models.Model):
    """For one figure of a site: which account is believed before which.

    `figure` is the kind and the field, for example "agent.state". Accounts that no place names come
    after those that are named, in the order that holds without this: events, polls, schedules.
    """

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="source_orders")
    figure = models.CharField(max_length=80)

    class Meta:
        ordering = ["figure"]
        verbose_name = "source order"
        verbose_name_plural = "which source wins"
        constraints = [
            models.UniqueConstraint(fields=["site", "figure"], name="source_order_once_per_figure")
        ]

    def __str__(self) -> str:
        return self.figure


class SourcePlace(models.Model):
    """An account's place in an order: the lowest position is believed first."""

    order = models.ForeignKey(SourceOrder, on_delete=models.CASCADE, related_name="places")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField(default=1, help_text="1 is believed first.")

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["order", "account"], name="source_place_once")
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.account}"

    def clean(self) -> None:
        order = getattr(self, "order", None)
        if order is not None and self.account_id and self.account.site_id != order.site_id:
            raise ValidationError({"account": f"{self.account} belongs to another site."})
