"""Latency: from the line that the simulated O2G writes to the frame that viewers receive.

The whole product runs as `./run` starts it: reader in worker-stream, Valkey, daphne. Its centre
stands still but for events that say, of ten processing groups in turn, the instant at which the
simulator hands the line over; the queue table shows it, and the load client takes its age in every
frame. Each event is counted once per viewer, with the frame that first shows it.
"""

from __future__ import annotations

import contextlib
import itertools
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bootstrap import say
from bootstrap.trouble import Trouble
from tests.bench import tools
from tests.bench.arena import ended
from tests.bench.contestants import FRAMES_PER_ACK, SNAPSHOT_SEEN, WS_PATH
from tests.bench.processes import OTHERS, Process
from tests.services import waiting
from tests.services.stack import ALL, Stack

FIELD = (1, 200)  # viewers
RATE = 50.0  # events a second
NAME = "o2g-to-viewer"
INSTANT = '"expected_wait_seconds":{"v":'  # the field that carries it
MEMBER = "consolidatedQueuesEWT"
NUMBERS = tuple(str(69001 + index) for index in range(10))
START_SECONDS, CONNECT_SECONDS, SETTLE_SECONDS, DRAIN_SECONDS = 60.0, 30.0, 2.0, 1.0

LIST_GROUPS = """
from wallboard.boards.models import Account
account = Account.objects.get(vendor="o2g")
account.options = {**account.options, "listed": "pilots and groups"}
account.save()
"""
FOUND = f"""
from wallboard.boards.models import QueueAlias
found = QueueAlias.objects.filter(external_id__in=[f"group:{{n}}" for n in {NUMBERS!r}])
result = found.count()
"""
BOARD = f"""
from wallboard.boards.models import Board, QueueAlias, Site, Widget
site = Site.objects.get()
board = Board.objects.create(site=site, slug="latency", name="Latency", purpose="desk")
found = QueueAlias.objects.filter(external_id__in=[f"group:{{n}}" for n in {NUMBERS!r}])
Widget.objects.create(
    board=board, type="queue_table", x=0, y=0, width=12, height=8,
    options={{
        "queues": [str(one.queue_id) for one in found],
        "columns": ["expected_wait_seconds"],
    }},
)
result = str(board.pk)
"""


@dataclass(frozen=True)
class Product:
    """The running product, and the board that shows the instants."""

    stack: Stack
    board: str
    cookie: str
    load_client: Path
    log: Path

    def viewers(self, count: int) -> Process:
        join = f'{{"type":"join","protocol":1,"board":"{self.board}"}}'
        words = ["-m", INSTANT, "-e", "-j", join, "-a", FRAMES_PER_ACK, "-u", SNAPSHOT_SEEN]
        return Process(
            [self.load_client, str(self.stack.port), WS_PATH, str(count), *words],
            OTHERS,
            self.log,
            {"WSLOAD_HEADER": self.cookie},
            talks=True,
        )

    def send(self, rate: float, seconds: float) -> dict[str, float]:
        """So many events at a pace that nobody can slow; how many, and how late the latest."""
        began, late_seconds = time.perf_counter(), 0.0
        count = int(rate * seconds)
        for number, queue in zip(range(count), itertools.cycle(NUMBERS), strict=False):
            left = began + number / rate - time.perf_counter()
            if left > 0:
                time.sleep(left)
            late_seconds = max(late_seconds, -left)
            say_wait(self.stack, queue)
        return {"sent": count, "late_ms": round(late_seconds * 1e3, 1)}


def say_wait(stack: Stack, queue: str) -> None:
    event = {"eventName": "OnPGAgentRtiChanged", "number": queue, "name": f"Latency {queue}"}
    stack.centre.emit(event, stamp=MEMBER)


@contextlib.contextmanager
def product() -> Iterator[Product]:
    """The product with its board. Raises Trouble when it does not get so far."""
    load_client = tools.load_client()
    log = tools.folder() / "log" / "latency.log"
    log.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        stack = Stack(Path(folder), simulator="--frozen", vendors=ALL)
        try:
            with say.step("Starting the product to measure"):
                stack.start()
                stack.evaluate(LIST_GROUPS)
                board = _board(stack)
            with contextlib.closing(stack.sign_in()) as client:
                pairs = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
            yield Product(stack, board, f"Cookie: {pairs}", load_client, log)
        except AssertionError as error:  # what a helper of the tests waited for did not come
            raise Trouble(str(error).splitlines()[0]) from None
        finally:
            stack.stop()


def _board(stack: Stack) -> str:
    def named() -> bool:
        for queue in NUMBERS:
            say_wait(stack, queue)
        return bool(stack.evaluate(FOUND) == len(NUMBERS))

    waiting.until(named, "the reader of events to name the queues", START_SECONDS, 0.5)
    return str(stack.evaluate(BOARD))


def measure(place: Product, viewers: int, rate: float, seconds: float) -> dict[str, Any]:
    """One run with so many viewers."""
    clients = place.viewers(viewers)
    with ended(clients):
        clients.hear(CONNECT_SECONDS)
        place.send(rate, SETTLE_SECONDS)
        time.sleep(DRAIN_SECONDS)
        clients.say("r")
        clients.hear(10.0)
        sent = place.send(rate, seconds)
        time.sleep(DRAIN_SECONDS)
        clients.say("r")
        seen = clients.hear(10.0)
    return {
        "name": NAME,
        "viewers": viewers,
        "rate": rate,
        "p50_ms": seen["p50_ms"],
        "p99_ms": seen["p99_ms"],
        "max_ms": seen["max_ms"],
        "shown_share": round(seen["frames"] / viewers / sent["sent"], 3),
        "dropped": seen["dropped"],
        "source_late_ms": sent["late_ms"],
        "client_cpu_s": seen["cpu"],
    }
