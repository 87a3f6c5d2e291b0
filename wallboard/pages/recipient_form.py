"""The form of a recipient. What is kept secret is entered, and never shown again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from wallboard.alerts.models import Kind, Recipient
from wallboard.alerts.models.recipient import new_signing_secret, validate_address
from wallboard.boards.models import Site
from wallboard.boards.secrets import Undecryptable

if TYPE_CHECKING:
    _RecipientForm = forms.ModelForm[Recipient]
else:
    _RecipientForm = forms.ModelForm


class RecipientForm(_RecipientForm):
    address = forms.CharField(
        label=_("Address"),
        required=False,
        max_length=1000,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("An e-mail address, or the address of a webhook. It is kept encrypted."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=list(settings.LANGUAGES))

    class Meta:
        model = Recipient
        fields = (
            *("name", "kind", "address", "language", "every_alert", "tell_end"),
            *("group_seconds", "gap_seconds", "enabled"),
        )

    def __init__(self, site: Site, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.instance.site = site
        if self.instance.pk:
            self.fields["address"].help_text = _("Empty: as it is, %(where)s.") % {
                "where": self.instance.shown_address
            }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        address, kind = cleaned.get("address", "").strip(), cleaned.get("kind", "")
        if not address and (self.instance.pk is None or "kind" in self.changed_data):
            self.add_error("address", _("Give an address."))
        elif address:
            try:
                validate_address(kind, address)
            except ValidationError as error:
                self.add_error("address", error)
        return cleaned

    def keep(self) -> str:
        """Save; returns the signing secret where a new one was made, the only time it is seen."""
        recipient = self.instance
        signing, made = self._signing(), ""
        if recipient.kind == Kind.JSON and not signing:
            signing = made = new_signing_secret()
        if address := self.cleaned_data["address"].strip():
            recipient.keep_secrets(address, signing)
            recipient.failure, recipient.failing_since = "", None
        recipient.save()
        return made

    def _signing(self) -> str:
        try:
            return self.instance.secrets().get("signing", "")
        except Undecryptable:
            return ""
