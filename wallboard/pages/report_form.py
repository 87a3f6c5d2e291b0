"""The form of a daily report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wallboard.alerts.models import Kind, Recipient
from wallboard.boards.models import Site
from wallboard.domain.service_level import LETTERS
from wallboard.history.days import scopes_of
from wallboard.pages.scrubbing import Scrubs
from wallboard.reports.models import DailyReport

if TYPE_CHECKING:
    _ReportForm = forms.ModelForm[DailyReport]
else:
    _ReportForm = forms.ModelForm


class ReportForm(_ReportForm):
    letter = forms.ChoiceField(
        label=_("Service level"), choices=[(letter, letter) for letter in LETTERS]
    )

    class Meta:
        model = DailyReport
        fields = ("recipient", "scope", "at_time", "letter", "enabled")
        widgets = {"at_time": forms.TimeInput(format="%H:%M", attrs={"type": "time"})}

    def __init__(self, site: Site, scrubs: Scrubs, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.instance.site = site
        recipients = Recipient.objects.filter(site=site, kind=Kind.EMAIL)
        recipient: Any = self.fields["recipient"]
        recipient.queryset = recipients
        recipient.label_from_instance = lambda one: scrubs(one.name, site)
        scope = self.fields["scope"]
        rows = [row for row in scopes_of(site) if row.kind != "site"]
        scope.queryset = scope.queryset.filter(  # type: ignore[attr-defined]
            pk__in=[row.pk for row in rows]
        )
        scope.choices = [  # type: ignore[attr-defined]
            ("", _("The whole site")),
            *((row.pk, scrubs(row.name, site)) for row in rows),
        ]
