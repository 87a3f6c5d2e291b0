"""The form of a rule: limits as people write them, scopes from what the site has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import formats
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from wallboard.alerts import rights
from wallboard.alerts.amounts import amount_of, parsed
from wallboard.alerts.hours import EVERY_DAY
from wallboard.alerts.machine import LEVELS, Limit
from wallboard.alerts.models import Rule
from wallboard.alerts.rules import METRICS, SOURCES_LOST, more_is_better
from wallboard.boards.models import Queue, Site
from wallboard.domain.metrics import METRICS as ALL_METRICS
from wallboard.domain.service_level import LETTERS
from wallboard.pages.scrubbing import Scrubs
from wallboard.projections.head_count import BUCKETS

if TYPE_CHECKING:
    from wallboard.alerts.rights import Somebody

    _RuleForm = forms.ModelForm[Rule]
else:
    _RuleForm = forms.ModelForm

LIMITS = ("warn", "warn_clear", "critical", "critical_clear")
RECKONED = frozenset({"service_level"})  # as on a tile, only this has letters and a threshold
DAYS = [
    ("0", _("Mon")), ("1", _("Tue")), ("2", _("Wed")), ("3", _("Thu")), ("4", _("Fri")),
    ("5", _("Sat")), ("6", _("Sun")),
]  # fmt: skip
_TIME = forms.TimeInput(format="%H:%M", attrs={"type": "time"})


class RuleForm(_RuleForm):
    warn = forms.CharField(label=_("Warning at"), required=False, max_length=20)
    warn_clear = forms.CharField(label=_("clears at"), required=False, max_length=20)
    critical = forms.CharField(label=_("Critical at"), required=False, max_length=20)
    critical_clear = forms.CharField(label=_("clears at"), required=False, max_length=20)
    queues = forms.MultipleChoiceField(
        label=_("Queues"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None: all of the site."),
    )
    teams = forms.MultipleChoiceField(
        label=_("Teams"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("For figures that count people. None: everybody."),
    )
    letter = forms.ChoiceField(
        label=_("Service level by"),
        required=False,
        help_text=_("Empty: SL-E, in which short abandons are left out."),
    )
    threshold_seconds = forms.FloatField(
        label=_("Threshold, seconds"),
        required=False,
        min_value=0,
        help_text=_("Where queues have several: this one's counts."),
    )
    days = forms.MultipleChoiceField(
        label=_("Days"), choices=DAYS, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Rule
        fields = (
            *("name", "team", "metric", "queues", "teams", "letter", "threshold_seconds", *LIMITS),
            *("raise_seconds", "clear_seconds", "closed_is_calm", "days"),
            *("from_time", "until_time", "quiet_from", "quiet_until", "sound"),
            *("escalate_seconds", "recipients", "escalation_recipients", "enabled"),
        )
        labels = {
            "name": _("Name, as the wall shows it"),
            "team": _("Belongs to"),
            "metric": _("Figure"),
            "raise_seconds": _("Raise after, seconds"),
            "clear_seconds": _("Clear after, seconds"),
            "closed_is_calm": _("Calm while the queue is closed"),
            "from_time": _("From"),
            "until_time": _("Until"),
            "quiet_from": _("Quiet from"),
            "quiet_until": _("Quiet until"),
            "sound": _("With sound"),
            "escalate_seconds": _("Escalate after, seconds"),
            "recipients": _("Tell"),
            "escalation_recipients": _("Tell when nobody has answered"),
            "enabled": _("The rule is on"),
        }
        widgets = {
            **dict.fromkeys(("from_time", "until_time", "quiet_from", "quiet_until"), _TIME),
            "recipients": forms.CheckboxSelectMultiple,
            "escalation_recipients": forms.CheckboxSelectMultiple,
        }

    def __init__(
        self, user: Somebody, site: Site, scrubs: Scrubs, *arguments: Any, **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        self.instance.site = site
        self._offer_owner(user, site, scrubs)
        metrics = [(key, label_of(key)) for key in METRICS]
        self.fields["metric"] = forms.ChoiceField(label=_("Figure"), choices=metrics)
        queues = Queue.objects.filter(site=site, hidden=False).values_list("pk", "name")
        rows = [(str(pk), scrubs(name, site)) for pk, name in queues.order_by("name")]
        _choices(self.fields["queues"], rows)
        _choices(self.fields["letter"], [("", "–"), *_letters()])
        for key in ("recipients", "escalation_recipients"):
            field: Any = self.fields[key]
            field.queryset, field.help_text = site.recipients.order_by("name"), ""
            field.label_from_instance = lambda one: scrubs(one.name, site)
        rule = self.instance
        self.initial["days"] = list(rule.days)
        for key in LIMITS:
            value = getattr(rule, key)
            if value is not None:
                written = amount_of(value, rule.metric, formats.localize)
                self.initial[key] = written.removesuffix(" %")

    def _offer_owner(self, user: Somebody, site: Site, scrubs: Scrubs) -> None:
        """Only what the user supervises: the whole site, or some of its teams."""
        teams = rights.teams_to_edit(user, site)
        self._teams = {str(team.pk): team.name for team in teams}
        rows = [(pk, scrubs(name, site)) for pk, name in self._teams.items()]
        _choices(self.fields["teams"], rows)
        chosen = self.instance.teams
        self.initial["teams"] = [pk for pk, name in self._teams.items() if name in chosen]
        field: Any = self.fields["team"]
        field.label_from_instance = lambda team: scrubs(team.name, site)
        field.queryset = teams
        field.help_text = ""
        if rights.may_edit_whole(user, site):
            field.empty_label = _now("%(site)s, everybody") % {"site": site.name}
        else:
            field.required, field.empty_label = True, None

    def clean_teams(self) -> list[str]:
        """A rule knows teams by their names."""
        return [self._teams[pk] for pk in self.cleaned_data["teams"]]

    def clean_days(self) -> str:
        return "".join(sorted(self.cleaned_data["days"])) or EVERY_DAY

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        metric = cleaned.get("metric", "")
        for field in LIMITS:
            text = cleaned.get(field) or ""
            try:
                cleaned[field] = parsed(text, metric) if text.strip() else None
            except ValueError:
                self.add_error(field, _("Write a number, as 12, 80 or 3:00."))
        self._keep_to_the_policy(cleaned, metric)
        if metric not in RECKONED:  # what was chosen for another figure must not name this one's
            cleaned |= {"letter": "", "threshold_seconds": None}
        if team := cleaned.get("team"):
            cleaned["teams"] = [team.name]  # a rule of a team counts no people of others
        return cleaned

    def _keep_to_the_policy(self, cleaned: dict[str, Any], metric: str) -> None:
        """No limit may lie among the counts that the site's policy keeps back."""
        group = self.instance.site.smallest_group
        if not group or metric not in BUCKETS:
            return
        for level in LEVELS:
            at, clear_at = cleaned.get(level), cleaned.get(f"{level}_clear")
            if at is None:
                continue
            limit = Limit(at, at if clear_at is None else clear_at)
            if not limit.settled(0, group - 1, more_is_better(metric)):
                told = _now("By agreement counts of fewer than %(n)d people are not told, and no "
                            "limit may lie among them.")  # fmt: skip
                self.add_error(level, told % {"n": group})
                cleaned[level] = at  # it was given, though it may not be

    @property
    def is_reckoned_otherwise(self) -> bool:
        """By a letter or a threshold of its own, or an attempt at that."""
        fields = ("letter", "threshold_seconds")
        return any(self[field].value() or self[field].errors for field in fields)

    def unsaved(self) -> Rule:
        """What was filled in, for the preview. Only of a valid form."""
        return self.instance


def _choices(field: Any, choices: list[tuple[str, str]]) -> None:
    field.choices = choices


def _letters() -> list[tuple[str, str]]:
    """By code, with what it does to the contacts on which letters differ."""
    return [(code, f"{code}: {_now(one.remark)}") for code, one in LETTERS.items()]


def label_of(key: str) -> str:
    return _now("Sources that are silent") if key == SOURCES_LOST else _now(ALL_METRICS[key].label)
