"""Who gets yesterday by e-mail is arranged by administrators of the site, and by nobody else."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from tests.services.mailbox import Mailbox
from wallboard.alerts.models import Kind, Recipient
from wallboard.boards.models import Membership, Role
from wallboard.reports.models import DailyReport

NAMES = ("report-list", "report-new", "report", "report-delete", "report-send")
POSTED = ("report-delete", "report-send")


@pytest.fixture
def arranged(cast: Any) -> Any:
    cast.recipient = Recipient(site=cast.site, name="Anna", kind=Kind.EMAIL)
    cast.recipient.keep_secrets("anna@example.test")
    cast.recipient.save()
    cast.report = DailyReport.objects.create(site=cast.site, recipient=cast.recipient)
    return cast


def address(cast: Any, name: str) -> str:
    more = () if name in ("report-list", "report-new") else (cast.report.pk,)
    return reverse(name, args=[cast.site.slug, *more])


@pytest.mark.parametrize("name", NAMES)
def test_only_administrators_of_the_site_arrange_reports(
    arranged: Any, name: str, mailbox: Mailbox
) -> None:
    method = "post" if name in POSTED else "get"

    def status(user: Any) -> int:
        browser = arranged.browser(user)
        return int(getattr(browser, method)(address(arranged, name)).status_code)

    assert status(None) == 302
    for role in (Role.VIEWER, Role.SUPERVISOR):
        Membership.objects.filter(user=arranged.teammate).update(role=role)
        assert status(arranged.teammate) == 404
    assert status(arranged.stranger) == 404
    assert DailyReport.objects.exists() and not mailbox.messages
    Membership.objects.filter(user=arranged.teammate).update(role=Role.ADMINISTRATOR)
    assert status(arranged.teammate) == (302 if name in POSTED else 200)


def test_a_report_of_another_site_is_not_found_below_this_one(arranged: Any) -> None:
    """An administrator of two sites names one and means the other."""
    Membership.objects.create(
        user=arranged.teammate, site=arranged.other_site, role=Role.ADMINISTRATOR
    )
    Membership.objects.filter(site=arranged.site).update(role=Role.ADMINISTRATOR)
    path = reverse("report", args=[arranged.other_site.slug, arranged.report.pk])
    assert arranged.browser(arranged.teammate).get(path).status_code == 404


def test_a_report_is_made_changed_tried_and_removed(arranged: Any, mailbox: Mailbox) -> None:
    browser = arranged.browser(arranged.owner)
    form = {
        "recipient": arranged.recipient.pk,
        "scope": "",
        "at_time": "07:15",
        "letter": "SL-A",
        "enabled": "on",
    }
    arranged.report.delete()
    path = reverse("report-new", args=[arranged.site.slug])
    reply = browser.post(path, form, follow=True)
    report = DailyReport.objects.get()
    assert f"{report.at_time:%H:%M}" == "07:15"
    assert "Saved." in reply.content.decode()
    arranged.report = report
    browser.post(address(arranged, "report"), {**form, "at_time": "08:00"})
    report.refresh_from_db()
    assert f"{report.at_time:%H:%M}" == "08:00"
    reply = browser.post(address(arranged, "report-send"), follow=True)
    assert "Sent to Anna." in reply.content.decode()
    assert len(mailbox.messages) == 1
    mailbox.refusal = "554 no"
    reply = browser.post(address(arranged, "report-send"), follow=True)
    assert "refused the message (status 554)" in reply.content.decode()
    browser.post(address(arranged, "report-delete"))
    assert not DailyReport.objects.exists()


def test_a_recipient_of_another_site_is_no_choice(arranged: Any) -> None:
    other = Recipient(site=arranged.other_site, name="Stranger", kind=Kind.EMAIL)
    other.keep_secrets("stranger@example.test")
    other.save()
    path = reverse("report-new", args=[arranged.site.slug])
    browser = arranged.browser(arranged.owner)
    assert "Stranger" not in browser.get(path).content.decode()
    form = {"recipient": other.pk, "at_time": "07:15", "letter": "SL-A", "enabled": "on"}
    assert browser.post(path, form).status_code == 200
    assert DailyReport.objects.count() == 1
