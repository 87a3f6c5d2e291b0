"""Notes when a browser was last here."""

from __future__ import annotations

from collections.abc import Callable

import structlog
from django.db import Error
from django.http import HttpRequest, HttpResponseBase

from wallboard.users import sessions

log = structlog.get_logger(__name__)


class LastSeenMiddleware:
    """Only where the page asked who it is: programs and probes have no session."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._get_response(request)
        if request.session.accessed and request.user.is_authenticated:
            try:
                sessions.note(request)
            except Error:
                log.warning("it could not be noted that a browser was here")
        return response
