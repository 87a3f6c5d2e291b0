"""The description of the API for programs, and what is asked at no address."""

from __future__ import annotations

import orjson
from django.http import HttpRequest, HttpResponse

from wallboard.api.description import describe
from wallboard.api.guard import guarded
from wallboard.api.problems import Problem


def _openapi(request: HttpRequest) -> HttpResponse:
    """Public: it says what every installation of this version says."""
    body = orjson.dumps(describe(request.build_absolute_uri("/").rstrip("/")))
    return HttpResponse(body, content_type="application/json")


def _nothing(request: HttpRequest, **_: str) -> HttpResponse:
    raise Problem(404, "There is no such address; /api/v1/openapi.json lists them.")


openapi = guarded(_openapi)
nothing = guarded(_nothing)
