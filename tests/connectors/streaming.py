"""A stream that does what a test wrote down: for the workers' side, whose subject is no vendor."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from connectors.base import Directory, Interrupted, RunContext, Stop, TestResult
from wallboard.domain.observation import Batch, Kind, Observation, Value
from wallboard.domain.vendor import Job, VendorSpec

STREAMING = VendorSpec(
    vendor="streaming",
    label="Streaming",
    jobs=(Job("events", "Events", 30.0, 5.0, frozenset({Kind.QUEUE}), stream=True),),
    secrets=(),
    options=(),
    supplies={Kind.QUEUE: frozenset({"contacts_waiting"})},
    address_help="",
)
Item = Batch | Directory | Interrupted
Act = Callable[[RunContext, Stop], Iterator[Item]]


@dataclass
class Plan:
    """What readers do, and how many do it at once."""

    act: Act | None = None
    reading: int = 0
    most: int = 0
    runs: int = 0
    closed: int = 0
    sign_ins: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


plan = Plan()


def batch(context: RunContext, waiting: int) -> Batch:
    at = context.clock()
    one = Observation(Kind.QUEUE, "11", {"contacts_waiting": Value(waiting)}, at, at)
    return Batch(context.account.id, "events", frozenset({Kind.QUEUE}), (one,), at, complete=False)


def until_stopped(context: RunContext, stop: Stop) -> Iterator[Item]:
    """Says one more each time, until it is told to stop."""
    number = 0
    while not stop.is_set():
        number += 1
        yield batch(context, number)
        stop.wait(0.05)


class StreamingConnector:
    def __init__(self, context: RunContext) -> None:
        self._context = context

    def run(self, job: str) -> Iterator[Batch | Directory]:
        yield from ()

    def read(self, job: str, stop: Stop) -> Iterator[Item]:
        with plan.lock:
            plan.runs += 1
            plan.reading += 1
            plan.most = max(plan.most, plan.reading)
        try:
            yield from (plan.act or until_stopped)(self._context, stop)
        finally:
            with plan.lock:
                plan.reading -= 1

    def test(self) -> TestResult:
        return TestResult(ok=True, message="")

    def sign_out(self) -> None:
        self._context.sessions.clear()

    def close(self) -> None:
        plan.closed += 1
