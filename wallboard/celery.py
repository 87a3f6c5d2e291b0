"""The Celery app: Redis as broker, JSON only, a schedule in code, quick to heal.

Tasks live in the `tasks.py` of connectors, history, alerts and displays. Every task has an expiry:
a poll that waited longer than its cadence has been overtaken by the next one.
"""

from __future__ import annotations

import logging.config
import os
from typing import Any

from celery import Celery, exceptions, signals
from celery.app.amqp import AMQP
from kombu import Connection, Queue

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wallboard.settings")

TICK = "tick"  # apart from polls, so that hung vendors cannot hold back what decides who is due
POLL = "poll"
STREAM = "stream"
# Apart from polls, which must be right within a second: what looks back, writes to history or
# cleans up computes for long, and nobody waits for it by the second (docs/decisions/0005).
HISTORY = "history"


class QuickConnection(Connection):
    """Tries again every 0.2 to 1 s for ever; kombu's own back-off grows to 30 s."""

    def _ensure_connection(
        self, errback: Any = None, max_retries: Any = None, *intervals: Any, **options: Any
    ) -> Any:
        # kombu itself gives its intervals by position when a publish breaks; they give way to ours.
        options.update(interval_start=0.2, interval_step=0.2, interval_max=1.0)
        return super()._ensure_connection(errback, max_retries, **options)


class QuickAMQP(AMQP):
    Connection = QuickConnection


def _beat(task: str, seconds: float, expires_seconds: float, queue: str = POLL) -> dict[str, Any]:
    options = {"expires": expires_seconds, "queue": queue}
    return {"task": task, "schedule": seconds, "options": options}


SCHEDULE = {
    "tick": _beat("connectors.tick", 1.0, 1.0, TICK),
    "ensure-streams": _beat("connectors.ensure_streams", 1.0, 1.0, TICK),
    "ensure-evaluator": _beat("alerts.ensure_evaluator", 1.0, 1.0, TICK),
    "deliver-alerts": _beat("alerts.deliver", 1.0, 1.0, TICK),
    "prune-deliveries": _beat("alerts.prune", 3600.0, 1800.0, HISTORY),
    "sample-minute": _beat("history.sample_minute", 60.0, 50.0, HISTORY),
    # Most of these find that no site's minute has passed; see history/intervals.py.
    "keep-intervals": _beat("history.keep_intervals", 5.0, 5.0, HISTORY),
    "watch-sanity": _beat("history.watch_sanity", 60.0, 50.0, HISTORY),
    "send-reports": _beat("reports.send_due", 60.0, 50.0, HISTORY),
    # With polls: it tells of screens as they are now, and must not wait for what was.
    "watch-displays": _beat("displays.watch", 30.0, 25.0),
    "prune-history": _beat("history.prune", 3600.0, 1800.0, HISTORY),
    "prune-access-log": _beat("history.prune_access_log", 3600.0, 1800.0, HISTORY),
    "forget-unseen": _beat("connectors.forget_unseen", 3600.0, 1800.0, HISTORY),
}


def _configuration() -> dict[str, Any]:
    from django.conf import settings

    return {
        "broker_url": settings.WALLBOARD_REDIS_URL,
        "result_backend": settings.WALLBOARD_REDIS_URL,
        "result_expires": 120,
        # An administrator waits for an answer; Celery's own 20 attempts take 20 s.
        "result_backend_transport_options": {
            "retry_policy": {"max_retries": 2, "interval_start": 0.1, "interval_max": 0.5}
        },
        "task_ignore_result": True,  # only what the admin asks for keeps a result
        "task_store_errors_even_if_ignored": False,
        "task_serializer": "json",
        "result_serializer": "json",
        "accept_content": ["json"],
        "timezone": "UTC",
        "enable_utc": True,
        # Early acknowledgement: a lost poll is replaced by the next, a repeated one is a burden.
        "task_acks_late": False,
        "task_default_queue": POLL,
        # A key of its own each: with Celery's defaults every message would reach all of them.
        "task_queues": [Queue(name, routing_key=name) for name in (TICK, POLL, STREAM, HISTORY)],
        "task_create_missing_queues": False,
        "task_default_priority": None,
        "worker_prefetch_multiplier": 1,
        "worker_hijack_root_logger": False,
        "worker_redirect_stdouts": False,
        "worker_send_task_events": False,
        "worker_cancel_long_running_tasks_on_connection_loss": False,
        "broker_connection_retry": True,
        "broker_connection_retry_on_startup": True,
        "broker_connection_max_retries": None,
        "broker_connection_timeout": 2.0,
        "broker_transport_options": {
            "socket_connect_timeout": 2.0,
            "socket_timeout": 10.0,
            "socket_keepalive": True,
            "health_check_interval": 10,
            "visibility_timeout": 3600,
        },
        "redis_socket_connect_timeout": 2.0,
        "redis_socket_timeout": 10.0,
        "task_publish_retry_policy": {
            "max_retries": 2,
            "interval_start": 0.1,
            "interval_step": 0.2,
            "interval_max": 0.5,
        },
        "beat_schedule": SCHEDULE,
        "beat_schedule_filename": str(settings.WALLBOARD_STATE_DIR / "celerybeat-schedule"),
        "beat_max_loop_interval": 1.0,
    }


app = Celery("wallboard", amqp=QuickAMQP)
app.add_defaults(_configuration)
app.autodiscover_tasks(
    [
        "connectors",
        "wallboard.history",
        "wallboard.alerts",
        "wallboard.reports",
        "wallboard.displays",
    ]
)


def send(task: str, *arguments: str, expires_seconds: float) -> None:
    """Put a task that is known by its name into the queue of polls."""
    app.send_task(task, arguments, queue=POLL, expires=expires_seconds)


def ask(task: str, *arguments: str, seconds: float) -> Any:
    """Its answer. Raises TimeoutError when there is none in time, ConnectionError when the broker
    is away, and what the task raised."""
    try:
        result = app.send_task(task, arguments, queue=POLL, expires=seconds, ignore_result=False)
        answer = result.get(timeout=seconds, propagate=False)
    except exceptions.TimeoutError:
        raise TimeoutError from None
    except Exception as error:  # nothing of the task's: that is not propagated
        raise ConnectionError(type(error).__name__) from error
    if isinstance(answer, BaseException):
        raise answer
    return answer


@signals.setup_logging.connect
def _keep_our_logging(**_: Any) -> None:
    """Celery leaves logging alone when this signal has a receiver."""
    from django.conf import settings

    logging.config.dictConfig(settings.LOGGING)
