from __future__ import annotations

import time

import pytest
from kombu.exceptions import OperationalError

from wallboard.celery import HISTORY, POLL, SCHEDULE, STREAM, TICK, QuickConnection, app


def test_every_scheduled_task_exists_and_expires_before_it_is_due_again():
    app.loader.import_default_modules()
    for name, row in SCHEDULE.items():
        assert row["task"] in app.tasks, name
        assert row["options"]["expires"] <= row["schedule"], name


def test_every_queue_gets_its_own_messages_only():
    keys = {queue.name: queue.routing_key for queue in app.conf.task_queues}
    assert keys == {name: name for name in (TICK, POLL, STREAM, HISTORY)}


def test_messages_are_json_acknowledged_early_and_answers_do_not_stay():
    assert app.conf.accept_content == ["json"]
    assert app.conf.task_acks_late is False
    assert app.conf.task_ignore_result is True
    assert 0 < app.conf.result_expires <= 600


def test_what_the_admin_asks_for_keeps_its_answer():
    app.loader.import_default_modules()
    for name in ("test_connection", "describe_account", "diagnostics"):
        assert app.tasks[f"connectors.{name}"].ignore_result is False


def test_a_broken_broker_is_tried_again_quickly():
    tried = []
    began_at = time.monotonic()
    with pytest.raises(OperationalError):
        QuickConnection("redis://127.0.0.1:1/0").ensure_connection(
            errback=lambda error, seconds: tried.append(seconds), max_retries=3
        )
    assert tried
    assert max(tried) <= 1.0
    assert time.monotonic() - began_at < 10
