"""Users, as Wallboard knows them: who may do what is said by memberships, not by permissions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group, User
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    _Page = UserAdmin[User]
else:
    _Page = UserAdmin

admin.site.unregister([Group, User])


@admin.register(User)
class WallboardUserAdmin(_Page):
    """Without Django's groups and permissions, which nothing here asks for."""

    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Personal info"), {"fields": ("first_name", "last_name", "email")}),
        (_("Permissions"), {"fields": ("is_active", "is_staff", "is_superuser")}),
        (_("Important dates"), {"fields": ("last_login", "date_joined")}),
    )
    readonly_fields = ("last_login", "date_joined")
    filter_horizontal = ()
    list_filter = ("is_staff", "is_superuser", "is_active")
