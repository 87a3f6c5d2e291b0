"""The supervisor under fire: what dies comes back, and nothing outlives it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bootstrap.commands import ROOT
from tests.services import leftovers, waiting
from tests.services.fixtures import StartStack
from tests.services.stack import Stack
from wallboard.embedded import ports
from wallboard.embedded.place import read_json

pytestmark = [pytest.mark.e2e]

WORKERS = {"worker-poll", "worker-stream", "worker-history"}
CHILDREN = {"valkey", "simulator", "web", *WORKERS, "beat"}


def _ports_of(stack: Stack) -> list[int]:
    return [stack.port, *read_json(stack.place.ports).values()]


def _taken(used: list[int]) -> list[int]:
    return [port for port in used if not ports.is_free("127.0.0.1", port)]


def _nothing_left(stack: Stack) -> bool:
    return not leftovers.mentioning(str(stack.place.root))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_every_child_within_five_seconds_and_frees_the_ports(
    start_stack: StartStack, number: signal.Signals
) -> None:
    stack = start_stack()
    assert set(read_json(stack.place.children)) == CHILDREN
    used = _ports_of(stack)
    assert stack.stop(number, seconds=7.0) == 0
    assert not leftovers.mentioning(str(stack.place.root))
    assert not _taken(used)
    assert "Stopped." in stack.output()


def test_killing_the_supervisor_leaves_no_process_behind(start_stack: StartStack) -> None:
    stack = start_stack()
    used = _ports_of(stack)
    assert stack.stop(signal.SIGKILL) == -signal.SIGKILL
    waiting.until(lambda: _nothing_left(stack), "every child to die with its supervisor", 3.0)
    waiting.until(lambda: not _taken(used), "the kernel to close the sockets of the dead", 3.0)


def test_killed_while_it_starts_it_leaves_no_process_behind(tmp_path: Path) -> None:
    folder = str(tmp_path)
    process = subprocess.Popen(
        [sys.executable, "-m", "wallboard.embedded", "--port", "18999"],
        cwd=ROOT,
        env={**os.environ, "WALLBOARD_STATE_DIR": folder},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    shown = ""
    while "Preparing the database" not in shown:
        shown += process.stdout.read(1)
    process.kill()
    process.wait()
    process.stdout.close()
    waiting.until(lambda: not leftovers.mentioning(folder), "all to die with their parent", 3.0)


@pytest.mark.parametrize("name", sorted(CHILDREN))
def test_a_killed_child_is_replaced(stack: Stack, name: str) -> None:
    old = stack.kill(name)
    new = stack.wait_replaced(name, old, seconds=5.0)
    assert new != old
    waiting.until(stack.is_alive, "the web server to answer", 20.0)
    waiting.until(stack.ticks_lately, "ticks to come again", 20.0)


def test_workers_that_run_but_do_nothing_are_replaced(stack: Stack) -> None:
    began_at = time.time()  # who was killed by a test before this may have left a fresh outcome

    def so_far() -> float:
        return time.time() - began_at

    waiting.until(lambda: stack.ticks_lately(so_far()), "a tick of who runs now", 60.0)
    waiting.until(lambda: stack.keeps_history(so_far()), "history to be kept by it", 60.0)
    limits = {"worker-poll": 75.0, "worker-history": 75.0}
    stalled = {name: stack.pid_of(name) for name in limits}
    for pid in stalled.values():
        assert pid is not None
        os.kill(pid, signal.SIGSTOP)  # alive for the kernel, silent for everybody else
    for name, seconds in limits.items():  # history's is given a minute; it began with the other's
        stack.wait_replaced(name, stalled[name] or 0, seconds)
    waiting.until(stack.ticks_lately, "ticks to come again", 20.0)
    waiting.until(stack.keeps_history, "history to be kept again", 20.0)


def test_a_second_start_on_the_same_state_says_that_one_runs(stack: Stack) -> None:
    told = _fails_to_start("--port", "18998", state=str(stack.place.root))
    assert f"Wallboard runs here already (process {stack.pid})" in told


def test_a_taken_port_is_named_with_its_holder_and_the_way_out(
    stack: Stack, tmp_path: Path
) -> None:
    told = _fails_to_start("--port", str(stack.port), state=str(tmp_path))
    assert f"Port {stack.port} is taken by " in told
    assert f"(process {stack.pid_of('web')})" in told
    assert f"./run --port {stack.port + 1}" in told
    assert "Traceback" not in told


def test_an_address_of_another_machine_is_refused(tmp_path: Path) -> None:
    told = _fails_to_start("--listen", "192.0.2.7", "--port", "18997", state=str(tmp_path))
    assert "192.0.2.7 is not an address of this machine" in told


def test_a_redis_that_does_not_answer_is_named_by_its_variable(tmp_path: Path) -> None:
    url = "redis://:very-secret-word@127.0.0.1:1/0"
    told = _fails_to_start("--port", "18996", state=str(tmp_path), WALLBOARD_REDIS_URL=url)
    assert "The Redis that WALLBOARD_REDIS_URL names does not answer" in told
    assert "very-secret-word" not in told


def test_the_second_start_shows_the_name_but_no_password(start_stack: StartStack) -> None:
    stack = start_stack()
    assert stack.admin_name
    assert stack.admin_password
    password = stack.admin_password
    stack.stop()
    assert password not in stack.all_logs()
    stack.start()
    assert stack.admin_name in stack.output()
    assert "Password" not in stack.output()
    stack.sign_in(password=password).close()


def test_private_files_are_readable_by_their_owner_only(stack: Stack) -> None:
    private = ["redis_url", "secret_key", "encryption_key", "ports.json", "valkey-9/server.conf"]
    modes = {
        name: (stack.place.root / name).stat().st_mode & 0o777
        for name in private
        if (stack.place.root / name).exists()
    }
    assert set(modes.values()) == {0o600}, modes
    assert stack.place.root.stat().st_mode & 0o777 == 0o700


def test_no_secret_is_on_a_command_line(stack: Stack) -> None:
    password = stack.redis_url.split(":")[2].split("@")[0]
    assert not [line for line in leftovers.of_process(stack.pid) if password in line]


def _fails_to_start(*words: str, state: str, **env: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "wallboard.embedded", *words],
        cwd=ROOT,
        env={**os.environ, "WALLBOARD_STATE_DIR": state, **env},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    return done.stdout + done.stderr
