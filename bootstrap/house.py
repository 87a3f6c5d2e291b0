"""The verbs that concern one installation: start it, its administrator, its database, its end."""

from __future__ import annotations

import fcntl
import os
import shutil
from pathlib import Path

from bootstrap import install, say
from bootstrap.commands import ROOT, become
from bootstrap.trouble import Trouble

REDIS_URL_FILE = "redis_url"  # written by the supervisor beside its lock


def state_dir() -> Path:
    """Where everything lies that a run leaves behind."""
    return Path(os.environ.get("WALLBOARD_STATE_DIR") or ROOT / "var").expanduser().resolve()


def start(listen: str, port: int, *, simulator: bool) -> int:
    """Become the supervisor. Returns only when that fails."""
    words = ["--listen", listen, "--port", str(port), *([] if simulator else ["--no-simulator"])]
    become([install.PYTHON, "-m", "wallboard.embedded", *words])
    return 1


def manage(words: list[str]) -> int:
    """manage.py on the database, and while Wallboard runs on the Redis, that `./run` uses."""
    install.python_packages(development=False)
    become([install.PYTHON, ROOT / "manage.py", *words], _addresses())
    return 1


def password(words: list[str]) -> int:
    return manage(["set_password", *words])


def reset(words: list[str]) -> int:
    """Remove the state directory, after a question unless --yes is given."""
    folder = state_dir()
    if not folder.exists():
        say.line(f"There is nothing to remove: {folder} does not exist.")
        return 0
    lock = folder / "lock"
    if lock.exists():
        with lock.open("r+") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Trouble("Wallboard is running. Stop it (Ctrl+C), then reset.") from None
    if not (folder / "wallboard.sqlite3").exists() and not lock.exists() and folder != ROOT / "var":
        raise Trouble(f"{folder} does not look like Wallboard's state; nothing was removed.")
    if "--yes" not in words:
        say.line(f"This removes {folder}: boards, accounts, users and history. Type yes to go on.")
        try:
            answer = input("> ")
        except EOFError:
            answer = ""
        if answer.strip().lower() not in ("y", "yes"):
            say.line("Nothing was removed.")
            return 1
    shutil.rmtree(folder)
    say.line("Removed. The next ./run begins anew.")
    return 0


def _addresses() -> dict[str, str]:
    if os.environ.get("WALLBOARD_REDIS_URL") or os.environ.get("REDIS_URL"):
        return {}
    file = state_dir() / REDIS_URL_FILE
    return {"WALLBOARD_REDIS_URL_FILE": str(file)} if file.is_file() else {}
