"""The facts of a site that change N times a second, applied as the runner applies them."""

from __future__ import annotations

import itertools
import os
import random

from tests.bench.product import QUEUES
from wallboard.domain.observation import Batch, Kind, Observation, Value
from wallboard.state.redis import sync_client_at
from wallboard.state.store import FactStore

CHANGED = 2  # queues per change: a delta of about 1 KB on the ready-made wall
DAY = {"window": "day", "clock": "vendor"}


class Changes:
    """A complete batch of all queues each time; `longest_wait_since` is the instant of sending."""

    def __init__(self, site: str, account: str) -> None:
        self._site, self._account = site, account
        self._store = FactStore(sync_client_at(os.environ["WALLBOARD_REDIS_URL"]))
        self._random = random.Random(7)
        self._turn = itertools.cycle(range(0, QUEUES, CHANGED))
        self._counters = [0] * QUEUES
        self._values = [self._new(queue, 1.7e9) for queue in range(QUEUES)]

    def apply(self, at: float) -> None:
        first = next(self._turn)
        for queue in range(first, first + CHANGED):
            self._values[queue] = self._new(queue, at)
        self._store.apply(self._site, self._batch(at))

    def _new(self, queue: int, at: float) -> dict[str, Value]:
        self._counters[queue] += 1
        offered = 200 + self._counters[queue]
        numbers = {
            "offered": offered,
            "answered": offered - 20,
            "abandoned": 10,
            "answered_in_threshold": self._random.randrange(100, 180),
            "abandoned_short": 3,
        }
        now = {
            "contacts_waiting": self._random.randrange(1, 40),
            "available": self._random.randrange(0, 20),
            "on_contact": self._random.randrange(0, 20),
        }
        return {
            "name": Value(f"Queue {queue + 1}"),
            "open": Value("open"),
            "longest_wait_since": Value(at),
            **{key: Value(number) for key, number in now.items()},
            **{
                key: Value(number, parameters={**DAY, "threshold_seconds": 20})
                for key, number in numbers.items()
            },
        }

    def _batch(self, at: float) -> Batch:
        observations = tuple(
            Observation(Kind.QUEUE, str(number), values, at, at)
            for number, values in enumerate(self._values, 1)
        )
        return Batch(self._account, "state", frozenset({Kind.QUEUE}), observations, at)
