"""The API in OpenAPI 3.1, made of the table of operations and that of schemas."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from wallboard.api.asked import Parameter
from wallboard.api.operations import OPERATIONS, Operation
from wallboard.api.problems import CONTENT_TYPE
from wallboard.api.schemas import ID, SCHEMAS, ref

VERSION = "1.0"
PREFIX = "/api/v1/"
EVENTS = "boards/{board}/events"
_PLACES = re.compile(r"{(\w+)}")
_PROBLEMS = {
    400: "A parameter is not understood.",
    401: "No valid token.",
    403: "The token lacks the scope.",
    404: "Not there, or not for this token.",
    429: "Asked too often; Retry-After says when to ask again.",
    503: "The figures cannot be read now; Retry-After says when to ask again.",
}


def describe(server: str) -> dict[str, Any]:
    """`server`: the address under which it was asked for, without a path."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Wallboard",
            "version": VERSION,
            "description": "Read-only: what boards show, for other programs. "
            "An administrator makes tokens; each opens some scopes of some sites.",
        },
        "servers": [{"url": server}],
        "security": [{"token": []}],
        "paths": {
            **{PREFIX + one.path: {"get": _operation(one)} for one in OPERATIONS},
            PREFIX + EVENTS: {"get": _events()},
        },
        "components": {
            "schemas": dict(SCHEMAS),
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(one: Operation) -> dict[str, Any]:
    scope = f" Scope: {one.scope.value}." if one.scope else " Any valid token."
    places = _PLACES.findall(one.path)
    statuses = [s for s in _PROBLEMS if s != 404 or places]
    return {
        "operationId": one.name,
        "summary": one.summary,
        "description": one.summary + scope,
        "parameters": [*map(_in_path, places), *map(_in_query, one.query)],
        "responses": {
            "200": {
                "description": one.summary,
                "headers": {"ETag": {"schema": {"type": "string"}}},
                "content": {one.media: {"schema": ref(one.schema)}},
            },
            "304": {"description": "As it was at the ETag given by If-None-Match."},
            **_problems(statuses),
        },
    }


def _events() -> dict[str, Any]:
    """Answered beside Django (events.py), so it is no row of the table."""
    summary = "What the viewers of a board are told, as server-sent events."
    return {
        "operationId": "board-events",
        "summary": summary,
        "description": f"{summary} Scope: boards. A stream ends after ten minutes: come again.",
        "parameters": [_in_path("board")],
        "responses": {
            "200": {
                "description": summary,
                "content": {"text/event-stream": {"schema": ref("Text")}},
            },
            **_problems(status for status in _PROBLEMS if status != 400),
        },
    }


def _problems(statuses: Iterable[int]) -> dict[str, Any]:
    problem = {"content": {CONTENT_TYPE: {"schema": ref("Problem")}}}
    return {str(status): {"description": _PROBLEMS[status], **problem} for status in statuses}


def _in_path(place: str) -> dict[str, Any]:
    return {"name": place, "in": "path", "required": True, "schema": ID}


def _in_query(one: Parameter) -> dict[str, Any]:
    return {"name": one.name, "in": "query", "description": one.help, "schema": one.schema}
