"""The form of a playlist: its name, and a row per board with seconds, days and hours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.forms import BaseInlineFormSet, inlineformset_factory
from django.utils.translation import gettext_lazy as _

from wallboard.boards.access import boards_to_hang, sites_to_pair
from wallboard.boards.models import Playlist, PlaylistEntry
from wallboard.boards.models.playlist import EVERY_DAY
from wallboard.pages.forms import ScrubbedBoards

if TYPE_CHECKING:
    from wallboard.boards.access import Somebody

    _PlaylistForm = forms.ModelForm[Playlist]
    _EntryForm = forms.ModelForm[PlaylistEntry]
    _EntrySet = BaseInlineFormSet[PlaylistEntry, Playlist, "EntryForm"]
else:
    _PlaylistForm = _EntryForm = forms.ModelForm
    _EntrySet = BaseInlineFormSet

DAYS = tuple(enumerate((_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))))
MOST_ENTRIES = 60


class DaysField(forms.TypedMultipleChoiceField):
    """A bit per day; none ticked is a mistake, not a board that is never shown."""

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=DAYS, coerce=int, widget=forms.CheckboxSelectMultiple, **options)

    def prepare_value(self, value: Any) -> Any:
        return [day for day, _word in DAYS if value >> day & 1] if isinstance(value, int) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)

    def clean(self, value: Any) -> Any:
        return sum(1 << day for day in set(super().clean(value)))


class PlaylistForm(_PlaylistForm):
    class Meta:
        model = Playlist
        fields = ("site", "name")
        labels = {"site": _("Site"), "name": _("Name")}

    def __init__(self, user: Somebody, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        site: Any = self.fields["site"]
        site.queryset = sites_to_pair(user)
        if self.instance.pk:
            del self.fields["site"]  # what exists stays in its site: its boards belong there
        elif site.queryset.count() == 1:
            site.initial = site.queryset.first()


class EntryForm(_EntryForm):
    days = DaysField(label=_("Days"), initial=EVERY_DAY)

    class Meta:
        model = PlaylistEntry
        fields = ("position", "board", "seconds", "days", "begin", "end")
        labels = {
            "position": _("Place"),
            "board": _("Board"),
            "seconds": _("Seconds"),
            "begin": _("From"),
            "end": _("Until"),
        }
        widgets = {
            name: forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
            for name in ("begin", "end")
        }

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if (cleaned.get("begin") is None) != (cleaned.get("end") is None):
            self.add_error("end", _("Give both times, or neither."))
        return cleaned


class _Entries(_EntrySet):
    """Offers the boards that the user may hang up at the playlist's site."""

    def __init__(self, *args: Any, user: Somebody, **options: Any) -> None:
        self._boards, self._called = boards_to_hang(user), ScrubbedBoards(user)
        super().__init__(*args, **options)

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        boards = self._boards
        if self.instance.site_id is not None:
            boards = boards.filter(site_id=self.instance.site_id)
        form.fields["board"].queryset = boards
        form.fields["board"].label_from_instance = self._called
        form.fields["position"].required = False
        form.fields["position"].initial = (index or 0) + 1


EntrySet = inlineformset_factory(
    Playlist,
    PlaylistEntry,
    form=EntryForm,
    formset=_Entries,
    extra=2,
    max_num=MOST_ENTRIES,
    validate_max=True,
    can_delete=True,
)
