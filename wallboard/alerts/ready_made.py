"""The rules that the demo begins with: two that a contact centre would want, patient ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from wallboard.alerts.models import Rule
from wallboard.boards.models import Site

RULES: tuple[Mapping[str, Any], ...] = (
    {
        "name": "Longest wait",
        "metric": "longest_wait_since",
        "warn": 300.0,
        "warn_clear": 180.0,
        "critical": 600.0,
        "critical_clear": 420.0,
        "raise_seconds": 15,
        "clear_seconds": 60,
    },
    {
        "name": "Service level today",
        "metric": "service_level",
        "warn": 0.6,
        "warn_clear": 0.65,
        "critical": 0.4,
        "critical_clear": 0.5,
        "raise_seconds": 300,
        "clear_seconds": 300,
        "sound": False,
    },
)


def make_rules(site: Site) -> int:
    """For a site without rules; how many were made."""
    if Rule.objects.filter(site=site).exists():
        return 0
    for row in RULES:
        Rule.objects.create(site=site, **{**row, "name": _(row["name"])})
    return len(RULES)
