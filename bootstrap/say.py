"""What people see while `./run` works: one line per step, plain sentences when it fails."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

INDENT = "  "


def line(text: str = "") -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def warn(text: str) -> None:
    sys.stdout.flush()
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def loud(text: str) -> None:
    """One line that nobody overlooks in the scroll of a test run."""
    warn(f"\n!!! {text}\n")


@contextmanager
def step(doing: str) -> Iterator[None]:
    """Say what begins at once, and how long it took when it is over."""
    began_at = time.monotonic()
    sys.stdout.write(f"{INDENT}{doing} ... ")
    sys.stdout.flush()
    try:
        yield
    except BaseException:
        line("failed")
        raise
    line(f"{time.monotonic() - began_at:.1f} s")
