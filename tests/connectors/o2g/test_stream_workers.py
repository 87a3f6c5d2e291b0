"""Real stream workers of a real product: killed, told to stop, stormed, and refused by O2G."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.services import scale, waiting
from tests.services.fixtures import OpenStack
from tests.services.stack import ALL, Stack
from wallboard.domain.observation import Kind
from wallboard.embedded import programs
from wallboard.state import keys
from wallboard.state.redis import sync_client_at
from wallboard.state.store import FactStore

pytestmark = [pytest.mark.e2e, pytest.mark.alone, scale.timeout(240, 1500)]

WORKER = "worker-stream"
READERS = int(scale.seconds(3, 20))
STORM_SECONDS = (6.0, 600.0)
PASSWORD = "demo-o2g-1"

ADD = """
from wallboard.boards.models import Account
demo = Account.objects.get(vendor="o2g", simulation=True)
result = {{"site": str(demo.site_id), "demo": str(demo.pk), "accounts": []}}
for number in {numbers}:
    one = Account(site=demo.site, vendor="o2g", name=f"Reader {{number}}", base_url=demo.base_url)
    one.keep_secrets({{"login": f"wallboard-{{number}}", "password": "{password}"}})
    one.save()
    result["accounts"].append(str(one.pk))
"""
CORRECT = """
from wallboard.boards.models import Account
one = Account.objects.get(pk="{account}")
result = one.trouble
one.keep_secrets({{"login": "{login}", "password": "{password}"}})
one.acquit()
one.save()
"""


class Product:
    """A stack, and how fresh its O2G accounts are."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self._client = sync_client_at(stack.redis_url)
        self._store = FactStore(self._client)
        found = self.add()
        self.site, self.demo = found["site"], found["demo"]

    def add(self, *numbers: int, password: str = PASSWORD) -> Any:
        return self.stack.evaluate(ADD.format(numbers=list(numbers), password=password))

    def confirmed_at(self, account: str) -> float:
        """When its agents were last known to be right."""
        return max(
            (at for source, at in self._store.confirmed(self.site).items()
             if source.account == account and source.kind is Kind.AGENT and source.job == "events"),
            default=0.0,
        )  # fmt: skip

    def told_after(self, at: float, *accounts: str) -> Callable[[], bool]:
        return lambda: all(self.confirmed_at(account) > at for account in accounts)

    def is_read(self, account: str) -> bool:
        return bool(self._client.exists(keys.lease(f"stream:{account}:events")))

    def channels(self, login: str = "wallboard") -> dict[str, int]:
        found: dict[str, int] = self.stack.centre.o2g()["channels"].get(login, {})
        return found

    def sign_ins(self, since: int = 0) -> list[dict[str, Any]]:
        found = self.stack.centre.log(face="o2g", kind="sign_in", since=since)
        return list(found["entries"])


@pytest.fixture(scope="module")
def product(open_stack: OpenStack) -> Iterator[Product]:
    with open_stack("o2g", simulator="--agents 12 --queues 4", vendors=ALL) as stack:
        one = Product(stack)
        waiting.until(one.told_after(0.0, one.demo), "events to be read", 60.0)
        yield one


def test_after_kill_nine_events_flow_again_within_fifteen_seconds(product: Product) -> None:
    sign_ins = len(product.sign_ins())
    opened = product.channels()["opened"]
    product.stack.kill(WORKER)
    killed_at = time.time()
    waiting.until(product.told_after(killed_at, product.demo), "events to flow again", 15.0)
    channels = product.channels()
    assert channels["opened"] > opened
    assert channels["max_open"] == 1
    assert len(product.sign_ins()) == sign_ins, "the session was found in the store"


def test_a_stop_signal_drains_the_readers_within_two_seconds(product: Product) -> None:
    waiting.until(lambda: product.is_read(product.demo), "a reader", 20.0)
    pid = product.stack.pid_of(WORKER)
    assert pid is not None
    os.kill(pid, signal.SIGTERM)
    stopped_at = time.time()
    waiting.until(lambda: not product.is_read(product.demo), "the lease to be free", 2.0, 0.01)
    waiting.until(product.told_after(stopped_at + 1.0, product.demo), "the next reader", 15.0)
    assert product.channels()["max_open"] == 1


def test_a_rejected_login_is_tried_once_until_somebody_corrects_it(product: Product) -> None:
    before = max((entry["number"] for entry in product.sign_ins()), default=0)
    (account,) = product.add(41, password="wrong")["accounts"]

    def tried() -> list[dict[str, Any]]:
        return [one for one in product.sign_ins(before) if one["status"] in (401, 403)]

    waiting.until(tried, "an attempt", 15.0)
    time.sleep(scale.seconds(3.0, 60.0))
    assert len(tried()) == 1
    trouble = product.stack.evaluate(
        CORRECT.format(account=account, login="wallboard-41", password=PASSWORD)
    )
    assert "did not accept the sign-in" in trouble
    waiting.until(product.told_after(0.0, account), "events with the right password", 15.0)
    assert len(tried()) == 1


class SecondWorker:
    """Another stream worker beside the supervisor's, started and killed by the test."""

    def __init__(self, stack: Stack, log: Path) -> None:
        program = programs.stream_worker()
        self._command = [word.replace("stream@%h", "second@%h") for word in program.command]
        self._env = stack.environment()
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self._log.open("ab") as out:
            self._process = subprocess.Popen(
                self._command, env=self._env, stdin=subprocess.DEVNULL, stdout=out, stderr=out
            )

    def end(self, number: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(number)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(10)
            self._process.kill()
            self._process.wait()
            self._process = None


def test_in_a_storm_of_restarts_each_account_has_one_reader(
    product: Product, tmp_path: Path
) -> None:
    numbers = range(1, READERS + 1)
    accounts = product.add(*numbers)["accounts"]
    second = SecondWorker(product.stack, tmp_path / "second.log")
    dice = random.Random(7)
    second.start()
    try:
        waiting.until(product.told_after(0.0, *accounts), "all readers", 60.0)
        until = time.monotonic() + scale.seconds(*STORM_SECONDS)
        while time.monotonic() < until:
            how = dice.choice((signal.SIGKILL, signal.SIGTERM))
            if dice.random() < 0.5:
                second.end(how)
                second.start()
            elif pid := product.stack.pid_of(WORKER):
                os.kill(pid, how)
            time.sleep(dice.uniform(2.0, scale.seconds(3.0, 9.0)))
        ended_at = time.time()
        waiting.until(product.told_after(ended_at, product.demo, *accounts), "all again", 30.0)
    finally:
        second.end(signal.SIGTERM)
    most = {number: product.channels(f"wallboard-{number}")["max_open"] for number in numbers}
    assert set(most.values()) == {1}, most
