"""Instants by the clock of a site."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.utils import formats


def at_site(at: datetime, timezone: str, now: datetime | None = None) -> str:
    """ "10:41" today, with the date on other days."""
    zone = ZoneInfo(timezone)
    local = at.astimezone(zone)
    time = f"{local:%H:%M}"
    if local.date() == (now or datetime.now(UTC)).astimezone(zone).date():
        return time
    return f"{formats.date_format(local.date(), 'SHORT_DATE_FORMAT')} {time}"
