from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponseBase
from django.urls import path

from wallboard.boards import ready_made
from wallboard.boards.admin.identity_views import who_is_who_page
from wallboard.boards.admin.scoping import ScopedAdmin
from wallboard.boards.models import Membership, Site

if TYPE_CHECKING:
    _Tabular = admin.TabularInline[Membership, Site]
else:
    _Tabular = admin.TabularInline


class Members(_Tabular):
    """Who sees the boards of the site. Only a superuser gives or takes it."""

    model = Membership
    extra = 0
    verbose_name_plural = "members"

    def _may(self, request: HttpRequest) -> bool:
        return bool(request.user.is_active and getattr(request.user, "is_superuser", False))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request)


@admin.register(Site)
class SiteAdmin(ScopedAdmin[Site]):
    site_path = "pk"
    list_display = ("name", "timezone")
    fields = ("name", "slug", "timezone")
    prepopulated_fields = {"slug": ("name",)}
    inlines = (Members,)
    change_form_template = "admin/boards/site/change_form.html"

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.who_is_who)
        return [path("<int:pk>/who-is-who/", view, name="site-who-is-who"), *super().get_urls()]

    def who_is_who(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        return who_is_who_page(self, request, pk)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._is_superuser(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._is_superuser(request)

    @staticmethod
    def _is_superuser(request: HttpRequest) -> bool:
        return bool(request.user.is_active and getattr(request.user, "is_superuser", False))

    def save_model(self, request: HttpRequest, obj: Site, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if not change:
            ready_made.make_boards(obj)
