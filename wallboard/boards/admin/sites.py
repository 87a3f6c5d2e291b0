from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponseBase
from django.urls import path
from django.utils.translation import gettext_lazy as _

from wallboard.boards import ready_made
from wallboard.boards.admin.identity_views import who_is_who_page
from wallboard.boards.admin.looks import MentionsPeople
from wallboard.boards.admin.policy import PolicyForm
from wallboard.boards.models import Membership, Role, Site, Team
from wallboard.boards.models.policy import POLICY_FIELDS

if TYPE_CHECKING:
    _Tabular = admin.TabularInline[Membership, Site]
    _Form = forms.ModelForm[Membership]
else:
    _Tabular = admin.TabularInline
    _Form = forms.ModelForm


class SiteForm(PolicyForm):
    class Meta:
        model = Site
        fields = "__all__"


class MemberForm(_Form):
    class Meta:
        model = Membership
        fields = ("user", "role", "teams")
        widgets = {"teams": forms.CheckboxSelectMultiple}

    def clean(self) -> dict[str, Any] | None:
        given = super().clean()
        if given and given.get("role") == Role.ADMINISTRATOR and given.get("teams"):
            raise forms.ValidationError(
                "An administrator is always one of the whole site: choose no teams."
            )
        return given

    def save(self, commit: bool = True) -> Membership:
        """What a person changed is a person's from now on: claims neither change nor take it."""
        if self.changed_data:
            self.instance.from_claims = False
        return super().save(commit)


class Members(_Tabular):
    """Who sees the boards of the site, in which role. Only a superuser gives or takes it."""

    model = Membership
    form = MemberForm
    extra = 0
    fields = ("user", "role", "teams", "from_claims")
    readonly_fields = ("from_claims",)
    verbose_name_plural = _("members")

    def get_formset(self, request: HttpRequest, obj: Any = None, **options: Any) -> Any:
        """Only teams of this site; a site that is being made has none yet."""
        formset = super().get_formset(request, obj, **options)
        field = formset.form.base_fields.get("teams")
        if isinstance(field, forms.ModelMultipleChoiceField):
            field.queryset = Team.objects.filter(site=obj) if obj else Team.objects.none()
        return formset

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
class SiteAdmin(MentionsPeople):
    site_path = "pk"
    form = SiteForm
    list_display = ("name", "timezone")
    fieldsets = (
        (None, {"fields": ("name", "slug", "timezone", "language")}),
        (
            _("What of people may be shown"),
            {
                "fields": (*POLICY_FIELDS, "viewers_see"),
                "description": _(
                    "What was agreed with the works council. A board and a screen may be stricter,"
                    " never laxer. It is applied on the server, and to open boards at once."
                ),
            },
        ),
    )
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
