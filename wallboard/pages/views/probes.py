"""`/healthz/live` and `/healthz/ready`, for supervisors and load balancers."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TookTooLong

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from wallboard.state.redis import StateUnavailable, sync_client

CHECK_SECONDS = 2.0

# Threads of their own: a check that hangs must not hold one of the page threads.
_checkers = ThreadPoolExecutor(max_workers=4, thread_name_prefix="wallboard-probe")


@never_cache
@require_safe
def live(request: HttpRequest) -> JsonResponse:
    """The process answers. Nothing else is asked: a restart would not mend a dead database."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """200 when database and Redis answer within two seconds, else 503; says which does not."""
    running = {name: _checkers.submit(check) for name, check in CHECKS.items()}
    answers: dict[str, str] = {}
    for name, future in running.items():
        try:
            answers[name] = future.result(timeout=CHECK_SECONDS)
        except TookTooLong:
            answers[name] = "no answer"
    ok = all(answer == "ok" for answer in answers.values())
    status = {"status": "ok" if ok else "unavailable", **answers}
    return JsonResponse(status, status=200 if ok else 503)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return "ok"
    except DatabaseError:
        return "unreachable"
    finally:
        connection.close()


def _redis() -> str:
    try:
        sync_client().ping()
        return "ok"
    except StateUnavailable:
        return "unreachable"


CHECKS: dict[str, Callable[[], str]] = {"database": _database, "redis": _redis}
