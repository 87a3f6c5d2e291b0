"""What browsers are told: content policy, cookies, transport."""

from __future__ import annotations

from typing import Any

from csp.constants import NONE, SELF

CONTENT_SECURITY_POLICY: dict[str, Any] = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        # wallboard.middleware adds the websocket's origin: old engines do not take 'self' for it.
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "media-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


def trusted_origins(hosts: tuple[str, ...], further: tuple[str, ...], tls: bool) -> list[str]:
    """Origins whose forms are taken: the hosts themselves (on any port) and what was named."""
    own = [host.replace(".", "*.", 1) if host.startswith(".") else host for host in hosts]
    scheme = "https" if tls else "http"
    return [f"{scheme}://{host}" for host in own if host != "*"] + list(further)


def transport(tls: bool, hsts_seconds: float, behind_proxy: bool) -> dict[str, Any]:
    """Settings that differ between https and the loopback of the embedded mode."""
    settings: dict[str, Any] = {
        "SECURE_SSL_REDIRECT": tls,
        "SECURE_HSTS_SECONDS": int(hsts_seconds) if tls else 0,
        "SESSION_COOKIE_SECURE": tls,
        "CSRF_COOKIE_SECURE": tls,
    }
    if behind_proxy:
        settings["SECURE_PROXY_SSL_HEADER"] = ("HTTP_X_FORWARDED_PROTO", "https")
    return settings
