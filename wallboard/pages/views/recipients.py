"""`/alerts/recipients/`: who is told of alerts. For administrators of the site alone."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wallboard.alerts.models import Recipient, SiteAlerts
from wallboard.boards.access import sites_to_administer
from wallboard.boards.models import Site
from wallboard.pages.look import look_of
from wallboard.pages.recipient_form import RecipientForm
from wallboard.pages.scrubbing import called


@never_cache
@require_safe
@login_required
def recipient_list(request: HttpRequest) -> HttpResponse:
    sites = list(sites_to_administer(request.user).order_by("name"))
    if not sites:
        raise Http404
    groups = [(site, list(Recipient.objects.filter(site=site)), _decided(site)) for site in sites]
    return render(request, "pages/recipients.html", {"groups": groups, **look_of(request)})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new_recipient(request: HttpRequest, site: int) -> HttpResponse:
    found = get_object_or_404(sites_to_administer(request.user), pk=site)
    return _form(request, Recipient(site=found), found)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def recipient(request: HttpRequest, recipient: int) -> HttpResponse:
    found = _found(request, recipient)
    return _form(request, found, found.site)


@never_cache
@require_POST
@login_required
def delete_recipient(request: HttpRequest, recipient: int) -> HttpResponse:
    found = _found(request, recipient)
    found.delete()
    messages.success(request, _("%(name)s is removed.") % {"name": called(request, found)})
    return redirect("recipient-list")


@never_cache
@require_POST
@login_required
def site_alerts(request: HttpRequest, site: int) -> HttpResponse:
    """What the site decides about its alerts."""
    found = get_object_or_404(sites_to_administer(request.user), pk=site)
    floor = request.POST.get("floor_acknowledges") == "on"
    SiteAlerts.objects.update_or_create(site=found, defaults={"floor_acknowledges": floor})
    messages.success(request, _("Saved."))
    return redirect("recipient-list")


def _found(request: HttpRequest, pk: int) -> Recipient:
    sites = sites_to_administer(request.user)
    return get_object_or_404(Recipient.objects.filter(site__in=sites), pk=pk)


def _decided(site: Site) -> SiteAlerts:
    return SiteAlerts.objects.filter(site=site).first() or SiteAlerts(site=site)


def _form(request: HttpRequest, recipient: Recipient, site: Site) -> HttpResponse:
    form = RecipientForm(site, request.POST or None, instance=recipient)
    if request.method == "POST" and form.is_valid():
        signing = form.keep()
        if signing:  # not by a message: those travel in cookies
            context = {"recipient": recipient, "signing": signing, **look_of(request)}
            return render(request, "pages/recipient_signing.html", context)
        messages.success(request, _("%(name)s is saved.") % {"name": called(request, recipient)})
        return redirect("recipient-list")
    context = {"form": form, "recipient": recipient, "site": site, **look_of(request)}
    return render(request, "pages/recipient.html", context)
