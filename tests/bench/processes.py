"""Processes pinned to a processor, spoken to in lines, and what the kernel says they used."""

from __future__ import annotations

import contextlib
import json
import os
import select
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from bootstrap import launcher
from bootstrap.commands import ROOT
from bootstrap.trouble import Trouble

TICKS = os.sysconf("SC_CLK_TCK")
START_SECONDS = 30.0
SERVER, OTHERS = 0, 1  # places among the processors that we may use


class Process:
    """A child that dies with us. Where there are two processors the server has one of its own."""

    def __init__(
        self,
        command: Sequence[str | Path],
        place: int,
        log: Path,
        env: Mapping[str, str] | None = None,
        *,
        talks: bool = False,
    ) -> None:
        self.name = log.stem
        with log.open("ab") as output, _pinned(place):
            self._process = subprocess.Popen(
                launcher.command([str(word) for word in command]),
                cwd=ROOT,
                env={**os.environ, **(env or {})},
                stdin=subprocess.PIPE if talks else subprocess.DEVNULL,
                stdout=subprocess.PIPE if talks else output,
                stderr=output,
                text=True,
            )

    def say(self, word: str) -> None:
        _pipe(self._process.stdin).write(word + "\n")
        _pipe(self._process.stdin).flush()

    def hear(self, seconds: float) -> dict[str, Any]:
        """Its next line of JSON. Raises Trouble when it is silent or gone."""
        output = _pipe(self._process.stdout)
        ready, _, _ = select.select([output], [], [], seconds)
        line = output.readline() if ready else ""
        if not line:
            gone = (
                "ended" if self._process.poll() is not None else f"was silent for {seconds:.0f} s"
            )
            raise Trouble(f"{self.name} {gone}; its log is beside the record.")
        found: dict[str, Any] = json.loads(line)
        return found

    def cpu_seconds(self) -> float:
        """User and system time of all its threads so far, in ticks of 10 ms."""
        text = Path(f"/proc/{self._process.pid}/stat").read_text()
        fields = text.rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def resident_bytes(self) -> int:
        pages = Path(f"/proc/{self._process.pid}/statm").read_text().split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE")

    def accepts(self, port: int) -> None:
        """Wait until it listens. Raises Trouble when it does not."""
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end and self._process.poll() is None:
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", port), timeout=0.5).close()
                return
            time.sleep(0.05)
        raise Trouble(f"{self.name} does not listen; its log is beside the record.")

    def end(self) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()


@contextlib.contextmanager
def _pinned(place: int) -> Iterator[None]:
    """What is started inside inherits the processor; we ourselves keep what we had."""
    if not hasattr(os, "sched_setaffinity") or len(mine := sorted(os.sched_getaffinity(0))) < 2:
        yield
        return
    os.sched_setaffinity(0, {mine[place]})
    try:
        yield
    finally:
        os.sched_setaffinity(0, mine)


def _pipe(pipe: IO[str] | None) -> IO[str]:
    assert pipe is not None, "this process was not started to talk"
    return pipe


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port
