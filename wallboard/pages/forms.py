"""The forms of the product's own pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wallboard.boards.access import boards_to_hang, playlists_for
from wallboard.boards.models import Board, Display, Playlist, Site
from wallboard.boards.models.board import Purpose
from wallboard.pages.scrubbing import Scrubs

if TYPE_CHECKING:
    from wallboard.boards.access import Somebody

    _DisplayForm = forms.ModelForm[Display]
else:
    _DisplayForm = forms.ModelForm

BOARD, PLAYLIST = "board", "playlist"
_TIMES = ("light_from", "light_until", "dim_from", "dim_until", "on_from", "on_until")
_LABELS = {
    "name": _("Name"),
    "alarm_board": _("While a critical alert is active"),
    "theme": _("Colours"),
    "light_from": _("Light from"),
    "light_until": _("Light until"),
    "dim_percent": _("Darker by, per cent"),
    "dim_from": _("Dimmed from"),
    "dim_until": _("Dimmed until"),
    "shift": _("Move the picture by a few pixels now and then"),
    "watched": _("Tell the administrators when it is off"),
    "on_from": _("Expected on from"),
    "on_until": _("Expected on until"),
}


class ScrubbedBoards:
    """What a board is called in a choice of this user's."""

    def __init__(self, user: Somebody) -> None:
        self._scrubs = Scrubs(user)

    def __call__(self, board: Board) -> str:
        return self._scrubs(board.name, board)


class ShowField(forms.ChoiceField):
    """A board or a playlist, as one choice: what a screen is to show."""

    def __init__(self, **options: Any) -> None:
        super().__init__(label=_("Shows"), **options)
        self._rows: dict[str, Board | Playlist] = {}

    def offer(self, user: Somebody, site: Site | None = None) -> None:
        """What the user may hang up; of one site where the screen hangs already."""
        boards, playlists = boards_to_hang(user), playlists_for(user)
        if site is not None:
            boards, playlists = boards.filter(site=site), playlists.filter(site=site)
        groups: list[tuple[Any, list[Any]]] = [
            (_("Boards for a wall"), list(boards.filter(purpose=Purpose.WALL))),
            (_("Playlists"), list(playlists)),
            (_("Boards for a desk"), list(boards.exclude(purpose=Purpose.WALL))),
        ]
        rows: list[Board | Playlist] = [row for _label, found in groups for row in found]
        several, scrubs = len({row.site_id for row in rows}) > 1, Scrubs(user)
        self._rows = {key_of(row): row for row in rows}
        self.choices = [
            (label, [(key_of(row), _said(row, several, scrubs)) for row in found])
            for label, found in groups
            if found
        ]

    def clean(self, value: Any) -> Any:
        return self._rows[super().clean(value)]

    @property
    def empty(self) -> bool:
        return not self._rows


def key_of(row: Board | Playlist) -> str:
    return f"{PLAYLIST if isinstance(row, Playlist) else BOARD}:{row.pk}"


def chosen(row: Board | Playlist) -> dict[str, Any]:
    """As fields of a display."""
    if isinstance(row, Playlist):
        return {"board": None, "playlist": row}
    return {"board": row, "playlist": None}


def _said(row: Board | Playlist, several: bool, scrubs: Scrubs) -> str:
    name = scrubs(row.name, row if isinstance(row, Board) else row.site)
    return f"{row.site.name}: {name}" if several else name


class PairForm(forms.Form):
    code = forms.CharField(
        label=_("Code on the screen"),
        max_length=20,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "class": "code-input",
            }
        ),
    )
    name = forms.CharField(
        label=_("Name"), max_length=120, help_text=_("Where it hangs, for example Room 4, left.")
    )
    shows = ShowField()

    def __init__(self, user: Somebody, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.show_field.offer(user)

    @property
    def show_field(self) -> ShowField:
        field = self.fields["shows"]
        assert isinstance(field, ShowField)
        return field


@dataclass(frozen=True, slots=True)
class Part:
    title: Any
    fields: list[Any]


class DisplayForm(_DisplayForm):
    """How one screen is called, what it shows and how it looks."""

    shows = ShowField()

    class Meta:
        model = Display
        fields = (
            "name",
            "alarm_board",
            "theme",
            "light_from",
            "light_until",
            "dim_percent",
            "dim_from",
            "dim_until",
            "shift",
            "watched",
            "on_from",
            "on_until",
        )
        widgets = {name: forms.TimeInput(attrs={"type": "time"}, format="%H:%M") for name in _TIMES}
        labels = _LABELS
        help_texts = {"alarm_board": "", "shift": "", "watched": "", "dim_percent": ""}

    _PARTS = (
        (_("Screen"), ("name", "shows", "alarm_board")),
        (_("Colours"), ("theme", "light_from", "light_until")),
        (_("Night"), ("dim_percent", "dim_from", "dim_until", "shift")),
        (_("When it is off"), ("watched", "on_from", "on_until")),
    )

    def __init__(self, user: Somebody, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["shows"]
        assert isinstance(field, ShowField)
        field.offer(user, self.instance.site)
        shown = self.instance.playlist or self.instance.board
        self.initial["shows"] = key_of(shown) if shown else ""
        alarm: Any = self.fields["alarm_board"]
        alarm.queryset = boards_to_hang(user).filter(site=self.instance.site)
        alarm.label_from_instance = ScrubbedBoards(user)

    @property
    def parts(self) -> list[Part]:
        return [Part(title, [self[name] for name in names]) for title, names in self._PARTS]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for begin, end in (("dim_from", "dim_until"), ("light_from", "light_until")):
            if (cleaned.get(begin) is None) != (cleaned.get(end) is None):
                self.add_error(end, _("Give both times, or neither."))
        return cleaned

    def save(self, commit: bool = True) -> Display:
        for name, value in chosen(self.cleaned_data["shows"]).items():
            setattr(self.instance, name, value)
        return super().save(commit)
