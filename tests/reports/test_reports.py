"""Yesterday by e-mail: what arrives at a real mail server, when, and who may arrange it."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, time, timedelta
from email.message import EmailMessage
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from tests.services.mailbox import Mailbox
from wallboard.alerts.models import Kind, Recipient
from wallboard.boards.models import Site
from wallboard.domain.local_day import day_bounds
from wallboard.history.models import Interval, IntervalScope, IntervalSources, Outage
from wallboard.reports import contents, sending
from wallboard.reports.models import DailyReport

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("redis_client")]

DAY = date(2026, 3, 10)
MORNING = datetime(2026, 3, 11, 6, 30, tzinfo=UTC)  # 7:30 in Malmö


@pytest.fixture
def site() -> Site:
    return Site.objects.create(name="Malmö", slug="malmo", timezone="Europe/Stockholm")


def fill(site: Site, day: date, offered: int) -> None:
    scope, _ = IntervalScope.objects.get_or_create(site=site, kind="site", name="Malmö")
    sources, _ = IntervalSources.objects.get_or_create(names="Växel")
    start = day_bounds(day, ZoneInfo(site.timezone))[0] + 8 * 3600
    for quarter in range(start, start + 4 * 3600, 900):
        if day == DAY and start + 3600 <= quarter < start + 5400:
            continue
        Interval.objects.create(
            scope=scope,
            from_at=quarter,
            sources=sources,
            threshold_seconds=20,
            offered=offered,
            answered=offered - 1,
            abandoned=1,
            answered_in_threshold=offered - 2,
            abandoned_in_threshold=0,
            abandoned_short=0,
            wait_seconds=10 * offered,
            waiting_contact_seconds=900,
            available_agent_seconds=2700,
            contacts_covered_seconds=900,
            waiting_covered_seconds=900,
            agents_covered_seconds=900,
        )


@pytest.fixture
def past(site: Site) -> Site:
    fill(site, DAY, 10)
    fill(site, DAY - timedelta(days=7), 5)
    start = day_bounds(DAY, ZoneInfo(site.timezone))[0]
    Outage.objects.create(site=site, source="Växel", from_at=start + 32_400, to_at=start + 34_200)
    return site


def report_of(site: Site, language: str = "en", **choices: Any) -> DailyReport:
    recipient = Recipient(site=site, name=f"Anna {language}", kind=Kind.EMAIL, language=language)
    recipient.keep_secrets("anna@example.test")
    recipient.save()
    return DailyReport.objects.create(site=site, recipient=recipient, **choices)


def part(message: EmailMessage, kind: str) -> str:
    found = message.get_body((kind,))
    assert found is not None
    return str(found.get_content())


def pictures(message: EmailMessage) -> dict[str, Any]:
    return {
        str(part.get_filename()): part.get_payload(decode=True)
        for part in message.walk()
        if part.get_content_type() == "image/png"
    }


def test_a_report_tells_of_yesterday_with_last_week_beside_it(past: Site, mailbox: Mailbox) -> None:
    report_of(past)
    assert sending.send_due(MORNING) == 1
    (message,) = mailbox.messages
    assert message["Subject"] == "Malmö: Tuesday 10 March 2026"
    assert message["To"] == "anna@example.test"
    text = part(message, "plain")
    assert "Offered: 140 (Tuesday 3 March: 80)" in text  # 14 quarters of 10, 16 of 5
    assert "Växel: 09:00–09:30 (30:00)" in text
    shown = part(message, "html")
    assert ">140</td>" in shown and ">80</td>" in shown
    assert "08:00" in shown and "◔ 50.0 %" in shown  # the hour with the gap says so
    drawn = pictures(message)
    assert set(drawn) == {"offered.png", "service-level.png", "waiting.png", "staffed.png"}
    for name, content in drawn.items():
        assert f'src="cid:{name}"' in shown
        assert Image.open(io.BytesIO(content)).size == (1280, 300)


def test_both_days_of_a_report_are_by_one_letter(past: Site, mailbox: Mailbox) -> None:
    """Short abandons are known of yesterday, and not of the week before."""
    week_before = DAY - timedelta(days=7)
    from_at, to_at = day_bounds(week_before, ZoneInfo(past.timezone))
    Interval.objects.filter(from_at__range=(from_at, to_at)).update(abandoned_short=None)
    report_of(past)
    sending.send_due(MORNING)
    text = part(mailbox.messages[0], "plain")
    assert "SL-A is shown" in text
    assert "Service level: 80.0 % (Tuesday 3 March: 60.0 %)" in text


def test_a_curve_has_the_gap_that_the_day_had(past: Site, mailbox: Mailbox) -> None:
    """Where nothing was told the picture has the colour of an outage and no curve."""
    report_of(past)
    sending.send_due(MORNING)
    drawn = Image.open(io.BytesIO(pictures(mailbox.messages[0])["offered.png"])).convert("RGB")

    def colours(quarter: float) -> set[Any]:
        x = round(2 * (4 + 632 * quarter / 96))
        return {drawn.getpixel((x, y)) for y in range(30, 255)}

    blue = (0x1F, 0x4F, 0xC4)
    assert blue in colours(8.5 * 4)
    assert blue not in colours(9.25 * 4)
    assert (0xF3, 0xE1, 0xCC) in colours(9.25 * 4)


def test_it_speaks_the_language_of_who_gets_it(past: Site, mailbox: Mailbox) -> None:
    report_of(past, "sv")
    sending.send_due(MORNING)
    (message,) = mailbox.messages
    assert message["Subject"] == "Malmö: tisdag 10 mars 2026"
    assert "Offered" not in part(message, "html")


def test_it_is_sent_once_a_day_and_from_its_hour_on(past: Site, mailbox: Mailbox) -> None:
    report = report_of(past, at_time=time(7, 45))
    assert sending.send_due(MORNING) == 0
    assert sending.send_due(MORNING + timedelta(minutes=15)) == 1
    assert sending.send_due(MORNING + timedelta(minutes=16)) == 0
    report.refresh_from_db()
    assert report.done_for == DAY
    assert sending.send_due(MORNING + timedelta(days=1)) == 0
    assert sending.send_due(MORNING + timedelta(days=1, minutes=15)) == 1
    assert len(mailbox.messages) == 2
    assert "Nothing was counted on this day" in part(mailbox.messages[1], "plain")


def test_a_new_report_begins_with_the_next_morning(past: Site) -> None:
    report = report_of(past, at_time=time(7, 0))
    assert sending.day_to_tell(report, MORNING) == DAY  # its hour has passed today
    report.done_for = DAY
    report.save()
    assert sending.due(MORNING) == []
    early = report_of(past, "fi", at_time=time(9, 0))
    assert sending.day_to_tell(early, MORNING) is None


def test_what_is_off_is_not_sent(past: Site, mailbox: Mailbox) -> None:
    report_of(past, enabled=False)
    other = report_of(past, "fi")
    Recipient.objects.filter(pk=other.recipient_id).update(enabled=False)
    assert sending.send_due(MORNING) == 0
    assert not mailbox.messages


def test_a_mail_server_that_fails_is_asked_again_and_told_of(past: Site, mailbox: Mailbox) -> None:
    mailbox.refusal = "451 try later"
    report = report_of(past)
    assert sending.send_due(MORNING) == 0
    report.refresh_from_db()
    assert "status 451" in report.failure and report.failing_since == MORNING
    assert sending.due(MORNING + timedelta(seconds=59)) == []
    mailbox.refusal = ""
    assert sending.send_due(MORNING + timedelta(seconds=60)) == 1
    report.refresh_from_db()
    assert report.failure == "" and report.done_for == DAY
    assert not report.failing_since


def test_a_day_that_cannot_be_sent_is_given_up_and_the_next_is_not(
    past: Site, settings: Any, mailbox: Mailbox
) -> None:
    mailbox.refusal = "451 try later"
    report = report_of(past)
    now = MORNING
    for seconds in (0, *sending.BACK_OFF_SECONDS):
        now += timedelta(seconds=seconds)
        sending.send_due(now)
    report.refresh_from_db()
    assert report.done_for == DAY and report.failing_since == MORNING
    mailbox.refusal = ""
    assert sending.send_due(now + timedelta(minutes=1)) == 0
    assert sending.send_due(MORNING + timedelta(days=1)) == 1


def test_people_are_not_counted_where_the_policy_has_a_smallest_group(
    past: Site, mailbox: Mailbox
) -> None:
    past.smallest_group = 5
    past.save()
    report_of(past)
    sending.send_due(MORNING)
    (message,) = mailbox.messages
    assert "staffed.png" not in pictures(message)
    assert "Staffed, mean: –" in part(message, "plain")
    assert "Offered: 140" in part(message, "plain")


def test_a_name_cannot_make_a_tag(past: Site, mailbox: Mailbox) -> None:
    IntervalScope.objects.update(name="<b>x</b>\r\nBcc: all@example.test")
    report_of(past)
    sending.send_due(MORNING)
    (message,) = mailbox.messages
    assert "<b>x" not in part(message, "html")
    assert message["Bcc"] is None


def test_a_report_that_breaks_does_not_keep_others_waiting(
    past: Site, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, well = report_of(past), report_of(past, "fi")
    real = contents.letter_of

    def letter_of(report: DailyReport, shown: date) -> Any:
        if report.pk == broken.pk:
            raise RuntimeError("broken")
        return real(report, shown)

    monkeypatch.setattr(sending, "letter_of", letter_of)
    assert sending.send_due(MORNING) == 1
    well.refresh_from_db()
    assert well.done_for == DAY
