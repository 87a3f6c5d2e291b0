"""The same application under both servers: a screen joins, is told of a poll, and says goodbye."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
import redis
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from bootstrap import launcher
from tests.services import waiting
from wallboard.domain.observation import Batch, Kind, Observation, Value
from wallboard.live.protocol import Close
from wallboard.live.rights import DISPLAY_COOKIE
from wallboard.state.store import FactStore

ROOT = Path(__file__).parents[2]
APPLICATION = "wallboard.asgi:application"
SERVERS = {
    "daphne": ("-m", "daphne", "-v", "0", "-b", "127.0.0.1", "-p", "{port}", APPLICATION),
    "uvicorn": ("-m", "uvicorn", "--log-level", "error", "--port", "{port}", APPLICATION),
    "uvicorn-shared": (
        *("-m", "uvicorn", "--log-level", "error", "--port", "{port}", APPLICATION),
        *("--ws", "wallboard.live.shared_frames:SharedFrames", "--ws-per-message-deflate", "false"),
    ),
    "uvicorn-shared-deflate": (
        *("-m", "uvicorn", "--log-level", "error", "--port", "{port}", APPLICATION),
        *("--ws", "wallboard.live.shared_frames:SharedFrames"),
    ),
}
PREPARE = """
from wallboard.boards.models import *
from wallboard.boards.models.queue import Queue
site = Site.objects.create(name="Norrköping", slug="norrkoping")
account = Account.objects.create(site=site, vendor="trio", name="Trio", base_url="https://t.test")
queue = Queue.objects.create(site=site, name="Support")
QueueAlias.objects.create(queue=queue, account=account, external_id="1")
board = Board.objects.create(site=site, slug="wall", name="Wall")
Widget.objects.create(board=board, type="figure", options={"metric": "contacts_waiting"})
display = Display(site=site, board=board, name="Room 4")
secret = display.new_secret()
display.save()
print("made", site.pk, account.pk, board.pk, secret)
"""

pytestmark = pytest.mark.slow


class Made:
    """What the database holds."""

    def __init__(self, line: str, environment: dict[str, str]) -> None:
        _, self.site, self.account, self.board, self.secret = line.split()
        self.environment = environment


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, valkey_url: str) -> Made:
    folder = str(tmp_path_factory.mktemp("state"))
    environment = {
        **os.environ,
        "WALLBOARD_STATE_DIR": folder,
        "WALLBOARD_REDIS_URL": valkey_url,
        "DJANGO_SETTINGS_MODULE": "wallboard.settings",
    }

    def manage(*words: str) -> str:
        command = [sys.executable, "manage.py", *words]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    manage("migrate", "-v", "0")
    printed = manage("shell", "--no-imports", "-c", PREPARE)
    (line,) = [line for line in printed.splitlines() if line.startswith("made ")]
    return Made(line, environment)


@pytest.fixture(scope="module", params=SERVERS)
def port(request: pytest.FixtureRequest, made: Made) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
    words = [word.format(port=number) for word in SERVERS[request.param]]
    command = launcher.command([sys.executable, *words])
    server = subprocess.Popen(command, cwd=ROOT, env=made.environment)
    try:
        waiting.until(lambda: _listens(number), f"{request.param} to listen", 30)
        yield number
    finally:
        server.kill()
        server.wait()


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def opened(port: int, cookies: str = "") -> ClientConnection:
    return connect(
        f"ws://127.0.0.1:{port}/ws/board/",
        origin=Origin(f"http://127.0.0.1:{port}"),
        additional_headers={"Cookie": cookies} if cookies else {},
        proxy=None,
    )


def heard(page: ClientConnection, type_: str) -> dict[str, Any]:
    while True:
        message: dict[str, Any] = orjson.loads(page.recv(timeout=10))
        if message["type"] == type_:
            return message


def tell(page: ClientConnection, **message: Any) -> None:
    page.send(orjson.dumps(message).decode())


def test_a_screen_joins_and_is_told_of_a_poll(
    port: int, made: Made, redis_client: redis.Redis
) -> None:
    with opened(port, f"{DISPLAY_COOKIE}={made.secret}") as page:
        assert heard(page, "hello")["protocol"] == 1
        tell(page, type="join", protocol=1, board=made.board)
        snapshot = heard(page, "snapshot")
        tell(page, type="ack", frame=snapshot["frame"])
        now = time.time()
        values = {"contacts_waiting": Value(7)}
        observation = Observation(Kind.QUEUE, "1", values, now, now)
        covers = frozenset({Kind.QUEUE})
        batch = Batch(made.account, "state", covers, (observation,), now)
        FactStore(redis_client).apply(made.site, batch)
        (view,) = heard(page, "snapshot")["views"].values()
        assert view["figure"] == {"v": 7}
        tell(page, type="ping", echo=3)
        while heard(page, "heartbeat").get("echo") != 3:
            pass


def test_nobody_in_particular_hears_why_and_is_closed(port: int) -> None:
    with opened(port) as page:
        assert heard(page, "hello")
        assert heard(page, "bye")["code"] == Close.NOT_SIGNED_IN
        with pytest.raises(ConnectionClosed) as closed:
            page.recv(timeout=10)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == Close.NOT_SIGNED_IN


def test_a_frame_that_is_too_large_is_closed_with_its_code(port: int, made: Made) -> None:
    with opened(port, f"{DISPLAY_COOKIE}={made.secret}") as page:
        page.send("x" * 5000)
        with pytest.raises(ConnectionClosed) as closed:
            while True:
                page.recv(timeout=10)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == Close.OVERSIZED
