"""A site with two queues and one person, and a wall that shows them."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from tests.live.pages import Page, board, widget
from tests.projections import scenes
from wallboard.domain.observation import Batch, Kind, Observation, Value
from wallboard.live.hub import Hub

MakeHub = Callable[..., Hub]
SITE = scenes.site(scenes.queue("1", "trio"), scenes.queue("2", "trio"), scenes.agent("a", "trio"))
WALL = board(
    widget("31", "figure", metric="contacts_waiting"),
    widget("32", "queue_table", columns=["contacts_waiting"]),
    widget("33", "agent_grid"),
    widget("34", "source_health"),
)
SLOW_SOURCE = scenes.source("trio", cadences={"state": 1000.0})


def batch(
    account: Any = "trio",
    kind: Any = Kind.QUEUE,
    at: Any = None,
    complete: Any = True,
    **entities: Any,
) -> Any:
    """queue_1={"contacts_waiting": 3} names the entity "1"."""
    at = time.time() if at is None else at
    observations = tuple(
        Observation(kind, name.rpartition("_")[2], {f: Value(v) for f, v in values.items()}, at, at)
        for name, values in entities.items()
    )
    return Batch(account, "state", frozenset({kind}), observations, at, complete)


def shows(number: int) -> Callable[[Page], bool]:
    return lambda page: page.views["31"]["figure"]["v"] == number
