"""`/history/SITE/reports/`: who gets yesterday by e-mail. For administrators of the site alone."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wallboard.alerts.models import Kind, Recipient
from wallboard.alerts.outward import Undelivered
from wallboard.boards.access import sites_to_administer
from wallboard.boards.models import Site
from wallboard.pages.look import look_of
from wallboard.pages.report_form import ReportForm
from wallboard.pages.scrubbing import called, scrubs_of
from wallboard.reports import sending
from wallboard.reports.models import DailyReport
from wallboard.words.sentences import in_words


@never_cache
@require_safe
@login_required
def report_list(request: HttpRequest, site: str) -> HttpResponse:
    found = _site(request, site)
    reports = DailyReport.objects.filter(site=found).select_related("recipient", "scope")
    there = Recipient.objects.filter(site=found, kind=Kind.EMAIL).exists()
    context = {"site": found, "reports": list(reports), "recipients": there, **look_of(request)}
    return render(request, "pages/reports.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new_report(request: HttpRequest, site: str) -> HttpResponse:
    found = _site(request, site)
    return _form(request, DailyReport(site=found), found)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def report(request: HttpRequest, site: str, report: int) -> HttpResponse:
    found = _site(request, site)
    return _form(request, _report(found, report), found)


@never_cache
@require_POST
@login_required
def delete_report(request: HttpRequest, site: str, report: int) -> HttpResponse:
    found = _site(request, site)
    _report(found, report).delete()
    messages.success(request, _("The report is removed."))
    return redirect("report-list", site=found.slug)


@never_cache
@require_POST
@login_required
def send_report(request: HttpRequest, site: str, report: int) -> HttpResponse:
    """Yesterday's, now: so that it is seen that it arrives, and what is in it."""
    found = _site(request, site)
    one = _report(found, report)
    today = sending.utc_now().astimezone(ZoneInfo(found.timezone)).date()
    try:
        sending.tell(one, today - timedelta(days=1))
    except Undelivered as trouble:
        messages.error(request, scrubs_of(request)(in_words(trouble.words), found))
    else:
        name = called(request, one.recipient)
        messages.success(request, _("Sent to %(name)s.") % {"name": name})
    return redirect("report-list", site=found.slug)


def _site(request: HttpRequest, slug: str) -> Site:
    return get_object_or_404(sites_to_administer(request.user), slug=slug)


def _report(site: Site, pk: int) -> DailyReport:
    rows = DailyReport.objects.select_related("site", "recipient", "scope")
    return get_object_or_404(rows, site=site, pk=pk)


def _form(request: HttpRequest, report: DailyReport, site: Site) -> HttpResponse:
    form = ReportForm(site, scrubs_of(request), request.POST or None, instance=report)
    if request.method == "POST" and form.is_valid():
        if report.pk is None:
            # Its first is of the next morning, and not of one that has passed.
            report.done_for = sending.day_to_tell(report, sending.utc_now())
        form.save()
        messages.success(request, _("Saved."))
        return redirect("report-list", site=site.slug)
    context = {"form": form, "report": report, "site": site, **look_of(request)}
    return render(request, "pages/report.html", context)
