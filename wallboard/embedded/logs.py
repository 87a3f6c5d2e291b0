"""The children's logs: appended by them, bounded by us, their end shown when one keeps dying."""

from __future__ import annotations

import shutil
from pathlib import Path

LARGEST_BYTES = 5 * 1024**2


def shorten(file: Path, largest_bytes: int = LARGEST_BYTES) -> bool:
    """Copy a log that grew too large aside and empty it; the writer, which appends, goes on.

    Lines written between the copy and the emptying are lost, which a log can bear; that no child
    ever waits for us to read a pipe is worth more. Two files per child are the bound.
    """
    try:
        if file.stat().st_size <= largest_bytes:
            return False
        shutil.copyfile(file, file.with_suffix(".log.1"))
        with file.open("r+b") as stream:
            stream.truncate(0)
    except OSError:
        return False  # a full disk must not end the supervisor
    return True


def last_lines(file: Path, count: int = 12, within_bytes: int = 16_384) -> list[str]:
    try:
        with file.open("rb") as stream:
            stream.seek(0, 2)
            stream.seek(max(0, stream.tell() - within_bytes))
            return stream.read().decode("utf-8", "replace").splitlines()[-count:]
    except OSError:
        return []
