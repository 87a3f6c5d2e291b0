from __future__ import annotations

from django.db import models

from wallboard.boards.models.site import Site


class Team(models.Model):
    """People who are looked at together. Made by hand, or from the groups that a vendor names."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="teams")
    name = models.CharField(max_length=120)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["site", "name"], name="team_name_once_per_site")
        ]

    def __str__(self) -> str:
        return self.name
