"""A vendor that does what a test wrote down: for the runner, whose subject is not any vendor."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from connectors.base import Directory, RunContext, TestResult
from wallboard.domain.observation import Batch, Kind, Observation, Past, Value
from wallboard.domain.vendor import Job, Secret, VendorSpec

SCRIPTED = VendorSpec(
    vendor="scripted",
    label="Scripted",
    jobs=(
        Job("state", "State", 5.0, 2.0, frozenset({Kind.QUEUE}), timeout_seconds=3.0),
        Job("directory", "Directory", 3600.0, 300.0, frozenset({Kind.QUEUE}), timeout_seconds=3.0),
    ),
    secrets=(Secret("password", "Password"),),
    options=(),
    supplies={Kind.QUEUE: frozenset({"contacts_waiting", "name"})},
    address_help="",
)


@dataclass
class Script:
    """What the next runs do, and what they did."""

    acts: list[Callable[[RunContext], Iterator[Batch | Directory | Past]]] = field(
        default_factory=list
    )
    sign_ins: int = 0
    closed: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


script = Script()


def queue_batch(context: RunContext, waiting: int, job: str = "state") -> Batch:
    now_at = context.clock()
    values = {"contacts_waiting": Value(waiting), "name": Value("Växel")}
    observation = Observation(Kind.QUEUE, "11", values, now_at, now_at)
    return Batch(context.account.id, job, frozenset({Kind.QUEUE}), (observation,), now_at)


class ScriptedConnector:
    def __init__(self, context: RunContext) -> None:
        self._context = context

    def run(self, job: str) -> Iterator[Batch | Directory | Past]:
        with script.lock:
            act = script.acts.pop(0) if len(script.acts) > 1 else script.acts[0]
        yield from act(self._context)

    def test(self) -> TestResult:
        return TestResult(ok=self._context.account.secrets.get("password") == "right", message="")

    def sign_out(self) -> None:
        self._context.sessions.clear()

    def close(self) -> None:
        script.closed += 1
