"""Values, limits and instants of alerts in words."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils import formats

from wallboard.alerts.amounts import amount_of
from wallboard.boards.clock import at_site as instant_at_site
from wallboard.boards.models import Site

register = template.Library()


@register.filter
def amount(value: float, metric: str) -> str:
    """In the unit of the metric: "80 %", "1:30", "12"."""
    return amount_of(value, metric, formats.number_format)


@register.filter
def at_site(at: datetime, site: Site) -> str:
    """By the clock of the site: "10:41" today, with the date on other days."""
    return instant_at_site(at, site.timezone)
