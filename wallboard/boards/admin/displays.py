"""Screens: their link is shown once, when it is made; revoking closes the screen within seconds."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from wallboard.boards.admin.policy import AsTheSite
from wallboard.boards.admin.scoping import ScopedAdmin
from wallboard.boards.models import Display
from wallboard.boards.models.policy import POLICY_FIELDS


class DisplayForm(AsTheSite):
    """The site is that of the board."""

    class Meta:
        model = Display
        fields = ("name", "board", "language", *POLICY_FIELDS)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["board"].required = True  # of none, the page of displays knows what to do

    def save(self, commit: bool = True) -> Display:
        self.instance.site_id = self.cleaned_data["board"].site_id
        display: Display = super().save(commit)
        return display


@admin.register(Display)
class DisplayAdmin(ScopedAdmin[Display]):
    form = DisplayForm
    list_display = ("name", "board", "site", "last_seen_at", "revoked_at")
    list_filter = (("site", admin.RelatedOnlyFieldListFilter),)
    list_select_related = ("board", "site")
    search_fields = ("name",)
    readonly_fields = ("created_at", "last_seen_at", "revoked_at")
    change_form_template = "admin/boards/display/change_form.html"

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("name", "board", "language", *POLICY_FIELDS, *(self.readonly_fields if obj else ()))

    def save_model(self, request: HttpRequest, obj: Display, form: Any, change: bool) -> None:
        if not change:
            request.display_secret = obj.new_secret()  # type: ignore[attr-defined]
        super().save_model(request, obj, form, change)

    def response_add(
        self, request: HttpRequest, obj: Display, post_url_continue: str | None = None
    ) -> HttpResponse:
        return self._show(request, obj, request.display_secret)  # type: ignore[attr-defined]

    def get_urls(self) -> list[Any]:
        renew, revoke = require_POST(self.renew), require_POST(self.revoke)
        return [
            path("<int:pk>/renew/", self.admin_site.admin_view(renew), name="display-renew"),
            path("<int:pk>/revoke/", self.admin_site.admin_view(revoke), name="display-revoke"),
            *super().get_urls(),
        ]

    def renew(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Another link; the old one opens nothing any more."""
        display = self._display(request, pk)
        secret = display.new_secret()
        display.save()
        self.log_change(request, display, "Made another link.")
        return self._show(request, display, secret)

    def revoke(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        display = self._display(request, pk)
        display.revoke()
        self.log_change(request, display, "Revoked.")
        self.message_user(request, f"{display} shows nothing any more.", messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:boards_display_change", args=[pk]))

    def _display(self, request: HttpRequest, pk: int) -> Display:
        display = self.get_queryset(request).filter(pk=pk).first()
        if display is None or not self.has_change_permission(request, display):
            raise PermissionDenied
        return display

    def _show(self, request: HttpRequest, display: Display, secret: str) -> TemplateResponse:
        """In the body of this one reply: not in a message, which would lie in a cookie."""
        context = {
            **self.admin_site.each_context(request),
            "title": f"Link of {display}",
            "opts": self.opts,
            "display": display,
            "link": f"{request.build_absolute_uri('/tv')}#{secret}",
        }
        return TemplateResponse(request, "admin/boards/display/link.html", context)
