"""Addresses of the API: one per operation, and its description."""

from __future__ import annotations

import re

from django.urls import URLPattern, path

from wallboard.api import views
from wallboard.api.guard import view_of
from wallboard.api.operations import OPERATIONS


def _route(place: str) -> str:
    return re.sub(r"{(\w+)}", r"<str:\1>", f"v1/{place}")


urlpatterns: list[URLPattern] = [
    path("v1/openapi.json", views.openapi, name="api-openapi"),
    *(path(_route(one.path), view_of(one), name=f"api-{one.name}") for one in OPERATIONS),
    path("v1/<path:rest>", views.nothing),
    path("v1/", views.nothing),
]
