"""Runs tools: quietly with the cause told on failure, or in the open with their own output."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from bootstrap import launcher
from bootstrap.trouble import Trouble, trouble_of

ROOT = Path(__file__).resolve().parent.parent


def quietly(doing: str, command: Sequence[str | Path], env: Mapping[str, str] | None = None) -> str:
    """Run a tool, return what it printed. Raises Trouble with the cause in plain words."""
    try:
        done = subprocess.run(  # noqa: S603
            launcher.command([str(part) for part in command]),
            cwd=ROOT,
            env={**os.environ, **(env or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
    except OSError as error:
        raise trouble_of(doing, str(error)) from None
    if done.returncode != 0:
        raise trouble_of(doing, done.stdout)
    return done.stdout


def openly(command: Sequence[str | Path], env: Mapping[str, str] | None = None) -> int:
    """Run a tool with its output shown; returns its exit code."""
    try:
        return subprocess.run(  # noqa: S603
            launcher.command([str(part) for part in command]),
            cwd=ROOT,
            env={**os.environ, **(env or {})},
            stdin=subprocess.DEVNULL,
            check=False,
        ).returncode
    except OSError as error:
        raise Trouble(f"{command[0]} cannot be started: {error.strerror}.") from None


def become(command: Sequence[str | Path], env: Mapping[str, str] | None = None) -> None:
    """Replace this process, so that a signal for `./run` reaches the real thing."""
    words = [str(part) for part in command]
    os.chdir(ROOT)
    os.execvpe(words[0], words, {**os.environ, **(env or {})})  # noqa: S606
