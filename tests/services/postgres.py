"""A PostgreSQL cluster of the test's own, run by an unprivileged user as PostgreSQL wants it."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

from tests.services import waiting

USERS = ("postgres", "nobody")


class TestPostgres:
    """Cluster in a temporary folder; listens on one loopback port."""

    __test__ = False

    def __init__(self, programs: Path, port: int) -> None:
        self._programs = programs
        self._port = port
        # Not below pytest's folders, which are for their owner only.
        self._folder = Path(tempfile.mkdtemp(prefix="wallboard-postgres-"))
        self._process: subprocess.Popen[bytes] | None = None
        self._user: int | None = None
        self._group: int | None = None
        if os.geteuid() == 0:
            entry = _unprivileged()
            self._user, self._group = entry.pw_uid, entry.pw_gid
            os.chown(self._folder, entry.pw_uid, entry.pw_gid)

    def start(self, user: str, password: str, database: str) -> None:
        """As the official image does from POSTGRES_USER, POSTGRES_PASSWORD, POSTGRES_DB."""
        secret = self._folder / "password"
        secret.write_text(password)
        if self._user is not None and self._group is not None:
            os.chown(secret, self._user, self._group)
        data = self._folder / "data"
        self._run(
            *("initdb", "--pgdata", str(data), "--username", user, "--pwfile", str(secret)),
            *("--auth", "scram-sha-256", "--encoding", "UTF8", "--no-sync", "--locale", "C"),
        )
        command = [
            *(str(self._programs / "postgres"), "-D", str(data), "-p", str(self._port)),
            *("-c", "listen_addresses=127.0.0.1", "-c", f"unix_socket_directories={self._folder}"),
            *("-c", "fsync=off"),
        ]
        with (self._folder / "postgres.log").open("wb") as log:
            self._process = subprocess.Popen(
                command,
                stdout=log,
                stderr=log,
                cwd=self._folder,
                user=self._user,
                group=self._group,
            )
        waiting.until(self._is_ready, "PostgreSQL to accept connections", 20.0)
        self._run(
            *("createdb", "-h", "127.0.0.1", "-p", str(self._port), "-U", user, database),
            PGPASSWORD=password,
        )

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(20)
            self._process = None
        shutil.rmtree(self._folder, ignore_errors=True)

    def _is_ready(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, (self._folder / "postgres.log").read_text()
        words = ["pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self._port)]
        return subprocess.run(words, cwd=self._folder, check=False).returncode == 0

    def _run(self, program: str, *words: str, **env: str) -> None:
        done = subprocess.run(
            [str(self._programs / program), *words],
            cwd=self._folder,
            env={**os.environ, **env},
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
            user=self._user,
            group=self._group,
        )
        assert done.returncode == 0, done.stdout + done.stderr


def _unprivileged() -> pwd.struct_passwd:
    for name in USERS:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise AssertionError(f"PostgreSQL refuses to run as root, and there is none of: {USERS}")
