"""What went wrong, as application/problem+json (RFC 9457)."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

import orjson
from django.http import HttpResponse

CONTENT_TYPE = "application/problem+json"


class Problem(Exception):
    """Ends a request with `status` and one sentence that says what to do."""

    def __init__(self, status: int, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = dict(headers or {})

    def body(self) -> bytes:
        return orjson.dumps(
            {
                "type": "about:blank",
                "title": HTTPStatus(self.status).phrase,
                "status": self.status,
                "detail": self.detail,
            }
        )

    def response(self) -> HttpResponse:
        reply = HttpResponse(self.body(), status=self.status, content_type=CONTENT_TYPE)
        for name, value in self.headers.items():
            reply[name] = value
        return reply


def not_found(noun: str) -> Problem:
    """The same for what is not there and for what this token may not see."""
    return Problem(404, f"There is no such {noun}, or not for this token.")


def unauthorized() -> Problem:
    return Problem(
        401,
        "Send “Authorization: Bearer” and a token that is neither expired nor revoked.",
        {"WWW-Authenticate": 'Bearer realm="wallboard"'},
    )


def unavailable() -> Problem:
    return Problem(503, "The figures cannot be read now; ask again.", {"Retry-After": "5"})
