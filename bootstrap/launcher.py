"""Starts a program that dies with the process that asked for it, whatever that one dies of.

Run as `python -I -S launcher.py PARENT_PID PROGRAM ARGUMENT...`: the kernel is asked for a signal
on the parent's death, then this process becomes the program. Asking in the child itself, after the
fork and before the exec, needs no `preexec_fn` (unsafe with threads); comparing the parent's id
afterwards closes the gap in which the parent died before the asking. The kernel sends the signal
when the *thread* that started us ends, so a supervisor starts its children from its main thread.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from pathlib import Path

PR_SET_PDEATHSIG = 1


def die_with(parent: int) -> None:
    """SIGKILL on the parent's death: nothing here may outlive it, and nothing needs a farewell."""
    if not sys.platform.startswith("linux"):
        return  # other systems have no such signal; an orderly stop still ends every child
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")
    if os.getppid() != parent:
        os._exit(1)


def command(program: list[str]) -> list[str]:
    """The command line with which the caller, as parent, starts the program through this file."""
    return [sys.executable, "-I", "-S", str(Path(__file__).resolve()), str(os.getpid()), *program]


if __name__ == "__main__":
    die_with(int(sys.argv[1]))
    os.execvp(sys.argv[2], sys.argv[2:])  # noqa: S606 the command line is the supervisor's own
