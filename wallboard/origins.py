"""Which pages may open a websocket: those of this very origin, and those that were named."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from channels.security.websocket import WebsocketDenier  # type: ignore[import-untyped]
from django.conf import settings
from django.http.request import split_domain_port, validate_host


class OwnOriginOnly:
    """ASGI wrapper for websockets. A browser always sends Origin; who sends none is refused.

    The origin must name the host *and port* that the request was made to, and that host must be one
    of ALLOWED_HOSTS (else a rebound name would pass); under TLS its scheme must be https. Behind a
    proxy that changes the host, WALLBOARD_TRUSTED_ORIGINS names the origins that people see.
    """

    def __init__(self, application: Any) -> None:
        self.application = application

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> Any:
        headers = dict(scope.get("headers", ()))
        origin = headers.get(b"origin", b"").decode("latin-1").lower()
        host = headers.get(b"host", b"").decode("latin-1").lower()
        inner = self.application if may_open(origin, host) else WebsocketDenier()
        return await inner(scope, receive, send)


def may_open(origin: str, host: str) -> bool:
    """May a page of `origin` ("https://host:port") open a socket at `host` ("host:port")?"""
    trusted: tuple[str, ...] = settings.WALLBOARD_TRUSTED_ORIGINS
    if origin in {name.lower().rstrip("/") for name in trusted}:
        return True
    try:
        parts = urlsplit(origin)
        _ = parts.port
    except ValueError:
        return False
    schemes = ("https",) if settings.WALLBOARD_TLS else ("http", "https")
    domain, _port = split_domain_port(host)
    return (
        parts.scheme in schemes
        and parts.netloc == host
        and validate_host(domain, settings.ALLOWED_HOSTS)
    )
