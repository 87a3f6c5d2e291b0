from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from wallboard.boards.models import Site


class SiteAlerts(models.Model):
    """What a site decided about its alerts. A site without such a row has the defaults."""

    site = models.OneToOneField(Site, on_delete=models.CASCADE, related_name="alerting")
    floor_acknowledges = models.BooleanField(
        _("the floor may acknowledge"),
        default=False,
        help_text=_(
            "Whoever stands before the wall may acknowledge by its QR, with a name that is typed, "
            "without an account."
        ),
    )

    class Meta:
        verbose_name = _("alerts of a site")
        verbose_name_plural = _("alerts of sites")

    def __str__(self) -> str:
        return str(self.site)


def floor_acknowledges(site_id: int) -> bool:
    return SiteAlerts.objects.filter(site_id=site_id, floor_acknowledges=True).exists()
