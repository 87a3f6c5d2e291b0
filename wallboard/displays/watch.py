"""Looks twice a minute at every screen: remembers when it was heard last, and tells the site's
administrators of one that has been off for too long while it should be on.

What screens tell lies in Redis; the instant of the last word is written down here, in one go for
all of them, so that "offline since" survives a Redis that was restarted empty.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from django.conf import settings

from wallboard.boards.models import Display
from wallboard.displays.notices import tell_administrators
from wallboard.displays.standing import standing_of
from wallboard.state.redis import sync_client
from wallboard.state.reports import DisplayReports

log = structlog.get_logger(__name__)
WRITTEN_AGAIN_AFTER_SECONDS = 30.0
Reports = Mapping[str, Mapping[str, Any]]


def look(now_at: float | None = None) -> int:
    """How many screens are off that should be on. Raises StateUnavailable: then nothing is known,
    and nobody is told anything."""
    now_at = time.time() if now_at is None else now_at
    displays = list(Display.objects.filter(revoked_at=None).select_related("site"))
    store = DisplayReports(sync_client())
    reports = store.of(str(one.pk) for one in displays)
    _note_last_words(displays, reports)
    store.forget(set(store.known()) - {str(one.pk) for one in displays})
    off = [one for one in displays if _is_missed(one, reports, now_at)]
    _tell([one for one in off if one.offline_told_at is None], now_at)
    back = [one.pk for one in displays if one.offline_told_at and not _is_off(one, reports, now_at)]
    Display.objects.filter(pk__in=back).update(offline_told_at=None)
    return len(off)


def _note_last_words(displays: Iterable[Display], reports: Reports) -> None:
    """No signal is sent for it: nothing that anybody is shown has changed."""
    heard = []
    for display in displays:
        at = reports.get(str(display.pk), {}).get("at")
        before = display.last_seen_at.timestamp() if display.last_seen_at else 0.0
        if at is not None and at - before >= WRITTEN_AGAIN_AFTER_SECONDS:
            display.last_seen_at = datetime.fromtimestamp(at, UTC)
            heard.append(display)
    Display.objects.bulk_update(heard, ["last_seen_at"], batch_size=200)


def _is_off(display: Display, reports: Reports, now_at: float) -> bool:
    seen_at = display.last_seen_at.timestamp() if display.last_seen_at else None
    report = reports.get(str(display.pk), {})
    return standing_of(report, seen_at, False, now_at).word == "offline"


def _is_missed(display: Display, reports: Reports, now_at: float) -> bool:
    """Off for the set time, all of which lay in the hours in which it should be on."""
    if not display.watched or not _is_off(display, reports, now_at):
        return False
    begin_at = now_at - settings.WALLBOARD_DISPLAY_NOTICE_SECONDS
    seen_at = display.last_seen_at.timestamp() if display.last_seen_at else 0.0
    spans = display.on_hours.spans(ZoneInfo(display.site.timezone), begin_at, now_at)
    return seen_at <= begin_at and spans == [(begin_at, now_at)]


def _tell(displays: list[Display], now_at: float) -> None:
    for site in {one.site for one in displays}:
        missed = [one for one in displays if one.site_id == site.pk]
        told = tell_administrators(site, missed)
        log.warning("screens are off", site=site.pk, displays=[d.pk for d in missed], told=told)
    Display.objects.filter(pk__in=[one.pk for one in displays]).update(
        offline_told_at=datetime.fromtimestamp(now_at, UTC)
    )
