"""`/notices/`: what boards say now and later; supervisors type a notice, and take one down."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from wallboard.boards.access import sites_for, sites_supervised
from wallboard.boards.models import Notice, Site
from wallboard.pages.look import look_of
from wallboard.pages.scrubbing import Scrubs, scrubs_of

if TYPE_CHECKING:
    _Form = forms.ModelForm[Notice]
else:
    _Form = forms.ModelForm

USUAL = timedelta(hours=1)
LOCAL = "%Y-%m-%dT%H:%M"  # as browsers send a local date and time


def _local_field(label: Any, help_text: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL)
    return forms.DateTimeField(
        required=False, input_formats=[LOCAL], widget=widget, label=label, help_text=help_text
    )


class NoticeForm(_Form):
    """Times are those of the site's clock, whoever types them."""

    from_at = _local_field(_("From"), _("Empty: now."))
    until_at = _local_field(_("Until"), _("Empty: until it is taken down."))

    class Meta:
        model = Notice
        fields = ("site", "text", "level", "from_at", "until_at")

    def __init__(self, sites: QuerySet[Site], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["site"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset, field.empty_label = sites, None
        first = sites.first()
        if first is not None:
            self.initial.setdefault("site", first.pk)
            now = datetime.now(ZoneInfo(first.timezone))
            self.initial.setdefault("until_at", (now + USUAL).strftime(LOCAL))
        if sites.count() == 1:
            field.widget = field.hidden_widget()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        site = cleaned.get("site")
        for key in ("from_at", "until_at"):
            if cleaned.get(key) is not None and site is not None:
                zone = ZoneInfo(site.timezone)
                cleaned[key] = timezone.make_naive(cleaned[key]).replace(tzinfo=zone)
        cleaned["from_at"] = cleaned.get("from_at") or timezone.now()
        return cleaned


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def notices(request: HttpRequest) -> HttpResponse:
    may_type = sites_supervised(request.user)
    form = NoticeForm(may_type, request.POST or None) if may_type.exists() else None
    if request.method == "POST":
        if form is None:
            raise Http404
        if form.is_valid():
            form.instance.author_id = request.user.pk
            form.save()
            return redirect("notices")
    editable = set(may_type.values_list("pk", flat=True))
    found = _holding(sites_for(request.user))
    context = {
        "form": form,
        "rows": list(_rows(scrubs_of(request), found, editable)),
        "now": timezone.now(),
        **look_of(request),
    }
    return render(request, "pages/notices.html", context)


@never_cache
@require_POST
@login_required
def end_notice(request: HttpRequest, notice: int) -> HttpResponse:
    """It goes from all boards; the row stays, for who asks what was announced."""
    found = Notice.objects.filter(pk=notice, site__in=sites_supervised(request.user)).first()
    if found is None:
        raise Http404
    found.until_at = timezone.now()
    found.save(update_fields=["until_at"])
    return redirect("notices")


def _rows(scrubs: Scrubs, found: QuerySet[Notice], editable: set[int]) -> Iterator[dict[str, Any]]:
    """Each as its boards show it to the user: without the names that the policy keeps back."""
    for one in found:
        text = scrubs(one.text, one.site)
        yield {"notice": one, "text": text, "may_end": one.site_id in editable}


def _holding(sites: QuerySet[Site]) -> QuerySet[Notice]:
    """Of these sites, now or later."""
    holding = Q(until_at=None) | Q(until_at__gt=timezone.now())
    return Notice.objects.filter(holding, site__in=sites).select_related("site", "author")
