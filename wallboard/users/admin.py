"""Roles by claims, identities, sessions, and taking away a lost second factor: superusers only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group, User
from django.db.models import QuerySet
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from wallboard.users import second_factor, sessions
from wallboard.users.models import ClaimRule, Identity

if TYPE_CHECKING:
    _Rules = admin.ModelAdmin[ClaimRule]
    _Identities = admin.ModelAdmin[Identity]
    _Page = admin.ModelAdmin[Any]
    _Users = UserAdmin[User]
else:
    _Rules = _Identities = _Page = admin.ModelAdmin
    _Users = UserAdmin

for _foreign in (EmailAddress, Authenticator, UserSession, User, Group):
    if admin.site.is_registered(_foreign):
        admin.site.unregister(_foreign)


class _OfSuperusers:
    """Who gives roles to people by a rule, or ends their sessions, is a superuser."""

    def _may(self, request: HttpRequest) -> bool:
        return bool(request.user.is_active and getattr(request.user, "is_superuser", False))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._may(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request)


@admin.register(ClaimRule)
class ClaimRuleAdmin(_OfSuperusers, _Rules):
    list_display = ("claim", "value", "site", "role")
    list_select_related = ("site",)
    fields = ("claim", "value", "site", "role", "teams")
    show_facets = admin.ShowFacets.NEVER

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        options["widget"] = CheckboxSelectMultiple()
        return super().formfield_for_manytomany(db_field, request, **options)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """A rule that was limited to teams stays so when its last team is deleted."""
        super().save_related(request, form, formsets, change)
        strange = form.instance.teams.exclude(site=form.instance.site)
        if strange.exists():
            self.message_user(request, _("Teams of other sites were left out."), messages.WARNING)
            form.instance.teams.remove(*strange)
        limited = bool(form.cleaned_data.get("teams"))
        ClaimRule.objects.filter(pk=form.instance.pk).update(limited=limited)


@admin.register(Identity)
class IdentityAdmin(_OfSuperusers, _Identities):
    """Added by hand to give an existing account to somebody who comes by single sign-on."""

    list_display = ("user", "issuer", "subject", "last_login_at")
    list_select_related = ("user",)
    search_fields = ("user__username", "subject")
    readonly_fields = ("created_at", "last_login_at")
    show_facets = admin.ShowFacets.NEVER


@admin.register(UserSession)
class SessionAdmin(_OfSuperusers, _Page):
    """Where everybody is signed in. Deleting a row signs that browser out."""

    list_display = ("user", "browser", "ip", "created_at", "last_seen_at")
    list_select_related = ("user",)
    search_fields = ("user__username", "ip")
    show_facets = admin.ShowFacets.NEVER

    @admin.display(description=_("browser"))
    def browser(self, session: Any) -> str:
        return sessions.browser_of(session.user_agent) or "–"

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        obj.end()

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for session in queryset:
            session.end()


@admin.register(User)
class WallboardUserAdmin(_Users):
    """Without Django's groups and permissions: memberships say who may do what."""

    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Personal info"), {"fields": ("first_name", "last_name", "email")}),
        (_("Permissions"), {"fields": ("is_active", "is_staff", "is_superuser")}),
        (_("Important dates"), {"fields": ("last_login", "date_joined")}),
    )
    readonly_fields = ("last_login", "date_joined")
    filter_horizontal = ()
    list_filter = ("is_staff", "is_superuser", "is_active")
    actions = ("take_second_factor", "sign_out_everywhere")

    @admin.action(
        description=_("Take away the second factor (it was lost)"), permissions=["change"]
    )
    def take_second_factor(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        for user in chosen:
            second_factor.turn_off(user)
            self.log_change(request, user, "Took away the second factor.")
        said = ngettext(
            "The password alone signs %(count)s user in now.",
            "The password alone signs %(count)s users in now.",
            len(chosen),
        )
        self.message_user(request, said % {"count": len(chosen)}, messages.SUCCESS)

    @admin.action(description=_("Sign out everywhere"), permissions=["change"])
    def sign_out_everywhere(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        ended = 0
        for user in chosen:
            ended += sessions.end_others(user, None)
            self.log_change(request, user, "Ended all sessions.")
        said = ngettext("%(count)s session ended.", "%(count)s sessions ended.", ended)
        self.message_user(request, said % {"count": ended}, messages.SUCCESS)
