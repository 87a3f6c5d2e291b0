"""A second web process of one installation: the same database, the same Redis, another port."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from bootstrap import launcher
from bootstrap.commands import ROOT
from tests.services import waiting
from tests.services.stack import Stack
from wallboard.embedded import ports, programs

START_SECONDS = 60.0


@contextmanager
def second_web(stack: Stack) -> Iterator[int]:
    """Its port, once it answers. Started with the very command of the first."""
    with tempfile.TemporaryDirectory() as folder:
        port = ports.free_ports(("web",), Path(folder) / "port.json")["web"]
        program = programs.web("127.0.0.1", port)
        log = Path(folder) / "log.txt"
        with log.open("wb") as out:
            process = subprocess.Popen(
                launcher.command(list(program.command)),
                cwd=ROOT,
                env={**stack.environment(), "DJANGO_SETTINGS_MODULE": "wallboard.settings"},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        try:
            waiting.until(lambda: _answers(process, port, log), "a second server", START_SECONDS)
            yield port
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _answers(process: subprocess.Popen[bytes], port: int, log: Path) -> bool:
    assert process.poll() is None, log.read_text(errors="replace")
    try:
        reply = httpx.get(f"http://127.0.0.1:{port}/healthz/live", timeout=3, trust_env=False)
    except httpx.HTTPError:
        return False
    return reply.status_code == httpx.codes.OK
