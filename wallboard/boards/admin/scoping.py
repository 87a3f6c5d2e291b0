"""Staff configure the sites that they administer, and see nothing of others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from django.contrib import admin
from django.db import models
from django.db.models import QuerySet
from django.forms import CheckboxSelectMultiple, ModelChoiceField
from django.http import HttpRequest
from django.utils.translation import gettext

from wallboard.boards.access import sites_to_administer
from wallboard.boards.models import Account, Agent, Board, Queue, Site, Team

M = TypeVar("M", bound=models.Model)
if TYPE_CHECKING:
    _Page = admin.ModelAdmin[Any]
    _Tabular = admin.TabularInline[Any, Any]
else:
    _Page, _Tabular = admin.ModelAdmin, admin.TabularInline

# How each model that can be chosen in a form hangs on its site.
SITE_OF: dict[type[models.Model], str] = {
    Site: "pk",
    Account: "site",
    Agent: "site",
    Board: "site",
    Queue: "site",
    Team: "site",
}


def within(rows: QuerySet[Any], user: Any) -> QuerySet[Any]:
    """Only the rows of the sites that the user administers."""
    return rows.filter(**{f"{SITE_OF[rows.model]}__in": sites_to_administer(user)})


class Scoped(Generic[M]):
    """For ModelAdmin and inlines: `site_path` leads from a row to its site.

    Being staff and an administrator of the row's site is the right to change it.
    """

    site_path: ClassVar[str] = "site"

    def get_queryset(self, request: HttpRequest) -> QuerySet[M]:
        rows: QuerySet[M] = super().get_queryset(request)  # type: ignore[misc]
        return rows.filter(**{f"{self.site_path}__in": sites_to_administer(request.user)})

    def _may(self, request: HttpRequest, row: models.Model | None = None) -> bool:
        user: Any = request.user
        if not (user.is_active and user.is_staff):
            return False
        if row is None or row.pk is None or not isinstance(row, self._scoped_model):
            return sites_to_administer(user).exists()
        rows = self._scoped_model._default_manager.filter(pk=row.pk)
        return rows.filter(**{f"{self.site_path}__in": sites_to_administer(user)}).exists()

    @property
    def _scoped_model(self) -> type[models.Model]:
        model: type[models.Model] = self.model  # type: ignore[attr-defined]
        return model

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._may(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, obj)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        self._limit(db_field, request, options)
        field = super().formfield_for_foreignkey(db_field, request, **options)  # type: ignore[misc]
        if isinstance(field, ModelChoiceField) and db_field.related_model is Site:
            _choose_the_only(field)
        return field

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        """Boxes to tick: reachable by keyboard and named for screen readers, unlike two lists."""
        self._limit(db_field, request, options)
        options.setdefault("widget", CheckboxSelectMultiple)
        return super().formfield_for_manytomany(db_field, request, **options)  # type: ignore[misc]

    def _limit(self, db_field: Any, request: HttpRequest, options: dict[str, Any]) -> None:
        if db_field.related_model in SITE_OF:
            rows = db_field.related_model._default_manager.all()
            options["queryset"] = within(rows, request.user)


def _choose_the_only(field: ModelChoiceField[Any]) -> None:
    """Where there is one site there is nothing to choose."""
    first = list(field.queryset[:2]) if field.queryset is not None else []
    if len(first) == 1:
        field.initial = first[0]


class ScopedAdmin(Scoped[M], _Page):
    """A page of the admin for rows that hang on a site."""

    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """What exists stays in its site: its aliases, widgets and screens belong there too."""
        fixed = ("site",) if obj and any(f.name == "site" for f in self.opts.fields) else ()
        return (*super().get_readonly_fields(request, obj), *fixed)


class ScopedTabular(Scoped[M], _Tabular):
    """A column's heading is no label of the fields below it: each is named by itself."""

    extra = 0

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        return named(super().formfield_for_dbfield(db_field, request, **options))

    def get_formset(self, request: HttpRequest, obj: Any = None, **options: Any) -> Any:
        made: Any = super().get_formset(request, obj, **options)

        class Named(made):  # type: ignore[misc]
            def add_fields(self, form: Any, index: int | None) -> None:
                super().add_fields(form, index)
                for name, field in form.fields.items():
                    named(field, name)

        return Named


def named(field: Any, name: str = "") -> Any:
    """The same field, told to screen readers by its label, else by its name."""
    label = str(getattr(field, "label", "") or "") or gettext(name.replace("_", " "))
    if field is not None and label:
        field.widget.attrs.setdefault("aria-label", label)
    return field
