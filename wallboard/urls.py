"""Addresses: the admin here, everything else in the rooms."""

from __future__ import annotations

from importlib.util import find_spec

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [path("admin/", admin.site.urls)]
if find_spec("wallboard.pages") and find_spec("wallboard.pages.urls"):
    urlpatterns.append(path("", include("wallboard.pages.urls")))
