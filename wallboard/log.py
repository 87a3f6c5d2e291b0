"""Logging for all processes: one redacted line per event, JSON in production."""

from __future__ import annotations

import base64
import json
import logging
import re
from collections import OrderedDict
from threading import Lock
from typing import Any
from urllib.parse import quote

import structlog

BLANK = "[redacted]"
MAXIMUM_KNOWN = 2000  # values; beyond it the oldest are dropped
SHORTEST_SECRET = 4  # blanking shorter ones would eat ordinary words

_PATTERNS = (
    (re.compile(r"(?i)\b(basic|bearer)\s+[A-Za-z0-9+/=._~-]{6,}"), rf"\1 {BLANK}"),
    (re.compile(r"(?i)(\b[a-z][a-z0-9+.-]*://)[^\s/@'\"]*@"), rf"\1{BLANK}@"),
    (
        re.compile(
            r"(?i)([\"']?\b[\w-]*(?:password|passwd|secret|api[_-]?key|client[_-]?key|access_token|"
            r"refresh_token|authorization|cookie)[\"']?\s*[=:]\s*)(\"[^\"]*\"|'[^']*'|[^\s,;&}\"']+)"
        ),
        rf"\1{BLANK}",
    ),
)
_known: OrderedDict[str, None] = OrderedDict()
_lock = Lock()


def remember_secret(value: str) -> None:
    """From now on this value is blanked in every log line of this process, however it is spelt."""
    if len(value) < SHORTEST_SECRET:
        return
    with _lock:
        for spelling in _spellings(value):
            _known[spelling] = None
            _known.move_to_end(spelling)
        while len(_known) > MAXIMUM_KNOWN:
            _known.popitem(last=False)


def _spellings(value: str) -> set[str]:
    found = {value, json.dumps(value)[1:-1], quote(value, safe=""), repr(value)[1:-1]}
    for encoding in ("utf-8", "iso-8859-1"):
        try:
            found.add(base64.b64encode(value.encode(encoding)).decode("ascii"))
        except UnicodeEncodeError:
            continue
    return found


def redact(text: str) -> str:
    """Blank what looks like a secret, and every value given to `remember_secret`."""
    with _lock:
        known = sorted(_known, key=len, reverse=True)
    for secret in known:
        if secret in text:
            text = text.replace(secret, BLANK)
    for pattern, replacement in _PATTERNS:
        text = pattern.sub(replacement, text)
    return text


class RedactedFormatter(structlog.stdlib.ProcessorFormatter):
    """Redacts the finished line, so that arguments and tracebacks are covered too."""

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))


_SHARED: tuple[Any, ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.stdlib.ExtraAdder(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
)


def wants_json(format_name: str, *, production: bool) -> bool:
    return production if format_name == "auto" else format_name == "json"


def configuration(*, level: str, json_lines: bool) -> dict[str, Any]:
    """Django's LOGGING. Also sets structlog up, so that both kinds of loggers look alike."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.PositionalArgumentsFormatter(),
            *_SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": RedactedFormatter,
                "foreign_pre_chain": list(_SHARED),
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    *_rendering(json_lines),
                ],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": level.upper()},
        "loggers": {
            # Django would mail and print on its own; here everything goes one way.
            "django": {"handlers": [], "level": level.upper(), "propagate": True},
            "django.db.backends": {"level": "INFO"},  # statements hold what rows hold
            "django.template": {"level": "INFO"},  # prints whole contexts: links of screens, tokens
            "httpx": {"level": "WARNING"},  # prints addresses with their query
            "httpcore": {"level": "WARNING"},
            "authlib": {"level": "INFO"},  # below that it prints the verifier of a sign-in
            "urllib3": {"level": "INFO"},
            "celery.app.trace": {"level": "WARNING"},  # one line per second and task otherwise
            "celery.worker.strategy": {"level": "WARNING"},
            "celery.beat": {"level": "WARNING"},
            "django.channels.server": {"level": "WARNING"},
        },
    }


def _rendering(json_lines: bool) -> list[Any]:
    if json_lines:
        return [
            structlog.processors.format_exc_info,
            structlog.processors.EventRenamer("message"),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ]
    # With rich installed the default draws every local variable: that takes seconds, and tells.
    plain = structlog.dev.plain_traceback
    return [structlog.dev.ConsoleRenderer(colors=False, pad_event_to=0, exception_formatter=plain)]
