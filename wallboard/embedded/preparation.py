"""Runs `prepare` beside the start when it can, before it when it must.

When nothing changed that a server could trip over (migrations, packages, static files), the servers
start at once and the preparation only repeats what holds already: that halves a warm start.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from bootstrap import launcher, stamps
from bootstrap.commands import ROOT
from bootstrap.trouble import trouble_of
from wallboard.embedded.place import Place
from wallboard.embedded.supervisor import Supervisor


class Preparation:
    """One run of `python -m wallboard.embedded.prepare` with arguments for first_start."""

    def __init__(self, place: Place, arguments: Sequence[str]) -> None:
        self._log = place.logs / "prepare.log"
        self._stamp = place.root / "prepared"
        self._before = _digest()
        # Its words may hold the generated password, so they go to the screen and to no file.
        with self._log.open("wb") as errors:
            self._process = subprocess.Popen(  # noqa: S603
                launcher.command([sys.executable, "-m", "wallboard.embedded.prepare", *arguments]),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                start_new_session=True,
            )

    @property
    def holds_already(self) -> bool:
        """The last one was of the same inputs, and ended well."""
        return self._stamp.is_file() and self._stamp.read_text() == self._before

    def wait(self, supervisor: Supervisor) -> str:
        """What first_start has to tell. Raises Trouble, or StopAsked."""
        try:
            while self._process.poll() is None:
                supervisor.pause(0.02)
        finally:
            self._process.kill()
            told, _ = self._process.communicate()
        if self._process.returncode != 0:
            self._stamp.unlink(missing_ok=True)
            raise trouble_of("Preparing the database", self._log.read_text(errors="replace"))
        self._stamp.write_text(_digest())
        return told.strip()


def _digest() -> str:
    """Of what a server would trip over if it started before the preparation is done."""
    state = Path(os.environ["WALLBOARD_STATE_DIR"])
    database = os.environ.get("DATABASE_URL", "")
    if not database and not (state / "wallboard.sqlite3").is_file():
        return "there is no database yet"
    migrations = [
        file
        for room in (ROOT / "wallboard").iterdir()
        for file in (room / "migrations").glob("*.py")
    ]
    built = stamps.files_below(ROOT / "static" / "dist")
    return stamps.digest(
        [*migrations, *built, ROOT / "uv.lock"], database, os.environ["WALLBOARD_STATIC_ROOT"]
    )
