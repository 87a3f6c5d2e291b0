"""The policy's fields in the forms of a site, a board and a screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wallboard.boards.models.policy import AS_THE_SITE, PEOPLE, POLICY_FIELDS
from wallboard.words.sentences import in_words

if TYPE_CHECKING:
    _Form = forms.ModelForm[Any]
else:
    _Form = forms.ModelForm

STRICTER: tuple[Any, Any] = (
    _("Stricter than the site about people"),
    {
        "fields": POLICY_FIELDS,
        "classes": ("collapse",),
        "description": _("The strictest of site, board and screen is in force."),
    },
)
_KEPT = (*POLICY_FIELDS, "viewers_see")


class PolicyForm(_Form):
    """What is left empty stays as it is: nobody makes a policy laxer by forgetting it."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in _KEPT:
            if name in self.fields:
                self.fields[name].required = False

    def clean(self) -> dict[str, Any] | None:
        given = super().clean()
        found: dict[str, Any] = self.cleaned_data if given is None else given
        for name in _KEPT:
            if name in self.fields and found.get(name) in (None, ""):
                found[name] = getattr(self.instance, name)
        return found


class AsTheSite(PolicyForm):
    """Of a board or a screen the laxest choice asks for nothing more than the site does."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields.get("people")
        if isinstance(field, forms.TypedChoiceField):
            labels = [(PEOPLE[0][0], AS_THE_SITE), *PEOPLE[1:]]
            field.choices = [(value, in_words(label)) for value, label in labels]
