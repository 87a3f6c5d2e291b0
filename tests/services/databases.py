"""Databases that have their tables already, to be copied instead of made anew."""

from __future__ import annotations

import fcntl
import shutil
import subprocess
import sys
from pathlib import Path

from bootstrap.commands import ROOT
from tests.services.stack import clean_environment
from wallboard.embedded.place import Place

MIGRATE_SECONDS = 120.0


def migrated(folder: Path) -> Path:
    """The database in this folder, made by whichever process comes first; others wait for it."""
    place = Place(folder)
    place.make()
    database, made = place.root / "wallboard.sqlite3", place.root / "made"
    with (place.root / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            subprocess.run(
                [sys.executable, ROOT / "manage.py", "migrate", "--verbosity", "0"],
                cwd=ROOT,
                env={**clean_environment(), "WALLBOARD_STATE_DIR": str(folder)},
                stdin=subprocess.DEVNULL,
                timeout=MIGRATE_SECONDS,
                check=True,
            )
            left = [file.name for file in place.root.glob("wallboard.sqlite3-*")]
            assert not left, f"the database is still being written: {left}"
            made.touch()
    return database


def copy(database: Path, to: Path) -> None:
    """Into a new product's folder, with the rights of a file that holds people's names."""
    shutil.copyfile(database, to)
    to.chmod(0o600)
