from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from wallboard.boards.models.site import Site


class Image(models.Model):
    """A picture for the boards of a site, under the digest of its content (decision 0016)."""

    site = models.ForeignKey(
        Site, verbose_name=_("site"), on_delete=models.CASCADE, related_name="images"
    )
    name = models.CharField(_("name"), max_length=120)
    digest = models.CharField(max_length=64, editable=False)
    media_type = models.CharField(max_length=20, editable=False)
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    content = models.BinaryField()
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("author"),
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("image")
        verbose_name_plural = _("images")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["site", "digest"], name="image_once_per_site")
        ]

    def __str__(self) -> str:
        return self.name
