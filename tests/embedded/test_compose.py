"""docker-compose.yml without a container engine: parsed, and its commands run in its order.

What this cannot show is the image itself and the network between containers; the commands, values,
order and health checks are those of the file, with service names and ports replaced by loopback.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bootstrap import launcher, servers
from bootstrap.commands import ROOT
from tests.services import waiting
from tests.services.compose import MissingVariable, Service, services
from tests.services.postgres import TestPostgres
from wallboard.embedded import ports
from wallboard.env import Variable
from wallboard.settings import variables

FILE = ROOT / "docker-compose.yml"
GIVEN = {
    "WALLBOARD_SECRET_KEY": "a-secret-key-of-a-test-that-is-long-enough-for-the-checks-0",
    "WALLBOARD_ENCRYPTION_KEYS": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
    "WALLBOARD_HOSTS": "wallboard.example.org",
    "POSTGRES_PASSWORD": "postgres1pass",
    "REDIS_PASSWORD": "redis1pass",
}
REQUIRED = tuple(GIVEN)
HEALTHY_SECONDS = 90.0  # no promise: all of them start at once, beside other tests


def test_every_value_without_a_sensible_default_must_be_given() -> None:
    for name in REQUIRED:
        with pytest.raises(MissingVariable, match=name):
            services(FILE, {key: value for key, value in GIVEN.items() if key != name})


def test_it_sets_only_variables_that_mean_something() -> None:
    known = variables.known_names()
    ours = [one for one in services(FILE, GIVEN) if one.raw.get("image") == "wallboard"]
    for service in ours:
        assert set(service.environment) <= known, f"{service.name} sets a word nobody reads"


def test_no_secret_is_in_the_file() -> None:
    text = FILE.read_text()
    secret: list[Variable[object]] = [one for one in variables.VARIABLES if one.secret]
    for name in [*(one.name for one in secret), "POSTGRES_PASSWORD", "REDISCLI_AUTH"]:
        for value in re.findall(rf"^\s*{name}:\s*(.+)$", text, re.MULTILINE):
            assert "${" in value, f"{name} has its value in the file: {value}"


def test_all_of_ours_run_without_rights_and_are_watched() -> None:
    for service in services(FILE, GIVEN):
        if service.raw.get("image") == "wallboard":
            assert service.raw["read_only"] is True
            assert service.raw["cap_drop"] == ["ALL"]
        assert service.healthcheck or service.name == "migrate", f"{service.name} is not watched"
    assert re.search(r"^USER (?!root)", (ROOT / "Dockerfile").read_text(), re.MULTILINE)


@dataclass
class Composed:
    """Runs services as Compose would; `replaced` turns its names into loopback addresses."""

    folder: Path
    replaced: list[tuple[str, str]]
    web_port: int
    postgres: TestPostgres
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def _local(self, text: str) -> str:
        for old, new in self.replaced:
            text = text.replace(old, new)
        return text

    def _env(self, service: Service) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "HOME") if name in os.environ}
        path = f"{Path(sys.executable).parent}{os.pathsep}{kept['PATH']}"
        own = {name: self._local(value) for name, value in service.environment.items()}
        image = {
            "WALLBOARD_STATE_DIR": str(self.folder),
            "WALLBOARD_STATIC_ROOT": str(self.folder / "static"),
        }
        ports_of_tools = {"PGHOST": "127.0.0.1", **dict(self._tool_ports())}
        return {**kept, "PATH": path, **image, **ports_of_tools, **own}

    def _tool_ports(self) -> Iterator[tuple[str, str]]:
        for old, new in self.replaced:
            if old == "@postgres:5432":
                yield "PGPORT", new.rpartition(":")[2]

    def run(self, service: Service, condition: str) -> None:
        """Start it, and wait for the condition that others have of it."""
        if service.name == "postgres":
            env = service.environment
            self.postgres.start(env["POSTGRES_USER"], env["POSTGRES_PASSWORD"], env["POSTGRES_DB"])
        else:
            with (self.folder / f"{service.name}.log").open("wb") as log:
                self.running[service.name] = subprocess.Popen(
                    launcher.command([self._local(word) for word in service.command]),
                    cwd=self.folder if service.name == "redis" else ROOT,
                    env=self._env(service),
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                )
        if condition == "service_healthy":
            self.wait_healthy(service)
        elif condition == "service_completed_successfully":
            assert self.running.pop(service.name).wait(60) == 0, self.log(service.name)

    def wait_healthy(self, service: Service) -> None:
        what = f"{service.name} to be healthy"
        waiting.until(lambda: self.is_healthy(service), what, HEALTHY_SECONDS, every_seconds=0.5)

    def is_healthy(self, service: Service) -> bool:
        process = self.running.get(service.name)
        assert process is None or process.poll() is None, self.log(service.name)
        command = [self._local(word) for word in service.healthcheck]
        if command[-1] == "wallboard.embedded.probe":
            command.append(str(self.web_port))
        return (
            subprocess.run(
                command, cwd=ROOT, env=self._env(service), capture_output=True, check=False
            ).returncode
            == 0
        )

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text(errors="replace")

    def stop(self) -> None:
        for process in reversed(self.running.values()):
            process.terminate()
        for process in self.running.values():
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.postgres.stop()


@pytest.fixture
def composed(tmp_path: Path) -> Iterator[Composed]:
    programs, redis = servers.postgresql(), servers.redis()
    if programs is None or redis is None:
        assert not servers.in_ci(), "PostgreSQL and redis-server are missing, and CI runs all"
        pytest.skip("no PostgreSQL or redis-server: sudo apt install postgresql redis-server")
    chosen = ports.free_ports(("web", "postgres", "redis"), tmp_path / "ports.json")
    replaced = [
        ("@postgres:5432", f"@127.0.0.1:{chosen['postgres']}"),
        ("@redis:6379", f"@127.0.0.1:{chosen['redis']}"),
        ("tcp:port=8000:interface=0.0.0.0", f"tcp:port={chosen['web']}:interface=127.0.0.1"),
        ("/tmp/celerybeat", f"{tmp_path}/celerybeat"),
        ("requirepass ", f"port {chosen['redis']}\nbind 127.0.0.1\nrequirepass "),
        ("redis-cli ping", f"redis-cli -p {chosen['redis']} ping"),
    ]
    postgres = TestPostgres(Path(programs), chosen["postgres"])
    one = Composed(tmp_path, replaced, chosen["web"], postgres)
    yield one
    one.stop()


@pytest.mark.e2e
def test_its_services_come_up_healthy_in_its_order(composed: Composed) -> None:
    order = services(FILE, GIVEN)
    workers = ["worker-poll", "worker-stream", "worker-history"]
    assert [one.name for one in order][-5:] == ["web", *workers, "beat"]
    conditions = {name: how for service in order for name, how in service.after.items()}
    for service in order:
        composed.run(service, conditions.get(service.name, ""))
    for service in order:
        if service.healthcheck:
            composed.wait_healthy(service)
