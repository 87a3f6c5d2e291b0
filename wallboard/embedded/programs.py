"""The children, a row each: what is run, with what, and when it counts as ready."""

from __future__ import annotations

import json
import os
import shlex
import signal
import socket
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any

from wallboard.embedded.child import Program

# daphne's own backlog is 50: screens that all come back at once would wait for SYN retries.
BACKLOG = 4096
POLL_THREADS = 16
STREAM_THREADS = 64  # one per account whose events are read
HISTORY_THREADS = 4  # it computes, and holds one while a mail server is slow

SIMULATOR_OPTIONS = "WALLBOARD_SIMULATOR_OPTIONS"  # "--agents 200 --start now"
# Of its control and of its faces; the control's names them all (`simulator_addresses`).
SIMULATOR_PORTS = (
    *("simulator", "trio", "trio_secondary", "calabrio"),
    *("o2g", "o2g_events", "o2g_secondary", "o2g_secondary_events", "sinch"),
)
SIMULATED_VENDORS = ("trio", "calabrio", "o2g", "sinch")  # rows of first_start's DEMO_ACCOUNTS
SIMULATOR_VENDORS = "WALLBOARD_SIMULATOR_VENDORS"  # "trio,calabrio"


def web(listen: str, port: int) -> Program:
    interface = listen.replace(":", "\\:")  # a colon separates the parts of an endpoint string
    endpoint = f"tcp:port={port}:interface={interface}:backlog={BACKLOG}"
    command = ("-m", "daphne", "--no-server-name", "-v", "0", "-e", endpoint)
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(listen, listen)  # noqa: S104
    return _python(
        "web",
        (*command, "wallboard.asgi:application"),
        ready=lambda: _accepts(host, port),
        # Twisted takes SIGINT and SIGTERM alike.
    )


def poll_worker() -> Program:
    return _worker("poll", "tick,poll", POLL_THREADS)


def stream_worker() -> Program:
    return _worker("stream", "stream", STREAM_THREADS)


def history_worker() -> Program:
    return _worker("history", "history", HISTORY_THREADS)


def _worker(name: str, queues: str, threads: int) -> Program:
    return _python(
        f"worker-{name}",
        (
            *("-m", "celery", "-A", "wallboard.celery", "worker", "-P", "threads"),
            *("-Q", queues, "-c", str(threads), "-n", f"{name}@%h"),
            *("--without-gossip", "--without-mingle", "--without-heartbeat", "-l", "info"),
        ),
    )


def beat(pid_folder: str) -> Program:
    # No pid file: the supervisor's lock already says that there is one, and after a kill -9 a
    # left-over file would keep beat from starting.
    return _python(
        "beat",
        (
            *("-m", "celery", "-A", "wallboard.celery", "beat", "-l", "info"),
            *("--pidfile", "", "-s", f"{pid_folder}/celerybeat-schedule"),
        ),
    )


def simulator(ports: Mapping[str, int]) -> Program:
    control, *faces = SIMULATOR_PORTS
    words = ["--port", str(ports[control])]
    for name in faces:
        words += [f"--{name.replace('_', '-')}-port", str(ports[name])]
    words += shlex.split(os.environ.get(SIMULATOR_OPTIONS, ""))
    return _python(
        "simulator",
        ("-m", "connectors.simulator", *words),
        ready=lambda: bool(simulator_addresses(ports["simulator"])),
    )


def simulated_vendors() -> tuple[str, ...]:
    """Whose faces become accounts of the demo."""
    named = os.environ.get(SIMULATOR_VENDORS, "").replace(",", " ").split()
    return tuple(vendor for vendor in SIMULATED_VENDORS if vendor in named or not named)


def simulator_addresses(port: int) -> dict[str, Any]:
    """Of its faces, from its control port; empty until it is ready."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/ready", timeout=2) as reply:
            found = json.load(reply)
    except (OSError, urllib.error.URLError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _python(name: str, words: tuple[str, ...], **more: Any) -> Program:
    more.setdefault("stop", signal.SIGTERM)
    return Program(name, (sys.executable, *words), **more)


def _accepts(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), timeout=0.5).close()
    except OSError:
        return False
    return True
