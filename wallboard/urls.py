"""Addresses: the admin here, everything else in the rooms."""

from __future__ import annotations

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

urlpatterns: list[URLPattern | URLResolver] = [
    path("language/", set_language, name="set_language"),
    path("api/", include("wallboard.api.urls")),
    path("", include("wallboard.pages.urls")),  # before the admin: its sign-in page is ours
    path("admin/", admin.site.urls),
]
