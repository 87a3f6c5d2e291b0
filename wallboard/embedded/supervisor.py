"""The one parent: starts the children in order, brings back what dies, stops all in order."""

from __future__ import annotations

import json
import signal
import time
from collections.abc import Callable, Sequence
from types import FrameType

from bootstrap import say
from bootstrap.trouble import Trouble
from wallboard.embedded import logs
from wallboard.embedded.child import Child, Program
from wallboard.embedded.place import Place, write_private
from wallboard.embedded.watch import OutcomeWatch

BEAT_SECONDS = 0.1
LOG_CHECK_SECONDS = 10.0
OUTCOME_CHECK_SECONDS = 5.0
STOP_SECONDS = 5.0
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopAsked(Exception):
    """A signal asked for the end while the house was still being started."""


class Supervisor:
    """Use from the main thread only: signals and parent-death signals belong to it."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._children: list[Child] = []
        self._stop_asked = False
        self._told_of: set[str] = set()
        self._told_pids: dict[str, int | None] = {}
        for number in STOP_SIGNALS:
            signal.signal(number, self._ask_to_stop)

    def _ask_to_stop(self, number: int, frame: FrameType | None) -> None:
        self._stop_asked = True

    @property
    def stop_asked(self) -> bool:
        return self._stop_asked

    def pause(self, seconds: float) -> None:
        """Sleep, unless a signal asked for the end. Raises StopAsked."""
        if self._stop_asked:
            raise StopAsked
        time.sleep(seconds)

    def start(self, *programs: Program) -> None:
        for program in programs:
            child = Child(program, self._place.logs / f"{program.name}.log")
            logs.shorten(child.log)
            self._children.append(child)  # first: what is started must be stopped
            child.start()
        self._tell_pids()

    def wait_until_ready(self, *names: str, seconds: float = 30.0) -> None:
        """Raises Trouble with the end of its log when a child dies or is not ready in time."""
        until = time.monotonic() + seconds
        for child in [self._child(name) for name in names]:
            while not child.program.ready():
                if child.is_gone() or time.monotonic() > until:
                    raise Trouble(
                        f"{child.program.name} did not start. Its log is {child.log}.",
                        "\n".join(logs.last_lines(child.log)),
                    )
                self.pause(0.03)

    def watch(self, *outcomes: tuple[OutcomeWatch, Sequence[str]]) -> None:
        """Until a signal asks for the end. With each: who starts anew when it stops coming."""
        every: list[tuple[float, Callable[[], None]]] = [
            (LOG_CHECK_SECONDS, self._shorten_logs),
            (OUTCOME_CHECK_SECONDS, lambda: self._replace_stalled(outcomes)),
        ]
        due = [time.monotonic() + seconds for seconds, _ in every]
        while not self._stop_asked:
            for child in self._children:
                self._revive(child)
            self._tell_pids()
            for index, (seconds, do) in enumerate(every):
                if time.monotonic() >= due[index]:
                    due[index] = time.monotonic() + seconds
                    do()
            time.sleep(BEAT_SECONDS)

    def _revive(self, child: Child) -> None:
        try:
            said = child.revive()
        except OSError as error:  # no memory, no process: the next beat tries again
            said = f"{child.program.name} cannot be started: {error.strerror}"
        if not said:
            return
        if not child.keeps_dying:
            say.line(f"  {said}")
            self._told_of.discard(child.program.name)
        elif child.program.name not in self._told_of:  # once, not for every death
            self._told_of.add(child.program.name)
            say.line(f"  {said}. It keeps dying; the end of {child.log}:")
            for line in logs.last_lines(child.log):
                say.line(f"    {line}")

    def _shorten_logs(self) -> None:
        for child in self._children:
            logs.shorten(child.log)

    def _replace_stalled(self, outcomes: Sequence[tuple[OutcomeWatch, Sequence[str]]]) -> None:
        for outcome, names in outcomes:
            children = [self._child(name) for name in names]
            if outcome.is_stalled(tuple(child.age_seconds for child in children)):
                anew = " and ".join(names)
                say.line(f"  Nothing was {outcome.what} for a while; starting {anew} anew")
                for child in children:
                    child.kill()

    def stop(self) -> None:
        """Ask the last started first, then all, and kill what is left after five seconds."""
        until = time.monotonic() + STOP_SECONDS
        self._place.children.unlink(missing_ok=True)
        users = [child for child in self._children if not child.program.foundation]
        for child in reversed(users):
            child.ask_to_stop()
        self._wait_gone(users, until - 0.7)
        for child in self._children:
            child.ask_to_stop()
        self._wait_gone(self._children, until)
        for child in self._children:
            child.kill()
        self._wait_gone(self._children, until + 2.0)

    @staticmethod
    def _wait_gone(children: Sequence[Child], until: float) -> None:
        while time.monotonic() < until and not all(child.is_gone() for child in children):
            time.sleep(0.02)

    def _child(self, name: str) -> Child:
        return next(child for child in self._children if child.program.name == name)

    def _tell_pids(self) -> None:
        pids = {child.program.name: child.pid for child in self._children}
        if pids != self._told_pids:
            self._told_pids = pids
            write_private(self._place.children, json.dumps(pids, indent=1))
