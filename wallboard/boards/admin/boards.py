from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from wallboard.boards import widgets
from wallboard.boards.admin.policy import STRICTER, AsTheSite
from wallboard.boards.admin.scoping import ScopedAdmin, ScopedTabular
from wallboard.boards.models import Board, Widget

if TYPE_CHECKING:
    _Form = forms.ModelForm[Widget]
else:
    _Form = forms.ModelForm


class WidgetForm(_Form):
    """`type` offers the rows of the registry; a type that is no more stays choosable."""

    type = forms.ChoiceField()

    class Meta:
        model = Widget
        fields = ("type", "title", "x", "y", "width", "height", "options")
        widgets = {"options": forms.Textarea(attrs={"rows": 3, "cols": 50, "spellcheck": "false"})}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choices = widgets.choices()
        if self.instance.type and self.instance.type not in dict(choices):
            choices.append((self.instance.type, f"{self.instance.type} (unknown)"))
        field = self.fields["type"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


class BoardForm(AsTheSite):
    class Meta:
        model = Board
        fields = "__all__"


class Widgets(ScopedTabular[Widget]):
    model = Widget
    form = WidgetForm
    site_path = "board__site"


@admin.register(Board)
class BoardAdmin(ScopedAdmin[Board]):
    list_display = ("name", "site", "team", "purpose", "theme", "position", "archived")
    list_filter = (("site", admin.RelatedOnlyFieldListFilter), "archived")
    list_select_related = ("site", "team")
    search_fields = ("name",)
    form = BoardForm
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "site",
                    "team",
                    "shared",
                    "name",
                    "slug",
                    "purpose",
                    "theme",
                    "position",
                    "archived",
                )
            },
        ),
        STRICTER,
    )
    prepopulated_fields = {"slug": ("name",)}
    inlines = (Widgets,)

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return {} if obj else super().get_prepopulated_fields(request, obj)
