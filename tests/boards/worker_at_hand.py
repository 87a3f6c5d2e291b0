"""For the setting WALLBOARD_TASKS: what is asked is done here and now, as a worker would do it.

Arguments and answers go through JSON, as through the broker.
"""

from __future__ import annotations

import json
from typing import Any

from wallboard.celery import app


def send(task: str, *arguments: str, expires_seconds: float) -> None:
    _do(task, *arguments)


def ask(task: str, *arguments: str, seconds: float) -> Any:
    return _do(task, *arguments)


def _do(task: str, *arguments: str) -> Any:
    app.loader.import_default_modules()
    given = json.loads(json.dumps(arguments))
    return json.loads(json.dumps(app.tasks[task](*given)))
