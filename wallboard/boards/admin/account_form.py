"""The form of an account: its own fields, and one per option, secret and job of its vendor.

Secrets are write-only: a field is always empty, and left empty it keeps what is stored.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _

from wallboard.boards import vendors
from wallboard.boards.models import Account
from wallboard.boards.problems import problems_of
from wallboard.boards.secrets import Undecryptable
from wallboard.domain.vendor import Job, Option, Secret, VendorSpec
from wallboard.words.sentences import in_words, in_words_later

if TYPE_CHECKING:
    _Form = forms.ModelForm[Account]
else:
    _Form = forms.ModelForm

OPTION, SECRET, FORGET, ON, CADENCE = "option_", "secret_", "forget_", "on_", "cadence_"


class NewAccountForm(_Form):
    """First step: which vendor, where. Its own fields come on the next page."""

    vendor = forms.ChoiceField()

    class Meta:
        model = Account
        fields = ("site", "vendor", "name", "base_url")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["vendor"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = vendors.choices()

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]  # django-stubs leaves it out
        _report(self)


class AccountForm(_Form):
    """`spec` is set by `form_for`; it is None for a vendor that is no more."""

    spec: VendorSpec | None = None

    class Meta:
        model = Account
        fields = ("name", "base_url", "ca_bundle", "rank", "simulation", "paused")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        try:
            self.kept = self.instance.secrets
        except Undecryptable:
            self.kept = {}
        if self.spec is None:
            return
        self.fields["base_url"].help_text = in_words(f"For example {self.spec.address_help}")
        for option in self.spec.options:
            self.initial[OPTION + option.key] = self.instance.option(option.key, option.default)
        for secret in self.spec.secrets:
            state = "Stored; leave empty to keep it." if secret.key in self.kept else "Not set yet."
            said = f"{in_words(state)} {in_words(secret.help)}"
            self.fields[SECRET + secret.key].help_text = said.strip()
        for job in self.spec.jobs:
            on = self.instance.jobs.get(job.name, job.on_by_default)
            self.initial[ON + job.name] = on
            self.initial[CADENCE + job.name] = self.instance.cadences.get(job.name)

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if self.spec is not None:
            self._take_over(self.spec)
        _report(self)

    def _take_over(self, spec: VendorSpec) -> None:
        """Only what differs from the vendor's default is kept, so that defaults can improve."""
        given = self.cleaned_data
        self.instance.options = _differing(
            {o.key: (given.get(OPTION + o.key), o.default) for o in spec.options}
        )
        self.instance.jobs = _differing(
            {j.name: (given.get(ON + j.name), j.on_by_default) for j in spec.jobs}
        )
        self.instance.cadences = _differing(
            {j.name: (given.get(CADENCE + j.name), j.cadence_seconds) for j in spec.jobs}
        )
        secrets = {k: v for k, v in self.kept.items() if not given.get(FORGET + k)}
        entered = {s.key: given.get(SECRET + s.key) for s in spec.secrets}
        secrets |= {key: value for key, value in entered.items() if value}
        self.entered_credentials = secrets != self.kept
        if self.entered_credentials:
            self.instance.keep_secrets(secrets)


def _differing(values: Mapping[str, tuple[Any, Any]]) -> dict[str, Any]:
    return {k: given for k, (given, default) in values.items() if given not in (None, default)}


def _report(form: _Form) -> None:
    """Serious problems keep the form from being saved, beside the field that they are about."""
    for problem in problems_of(form.instance):
        if problem.serious and problem.field in form.fields and problem.field not in form.errors:
            form.add_error(problem.field, f"{in_words(problem.message)} {in_words(problem.hint)}")


def form_for(spec: VendorSpec | None) -> type[AccountForm]:
    """A form class with the fields of a vendor."""
    fields: dict[str, Any] = {"spec": spec}
    for option in spec.options if spec else ():
        fields[OPTION + option.key] = _option_field(option)
    for secret in spec.secrets if spec else ():
        fields[SECRET + secret.key] = _secret_field(secret)
        if not secret.required:
            fields[FORGET + secret.key] = forms.BooleanField(
                label=in_words_later(f"Forget the {secret.label.lower()}"), required=False
            )
    for job in spec.jobs if spec else ():
        fields[ON + job.name] = forms.BooleanField(label=in_words_later(job.label), required=False)
        fields[CADENCE + job.name] = _cadence_field(job)
    return type("VendorAccountForm", (AccountForm,), fields)


def _option_field(option: Option) -> forms.Field:
    common: dict[str, Any] = {
        "label": in_words_later(option.label),
        "help_text": in_words_later(option.help),
        "required": False,
    }
    if option.choices:
        return forms.ChoiceField(choices=[(c, in_words_later(c)) for c in option.choices], **common)
    if isinstance(option.default, bool):
        return forms.BooleanField(**common)
    if isinstance(option.default, int):
        return forms.IntegerField(**common)
    if isinstance(option.default, float):
        return forms.FloatField(**common)
    return forms.CharField(**common)


def _secret_field(secret: Secret) -> forms.Field:
    widget = forms.PasswordInput(render_value=False, attrs={"autocomplete": "new-password"})
    return forms.CharField(
        label=in_words_later(secret.label), required=False, strip=False, widget=widget
    )


def _cadence_field(job: Job) -> forms.Field:
    return forms.FloatField(
        label=in_words_later("every (seconds)"),
        required=False,
        min_value=job.minimum_seconds,
        help_text=in_words_later(
            f"{job.cadence_seconds:g} if left empty; at least {job.minimum_seconds:g}."
        ),
    )


def fieldsets_of(spec: VendorSpec | None) -> list[tuple[str | None, dict[str, Any]]]:
    """The layout of the form; a job's switch and cadence stand on one line."""
    sets: list[tuple[str | None, dict[str, Any]]] = [
        (None, {"fields": ("site", "vendor", "name", "base_url", "paused", "health")}),
    ]
    if spec:
        secrets = [SECRET + s.key for s in spec.secrets]
        secrets += [FORGET + s.key for s in spec.secrets if not s.required]
        sets.append((_("Credentials"), {"fields": secrets}))
        if spec.options:
            sets.append((_("Settings"), {"fields": [OPTION + o.key for o in spec.options]}))
        jobs = [(ON + job.name, CADENCE + job.name) for job in spec.jobs]
        sets.append((_("What is polled"), {"fields": jobs}))
    sets.append((_("Further"), {"fields": ("ca_bundle", "rank", "simulation")}))
    return sets
