"""One child process: started so that it dies with us, watched, brought back, stopped in time."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bootstrap import launcher

FIRST_PAUSE_SECONDS = 0.3  # a worker killed by hand is back well within its 15 s
LONGEST_PAUSE_SECONDS = 5.0  # a killed worker polls again within 15 s even then
STEADY_SECONDS = 8.0  # a child that lived so long starts again without a pause that has grown
TROUBLED_DEATHS = 3


@dataclass(frozen=True)
class Program:
    """What to run. `stop` is the signal that it understands as "finish"; a foundation is stopped
    when all that stand on it have gone."""

    name: str
    command: tuple[str, ...]
    env: Mapping[str, str] = field(default_factory=dict, repr=False)
    stop: signal.Signals = signal.SIGTERM
    foundation: bool = False
    ready: Callable[[], bool] = lambda: True


class Child:
    """Main thread only: the parent-death signal is bound to the thread that starts the child."""

    def __init__(self, program: Program, log: Path, clock: Callable[[], float] = time.monotonic):
        self.program = program
        self.log = log
        self.deaths = 0
        self.total_deaths = 0
        self._clock = clock
        self._process: subprocess.Popen[bytes] | None = None
        self._started_at = 0.0
        self._due_at = 0.0

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    @property
    def age_seconds(self) -> float:
        return self._clock() - self._started_at if self._process else 0.0

    def start(self) -> None:
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603
                launcher.command(list(self.program.command)),
                env={**os.environ, **self.program.env},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl+C reaches us alone, and we stop them in order
            )
        self._started_at = self._clock()

    def revive(self) -> str | None:
        """Start it again when it died and its pause is over; says what happened, once per death."""
        now_at = self._clock()
        if self._process is not None:
            code = self._process.poll()
            if code is None:
                return None
            if now_at - self._started_at >= STEADY_SECONDS:
                self.deaths = 0
            self._process = None
            pause = min(FIRST_PAUSE_SECONDS * 2**self.deaths, LONGEST_PAUSE_SECONDS)
            self._due_at = now_at + pause
            self.deaths += 1
            self.total_deaths += 1
            return f"{self.program.name} {_ending(code)}; starting it again in {pause:.1f} s"
        if now_at >= self._due_at:
            self.start()
        return None

    @property
    def keeps_dying(self) -> bool:
        return self.deaths >= TROUBLED_DEATHS

    def ask_to_stop(self) -> None:
        self._signal(self.program.stop)

    def kill(self) -> None:
        self._signal(signal.SIGKILL)

    def is_gone(self) -> bool:
        return self._process is None or self._process.poll() is not None

    def _signal(self, number: signal.Signals) -> None:
        if self._process is None or self._process.poll() is not None:
            return
        try:
            # Its whole session: a child of the child goes with it.
            os.killpg(self._process.pid, number)
        except ProcessLookupError:
            return  # between its fork and its setsid, or just gone
        except PermissionError:
            self._process.send_signal(number)


def _ending(code: int) -> str:
    if code >= 0:
        return f"ended with code {code}"
    try:
        return f"was ended by {signal.Signals(-code).name}"
    except ValueError:
        return f"was ended by signal {-code}"
