"""Values, limits and instants of alerts in words."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils import formats

from wallboard.alerts.amounts import amount_of
from wallboard.boards.clock import at_site as instant_at_site
from wallboard.boards.models import Site
from wallboard.pages.rule_form import label_of

register = template.Library()


@register.filter
def amount(value: float, metric: str) -> str:
    """In the unit of the metric: "80 %", "1:30", "12"."""
    return amount_of(value, metric, formats.number_format)


@register.filter
def metric_label(metric: str) -> str:
    """In the viewer's language, by the English label."""
    return label_of(metric)


@register.filter
def at_site(at: datetime, site: Site) -> str:
    """By the clock of the site: "10:41" today, with the date on other days."""
    return instant_at_site(at, site.timezone)
