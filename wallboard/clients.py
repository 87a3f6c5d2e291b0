"""From where a request comes, for the lock-out after failed sign-ins."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The peer; behind our own proxy, who it says its peer was: the last of X-Forwarded-For.

    What stands before the last was sent by the client and may be anything.
    """
    forwarded = request.headers.get("X-Forwarded-For", "")
    if settings.SECURE_PROXY_SSL_HEADER and forwarded:
        return forwarded.rsplit(",", 1)[-1].strip()
    return str(request.META.get("REMOTE_ADDR", ""))
