"""`/api/`: what programs can ask, for people who write them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wallboard.api.description import EVENTS, PREFIX
from wallboard.api.operations import OPERATIONS
from wallboard.boards.models.api_token import Scope
from wallboard.pages.look import look_of


@require_safe
def programs(request: HttpRequest) -> HttpResponse:
    """Open to all: it says what every installation of this version says."""
    context = {
        "operations": OPERATIONS,
        "events": EVENTS,
        "scopes": Scope.choices,
        "address": request.build_absolute_uri(PREFIX),
        **look_of(request),
    }
    return render(request, "pages/programs.html", context)
