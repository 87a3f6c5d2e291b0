"""The content policy of a response, completed with what only the request knows."""

from __future__ import annotations

from csp.middleware import CSPMiddleware
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponseBase


class ContentPolicyMiddleware(CSPMiddleware):
    """Allows the websocket of the page's own origin by name.

    Chromium before 2020 and Safari before 15.4 do not take `connect-src 'self'` for ws: and wss:.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        try:
            origin = f"{'wss' if request.is_secure() else 'ws'}://{request.get_host()}"
        except DisallowedHost:
            origin = ""
        if origin:
            own = getattr(response, "_csp_update", None) or {}  # what the view adds
            connect = [*own.get("connect-src", ()), origin]
            response._csp_update = {**own, "connect-src": connect}  # type: ignore[attr-defined]
        result: HttpResponseBase = super().process_response(request, response)
        return result
