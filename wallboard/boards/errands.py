"""What the admin wants of a connector or of the state: Celery tasks, by name (decision 0001).

Names, arguments and answers are in docs/architecture.md. No argument holds a secret or a name.
"""

from __future__ import annotations

from typing import Any

import structlog
from celery.exceptions import TimeoutError as NoAnswerInTime
from django.conf import settings
from django.utils.module_loading import import_string

log = structlog.get_logger(__name__)

NO_BROKER = "The store (Redis) does not answer, so nothing can be asked of the worker."
NO_ANSWER = "No worker answered within {seconds:g} seconds. Is one running?"
BROKEN = "The worker could not do it ({reason}). Its log says more."


class Unanswered(Exception):
    """Nobody did the errand; the text is for the administrator."""


def _app() -> Any:
    return import_string(settings.WALLBOARD_TASKS)


def send(task: str, *arguments: str) -> bool:
    """Have it done sometime soon; False, and a line in the log, when the broker is away."""
    try:
        _app().send_task(task, arguments, queue="poll", expires=3600)
    except Exception as error:  # the broker's library raises what it likes
        log.warning("an errand could not be sent", task=task, reason=type(error).__name__)
        return False
    return True


def ask(task: str, *arguments: str, seconds: float) -> Any:
    """Have it done now and wait for the answer. Raises Unanswered."""
    try:
        result = _app().send_task(
            task, arguments, queue="poll", expires=seconds, ignore_result=False
        )
    except Exception as error:
        log.warning("an errand could not be sent", task=task, reason=type(error).__name__)
        raise Unanswered(NO_BROKER) from None
    try:
        return result.get(timeout=seconds)
    except NoAnswerInTime:
        raise Unanswered(NO_ANSWER.format(seconds=seconds)) from None
    except Exception as error:
        raise Unanswered(BROKEN.format(reason=type(error).__name__)) from None
