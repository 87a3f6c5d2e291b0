"""Notices of all times; a supervisor types one at `/notices/`."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from wallboard.boards.admin.scoping import ScopedAdmin
from wallboard.boards.models import Notice


@admin.register(Notice)
class NoticeAdmin(ScopedAdmin[Notice]):
    list_display = ("text", "site", "level", "from_at", "until_at", "author")
    list_filter = (("site", admin.RelatedOnlyFieldListFilter), "level")
    list_select_related = ("site", "author")
    search_fields = ("text",)
    fields = ("site", "text", "level", "from_at", "until_at")

    def save_model(self, request: HttpRequest, obj: Notice, form: Any, change: bool) -> None:
        if not change:
            obj.author_id = request.user.pk
        super().save_model(request, obj, form, change)
