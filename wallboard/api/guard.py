"""Every request passes here: method, token, rate, scope, parameters; then it is answered.

A token counts and nothing else: no cookie is read, so that no page of another origin can ask in
somebody's name, and no header invites one to.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping
from typing import Any

import orjson
import structlog
from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from wallboard.api.asked import Asked, read_query
from wallboard.api.operations import Operation
from wallboard.api.problems import Problem, unauthorized, unavailable
from wallboard.boards import tokens
from wallboard.boards.models import ApiToken
from wallboard.boards.models.api_token import Scope
from wallboard.state.rates import seconds_to_wait
from wallboard.state.redis import StateUnavailable, sync_client

log = structlog.get_logger(__name__)
WINDOW_SECONDS = 60
MOMENTARY = ("at",)  # members that are otherwise each time, and say nothing new
Answered = Callable[..., HttpResponse]


def guarded(answer: Answered) -> Answered:
    """A view whose problems are told as problem+json, and that no cache keeps for others."""

    def view(request: HttpRequest, **ids: str) -> HttpResponse:
        try:
            if request.method not in ("GET", "HEAD"):
                raise Problem(405, "This is read-only.", {"Allow": "GET, HEAD"})
            reply = answer(request, **ids)
        except Problem as problem:
            reply = problem.response()
        except DatabaseError:
            log.exception("a program could not be answered")
            reply = unavailable().response()
        reply["Cache-Control"] = "private, no-cache"
        reply["Vary"] = "Authorization"
        return reply

    return csrf_exempt(view)


def view_of(operation: Operation) -> Answered:
    def answer(request: HttpRequest, **ids: str) -> HttpResponse:
        token = admitted(request.headers.get("Authorization", ""), operation.scope)
        asked = Asked(token, ids, read_query(request.GET, operation.query))
        return _reply(request, operation.answer(asked), operation.media)

    return guarded(answer)


def admitted(authorization: str, scope: Scope | None) -> ApiToken:
    """The token of that header. Raises Problem: none, asked too often, or not of this scope."""
    scheme, _, text = authorization.partition(" ")
    token = tokens.token_of(text.strip()) if scheme.lower() == "bearer" else None
    if token is None:
        raise unauthorized()
    _count(token)
    tokens.used(token)
    if scope is not None and scope not in token.scopes:
        raise Problem(403, f"This token lacks the scope “{scope.value}”.")
    return token


def _count(token: ApiToken) -> None:
    limit: int = settings.WALLBOARD_API_RATE
    try:
        wait = seconds_to_wait(sync_client(), f"api:{token.pk}", limit, WINDOW_SECONDS, time.time())
    except StateUnavailable as error:
        raise unavailable() from error
    if wait:
        detail = f"More than {limit} requests in a minute; wait {wait} s."
        raise Problem(429, detail, {"Retry-After": str(wait)})


def _reply(request: HttpRequest, body: Mapping[str, Any] | str, media: str) -> HttpResponse:
    content = body.encode() if isinstance(body, str) else orjson.dumps(body)
    etag = _etag(body)
    known = [one.strip() for one in request.headers.get("If-None-Match", "").split(",")]
    if etag in known or "*" in known:
        reply = HttpResponse(status=304)
    else:
        reply = HttpResponse(content, content_type=media)
    reply["ETag"] = etag
    return reply


def _etag(body: Mapping[str, Any] | str) -> str:
    if isinstance(body, str):
        lasting = body.encode()
    else:
        lasting = orjson.dumps({key: body[key] for key in body if key not in MOMENTARY})
    return f'W/"{hashlib.sha256(lasting).hexdigest()[:32]}"'
