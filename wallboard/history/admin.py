"""How long a site keeps what names people: the one thing of history that is configured per site."""

from __future__ import annotations

from django.contrib import admin

from wallboard.boards.admin.scoping import ScopedAdmin
from wallboard.history.models import NamedClock


@admin.register(NamedClock)
class NamedClockAdmin(ScopedAdmin[NamedClock]):
    list_display = ("site", "days")
    fields = ("site", "days")
