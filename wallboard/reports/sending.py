"""Which reports are due, and sending one: by one process at a time, again where that may help."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import structlog
from django.db.models import Q
from django.utils import translation

from wallboard.alerts import mail
from wallboard.alerts.models import Kind
from wallboard.alerts.outward import Undelivered
from wallboard.boards.secrets import Undecryptable
from wallboard.reports.contents import letter_of
from wallboard.reports.models import DailyReport
from wallboard.state.leases import Lease
from wallboard.state.redis import StateUnavailable, sync_client

log = structlog.get_logger(__name__)

LEASE_SECONDS = 120.0  # longer than any attempt may take
# After each failure; then the day is given up, and the next morning has its own.
BACK_OFF_SECONDS = (60, 300, 900, 3600, 7200, 7200)
ONE_DAY = timedelta(days=1)


def day_to_tell(report: DailyReport, now: datetime) -> date | None:
    """Yesterday by the site's clock, once its hour has come; None while nothing is to be told.

    Days that were missed (nobody ran this, for a week) are not made up for: they are in the
    history, and a mailbox full of them helps nobody.
    """
    local = now.astimezone(ZoneInfo(report.site.timezone))
    yesterday = local.date() - ONE_DAY
    if local.time() < report.at_time:
        return None
    if report.done_for is not None and report.done_for >= yesterday:
        return None
    return yesterday


def due(now: datetime) -> list[int]:
    rows = DailyReport.objects.filter(
        Q(next_at=None) | Q(next_at__lte=now), enabled=True, recipient__enabled=True
    ).select_related("site")
    return [row.pk for row in rows if day_to_tell(row, now) is not None]


def send_due(now: datetime) -> int:
    """How many were sent. Raises StateUnavailable. One that breaks does not keep others waiting."""
    sent = 0
    for pk in due(now):
        try:
            sent += send(pk, now)
        except StateUnavailable:
            raise
        except Exception:
            log.exception("a daily report broke", report=pk)
    return sent


def send(pk: int, now: datetime) -> bool:
    """The report of its day, if that is still to be told. Raises StateUnavailable."""
    lease = Lease(sync_client(), f"report:{pk}", LEASE_SECONDS)
    if not lease.acquire():
        return False
    try:
        report = _found(pk)
        shown = day_to_tell(report, now) if report is not None else None
        if report is None or shown is None:
            return False  # another sent it just now
        try:
            tell(report, shown)
        except Undelivered as trouble:
            _failed(report, shown, trouble, now)
            return False
        _sent(report, shown, now)
        return True
    finally:
        lease.release()


def tell(report: DailyReport, shown: date) -> None:
    """Send it now, of any day; nothing is kept of it. Raises Undelivered."""
    if report.recipient.kind != Kind.EMAIL:
        raise Undelivered("A report goes to an e-mail address.", again=False)
    try:
        address = report.recipient.secrets().get("address", "")
    except Undecryptable as error:
        raise Undelivered(str(error)) from None
    with translation.override(report.recipient.language):
        letter = letter_of(report, shown)
    number = f"report-{report.pk}-{shown.isoformat()}"
    mail.send(address, letter.subject, letter.text, number, letter.html, letter.pictures)


def _found(pk: int) -> DailyReport | None:
    rows = DailyReport.objects.select_related("site", "recipient", "scope")
    return rows.filter(pk=pk, enabled=True).first()


def _sent(report: DailyReport, shown: date, now: datetime) -> None:
    if report.failing_since is not None:
        log.info("a daily report is sent again", report=report.pk)
    DailyReport.objects.filter(pk=report.pk).update(
        done_for=shown, sent_at=now, attempts=0, next_at=None, failure="", failing_since=None
    )


def _failed(report: DailyReport, shown: date, trouble: Undelivered, now: datetime) -> None:
    """Logged once when it breaks and once when it recovers."""
    if report.failing_since is None:
        log.warning("a daily report was not sent", report=report.pk, reason=trouble.words)
        report.failing_since = now
    report.failure, report.attempts = trouble.words[:300], report.attempts + 1
    if trouble.again and report.attempts <= len(BACK_OFF_SECONDS):
        report.next_at = now + timedelta(seconds=BACK_OFF_SECONDS[report.attempts - 1])
    else:
        report.done_for, report.attempts, report.next_at = shown, 0, None
    report.save(update_fields=["failure", "attempts", "failing_since", "next_at", "done_for"])


def utc_now() -> datetime:
    return datetime.now(UTC)
