"""The whole product as `./run` starts it, on a state directory and ports of the test's own."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import httpx

from bootstrap import launcher
from bootstrap.commands import ROOT
from tests.services import waiting
from tests.services.centre import RemoteCentre
from tests.services.shell import Shell
from wallboard.embedded import logs, ports
from wallboard.embedded.place import Place, read_json
from wallboard.state import ticks
from wallboard.state.redis import StateUnavailable, sync_client_at

START_SECONDS = 120.0  # no promise: with tests beside it, a machine may have no core to spare
PASSWORD = "test-pass-of-admin-1"

POLLED, ALL = "trio,calabrio", "trio,calabrio,o2g,sinch"


class Stack:
    """`url`, `admin_name`, `admin_password`, `centre` (the simulated contact centre's control).

    `simulator` holds options of the simulator ("--agents 200"), `vendors` whose faces are accounts
    (POLLED: a stream that nobody looks at costs time), `arguments` those of `./run`.
    """

    def __init__(
        self,
        folder: Path,
        *,
        simulator: str = "",
        vendors: str = POLLED,
        arguments: tuple[str, ...] = (),
        env: Mapping[str, str] | None = None,
        port: int | None = None,
    ) -> None:
        self.place = Place(folder)
        self.place.make()
        chosen = ports.free_ports(("web",), folder / "web_port.json")["web"]
        self.port = port or chosen
        self.url = f"http://127.0.0.1:{self.port}"
        self.ws_url = f"ws://127.0.0.1:{self.port}"
        self.admin_name = ""
        self.admin_password = ""
        self.printed = folder / "printed.txt"
        self._words = ("--port", str(self.port), *arguments)
        self._env = {
            **clean_environment(),
            "WALLBOARD_STATE_DIR": str(folder),
            "WALLBOARD_SIMULATOR_OPTIONS": simulator,
            "WALLBOARD_SIMULATOR_VENDORS": vendors,
            **(env or {}),
        }
        self._process: subprocess.Popen[bytes] | None = None
        self._centre: RemoteCentre | None = None
        self._shell: Shell | None = None

    # -- life -------------------------------------------------------------------------------
    def start(self) -> None:
        """Returns when it has greeted. Raises AssertionError with what it printed otherwise."""
        with self.printed.open("wb") as out:
            self._process = subprocess.Popen(
                launcher.command([sys.executable, "-m", "wallboard.embedded", *self._words]),
                cwd=ROOT,
                env=self._env,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        waiting.until(self._has_greeted, "the product to start", START_SECONDS)
        self.admin_name = self._told("Administrator") or self.admin_name
        self.admin_password = self._told("Password") or self.admin_password

    def _has_greeted(self) -> bool:
        assert self._process is not None
        if self._process.poll() is not None:
            raise AssertionError(f"The product did not start:\n{self.output()}{self.all_logs()}")
        return "Ctrl+C stops everything" in self.output()

    def _told(self, word: str) -> str:
        found = re.search(rf"^\s*{word}:?\s+(\S+)", self.output(), re.MULTILINE)
        return found[1] if found else ""

    @property
    def pid(self) -> int:
        """Of the supervisor."""
        assert self._process is not None
        return self._process.pid

    def stop(self, number: signal.Signals = signal.SIGTERM, seconds: float = 10.0) -> int:
        """Signal the supervisor and wait for its end; its exit code."""
        if self._centre is not None:
            self._centre.close()
            self._centre = None
        if self._shell is not None:
            self._shell.close()
            self._shell = None
        if self._process is None:
            return 0
        self._process.send_signal(number)
        try:
            return self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
            raise AssertionError(f"Not stopped within {seconds:g} s:\n{self.output()}") from None
        finally:
            self._process = None

    # -- children ---------------------------------------------------------------------------
    def pid_of(self, name: str) -> int | None:
        """Of a child: valkey, simulator, web, worker-poll, worker-stream, worker-history, beat."""
        pid = read_json(self.place.children).get(name)
        return pid if isinstance(pid, int) else None

    def kill(self, name: str) -> int:
        """SIGKILL a child; the process id that died. The supervisor brings back another."""
        pid = self.pid_of(name)
        assert pid is not None, f"{name} does not run:\n{self.output()}"
        os.kill(pid, signal.SIGKILL)
        return pid

    def wait_replaced(self, name: str, old_pid: int, seconds: float = 10.0) -> int:
        def another() -> int:
            pid = self.pid_of(name)
            return pid if pid is not None and pid != old_pid else 0

        return waiting.until(another, f"{name} to be started again", seconds)

    # -- looking ----------------------------------------------------------------------------
    def output(self) -> str:
        return self.printed.read_text(errors="replace") if self.printed.exists() else ""

    def log(self, name: str) -> str:
        file = self.place.logs / f"{name}.log"
        return file.read_text(errors="replace") if file.exists() else ""

    def all_logs(self) -> str:
        return "".join(
            f"\n--- {file.name}\n" + "\n".join(logs.last_lines(file, 30))
            for file in sorted(self.place.logs.glob("*.log"))
        )

    @property
    def redis_url(self) -> str:
        return self.place.redis_url.read_text()

    def is_alive(self) -> bool:
        """The web server answers."""
        try:
            reply = httpx.get(f"{self.url}/healthz/live", timeout=3, trust_env=False)
        except httpx.HTTPError:
            return False
        return reply.status_code == httpx.codes.OK

    def ticks_lately(self, within_seconds: float = 3.0) -> bool:
        """Beat, broker and worker work together: a tick was carried out just now."""
        return self._lately(ticks.last_at, within_seconds)

    def keeps_history(self, within_seconds: float = 8.0) -> bool:
        """The worker of history has just looked at what there is to keep."""
        return self._lately(ticks.last_kept_at, within_seconds)

    def _lately(self, last: Callable[[Any], float | None], within_seconds: float) -> bool:
        try:
            last_at = last(sync_client_at(self.redis_url))
        except StateUnavailable:
            return False
        return last_at is not None and time.time() - last_at < within_seconds

    @property
    def database(self) -> Path:
        return self.place.root / "wallboard.sqlite3"

    @property
    def centre(self) -> RemoteCentre:
        if self._centre is None:
            port = read_json(self.place.ports)["simulator"]
            self._centre = RemoteCentre(f"http://127.0.0.1:{port}")
        return self._centre

    def environment(self) -> dict[str, str]:
        """For a process beside the supervisor's, on this product's database and Redis."""
        return {**self._env, "WALLBOARD_REDIS_URL_FILE": str(self.place.redis_url)}

    # -- doing ------------------------------------------------------------------------------
    def manage(self, *words: str) -> str:
        """manage.py on this product's database and Redis; what it printed."""
        done = subprocess.run(
            [sys.executable, ROOT / "manage.py", *words],
            cwd=ROOT,
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def evaluate(self, code: str) -> Any:
        """Run Python with the models at hand; what it leaves in `result` comes back as JSON."""
        if self._shell is None:
            self._shell = Shell(self.environment())
        return self._shell.evaluate(code)

    def sign_in(self, name: str = "", password: str = "") -> httpx.Client:
        """A client with a session cookie, the administrator's unless another user is named."""
        client = httpx.Client(base_url=self.url, timeout=15, trust_env=False, follow_redirects=True)
        page = client.get("/admin/login/")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
        assert token, page.text
        reply = client.post(
            "/admin/login/",
            data={
                "csrfmiddlewaretoken": token[1],
                "username": name or self.admin_name,
                "password": password or self.admin_password,
                "next": "/admin/",
            },
            headers={"Referer": f"{self.url}/admin/login/"},
        )
        assert reply.status_code == 200, reply.text
        assert client.cookies.get("wallboard_session"), "the sign-in was refused"
        return client


def clean_environment() -> dict[str, str]:
    """Without the settings of a product that is configured on this machine."""
    dropped = ("WALLBOARD_", "DATABASE_URL", "REDIS_URL", "DJANGO_")
    return {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
