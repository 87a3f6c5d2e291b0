"""The state directory (`var/`): what lies where, who may read it, who holds it."""

from __future__ import annotations

import fcntl
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from bootstrap.trouble import Trouble


@dataclass(frozen=True)
class Place:
    """Paths below the state directory. Directories are for the owner only."""

    root: Path

    @property
    def logs(self) -> Path:
        return self._folder("log")

    @property
    def ports(self) -> Path:
        return self.root / "ports.json"

    @property
    def redis_url(self) -> Path:
        return self.root / "redis_url"

    @property
    def children(self) -> Path:
        """Names and process ids of the children: which process is what."""
        return self.root / "children.json"

    def folder_of_store(self, flavour: str, major: int) -> Path:
        """Of its own per flavour and major version: Redis 7 cannot read what Valkey 9 wrote."""
        return self._folder(f"{flavour}-{major}")

    def _folder(self, name: str) -> Path:
        folder = self.root / name
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def make(self) -> None:
        """Make the directory, readable by its owner only. Raises Trouble when that cannot be."""
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            self.root.chmod(0o700)
        except OSError as error:
            raise Trouble(f"{self.root} cannot be used for state: {error.strerror}.") from None

    def hold(self) -> IO[str]:
        """Lock it for this process until it ends, however it ends. Raises Trouble if it is held."""
        file = (self.root / "lock").open("a+", encoding="ascii")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read().strip() or "another process"
            raise Trouble(
                f"Wallboard runs here already ({holder}). Stop that one with Ctrl+C, or give this "
                "one its own state: WALLBOARD_STATE_DIR=/another/folder ./run --port 8001."
            ) from None
        file.seek(0)
        file.truncate()
        file.write(f"process {os.getpid()}")
        file.flush()
        return file


def write_private(file: Path, content: str) -> None:
    """Replace a file that only its owner may read; a reader sees the old or the new, never half."""
    draft = file.with_name(f".{file.name}.new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(content)
    draft.replace(file)


def read_json(file: Path) -> dict[str, Any]:
    """Its object, or nothing when the file is missing or damaged: all of it can be made again."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}
