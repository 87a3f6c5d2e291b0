"""`/alerts/rules/`: the rules that a supervisor may edit, and the form of one with its preview."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wallboard.alerts import rights
from wallboard.alerts.backtest import backtest
from wallboard.alerts.models import Rule
from wallboard.alerts.specs import spec_of
from wallboard.boards.models import Site
from wallboard.pages.look import look_of
from wallboard.pages.rule_form import RuleForm
from wallboard.pages.rule_rows import rows_of
from wallboard.pages.scrubbing import called, scrubs_of


@never_cache
@require_safe
@login_required
def rule_list(request: HttpRequest) -> HttpResponse:
    sites = list(rights.sites_to_edit(request.user))
    if not sites:
        raise PermissionDenied
    rules = rights.editable_rules_for(request.user).order_by("site__name", "name")
    context = {
        "groups": [
            (site, rows_of(site, [rule for rule in rules if rule.site_id == site.pk]))
            for site in sites
        ],
        "several": len(sites) > 1,
        "administers": any(rights.may_administer(request.user, site) for site in sites),
        **look_of(request),
    }
    return render(request, "pages/rules.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new_rule(request: HttpRequest, site: int) -> HttpResponse:
    found = get_object_or_404(rights.sites_to_edit(request.user), pk=site)
    rule = Rule(site=found, metric="contacts_waiting")
    return _form(request, rule, found)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def rule(request: HttpRequest, rule: int) -> HttpResponse:
    found = get_object_or_404(rights.editable_rules_for(request.user), pk=rule)
    return _form(request, found, found.site)


@never_cache
@require_POST
@login_required
def delete_rule(request: HttpRequest, rule: int) -> HttpResponse:
    found = get_object_or_404(rights.editable_rules_for(request.user), pk=rule)
    found.delete()
    messages.success(request, _("%(name)s is removed.") % {"name": called(request, found)})
    return redirect("rule-list")


def _form(request: HttpRequest, rule: Rule, site: Site) -> HttpResponse:
    """`try` shows what the rule would have done and saves nothing."""
    scrubs = scrubs_of(request)
    form = RuleForm(request.user, site, scrubs, request.POST or None, instance=rule)
    tried: Any = None
    if request.method == "POST" and form.is_valid():
        if "try" not in request.POST:
            form.save()
            messages.success(request, _("%(name)s is saved.") % {"name": called(request, rule)})
            return redirect("rule-list")
        tried = backtest(spec_of(form.unsaved()), site.timezone)
    context = {"form": form, "rule": rule, "site": site, "tried": tried, **look_of(request)}
    return render(request, "pages/rule.html", context)
