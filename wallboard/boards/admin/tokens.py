"""API tokens: the secret is shown once, when it is made; revoking ends what it opened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from wallboard.boards.admin.scoping import within
from wallboard.boards.models import ApiToken, Site
from wallboard.boards.models.api_token import Scope

if TYPE_CHECKING:
    _Form = forms.ModelForm[ApiToken]
    _Page = admin.ModelAdmin[ApiToken]
else:
    _Form, _Page = forms.ModelForm, admin.ModelAdmin


class TokenForm(_Form):
    scopes = forms.MultipleChoiceField(
        label=_("scopes"), choices=Scope.choices, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = ApiToken
        fields = ("name", "sites", "scopes", "expires_at")
        widgets = {"sites": forms.CheckboxSelectMultiple}


@admin.register(ApiToken)
class ApiTokenAdmin(_Page):
    """An administrator sees and makes the tokens that open no site but her own."""

    form = TokenForm
    list_display = ("name", "shown_sites", "expires_at", "last_used_at", "revoked_at")
    search_fields = ("name",)
    show_facets = admin.ShowFacets.NEVER
    readonly_fields = ("created_by", "created_at", "last_used_at", "revoked_at")
    change_form_template = "admin/boards/apitoken/change_form.html"

    @admin.display(description=_("sites"))
    def shown_sites(self, token: ApiToken) -> str:
        return ", ".join(site.name for site in token.sites.all())

    def get_queryset(self, request: HttpRequest) -> QuerySet[ApiToken]:
        strange = Site.objects.exclude(pk__in=self._sites(request).values("pk"))
        rows = super().get_queryset(request).exclude(sites__in=strange)
        return rows.prefetch_related("sites")

    def _sites(self, request: HttpRequest) -> QuerySet[Site]:
        return within(Site.objects.all(), request.user)

    def _may(self, request: HttpRequest, row: ApiToken | None = None) -> bool:
        user: Any = request.user
        if not (user.is_active and user.is_staff) or not self._sites(request).exists():
            return False
        return row is None or self.get_queryset(request).filter(pk=row.pk).exists()

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._may(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self._may(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, obj)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return (*TokenForm.Meta.fields, *(self.readonly_fields if obj else ()))

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        options["queryset"] = self._sites(request)
        return super().formfield_for_manytomany(db_field, request, **options)

    def save_model(self, request: HttpRequest, obj: ApiToken, form: Any, change: bool) -> None:
        if not change:
            obj.created_by = request.user  # type: ignore[assignment]  # staff, so a user
            request.token_text = obj.new_secret()  # type: ignore[attr-defined]
        super().save_model(request, obj, form, change)

    def response_add(
        self, request: HttpRequest, obj: ApiToken, post_url_continue: str | None = None
    ) -> HttpResponse:
        """In the body of this one reply: not in a message, which would lie in a cookie."""
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Token of %(name)s") % {"name": obj},
            "opts": self.opts,
            "token": obj,
            "text": request.token_text,  # type: ignore[attr-defined]
        }
        return TemplateResponse(request, "admin/boards/apitoken/made.html", context)

    def get_urls(self) -> list[Any]:
        revoke = self.admin_site.admin_view(require_POST(self.revoke))
        return [path("<int:pk>/revoke/", revoke, name="apitoken-revoke"), *super().get_urls()]

    def revoke(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        token = self.get_queryset(request).filter(pk=pk).first()
        if token is None or not self.has_change_permission(request, token):
            raise PermissionDenied
        token.revoke()
        self.log_change(request, token, "Revoked.")
        said = gettext("%(name)s opens nothing any more.") % {"name": token}
        self.message_user(request, said, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:boards_apitoken_change", args=[pk]))
