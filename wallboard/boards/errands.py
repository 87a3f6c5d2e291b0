"""What the admin wants of a connector or of the state: Celery tasks, by name (decision 0001).

Names, arguments and answers are in docs/architecture.md. No argument holds a secret or a name.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

import structlog
from django.conf import settings

log = structlog.get_logger(__name__)

LATEST_SECONDS = 3600.0

NO_BROKER = "The store (Redis) does not answer, so nothing can be asked of the worker."
NO_ANSWER = "No worker answered within {seconds:g} seconds. Is one running?"
BROKEN = "The worker could not do it ({reason}). Its log says more."


class Unanswered(Exception):
    """Nobody did the errand; the text is for the administrator."""


def _post() -> Any:
    """The module with `send` and `ask`, by the setting WALLBOARD_TASKS."""
    return import_module(settings.WALLBOARD_TASKS)


def send(task: str, *arguments: str) -> bool:
    """Have it done sometime soon; False, and a line in the log, when the broker is away."""
    try:
        _post().send(task, *arguments, expires_seconds=LATEST_SECONDS)
    except Exception as error:  # the broker's library raises what it likes
        log.warning("an errand could not be sent", task=task, reason=type(error).__name__)
        return False
    return True


def ask(task: str, *arguments: str, seconds: float) -> Any:
    """Have it done now and wait for the answer. Raises Unanswered."""
    try:
        return _post().ask(task, *arguments, seconds=seconds)
    except TimeoutError:
        raise Unanswered(NO_ANSWER.format(seconds=seconds)) from None
    except ConnectionError:
        raise Unanswered(NO_BROKER) from None
    except Exception as error:
        reason = type(error).__name__
        log.warning("an errand failed", task=task, reason=reason)
        raise Unanswered(BROKEN.format(reason=reason)) from None
