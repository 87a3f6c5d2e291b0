"""What all measurements stand on: Valkey, the installation, the load client, a publisher."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bootstrap import say
from tests.bench import tools
from tests.bench.contestants import WS_PATH, Contestant
from tests.bench.processes import OTHERS, SERVER, Process
from tests.bench.product import Product, fill, prepare, prepare_environment
from tests.services.valkey import TestValkey


@dataclass(frozen=True)
class Arena:
    """One Valkey, one installation; servers and viewers come and go."""

    product: Product
    load_client: Path
    logs: Path

    def server(self, who: Contestant, port: int) -> Process:
        log = self.logs / f"{who.name}.log"
        return Process(who.command(port), SERVER, log, who.env)

    def viewers(self, who: Contestant, port: int, count: int, *words: str) -> Process:
        command = [str(self.load_client), str(port), WS_PATH, str(count), *who.viewer(self.product)]
        return Process(
            [*command, *words],
            OTHERS,
            self.logs / "viewers.log",
            {"WSLOAD_HEADER": self.product.cookie},
            talks=True,
        )

    def publisher(self) -> Process:
        words = [sys.executable, "-m", "tests.bench.publisher"]
        log = self.logs / "publisher.log"
        return Process([*words, self.product.site, self.product.account], OTHERS, log, talks=True)

    def fill(self) -> None:
        """Fresh facts: a board that was left alone for long would show them as lost."""
        fill(self.product)


@contextlib.contextmanager
def arena() -> Iterator[Arena]:
    folder = tools.folder()
    load_client = tools.load_client()
    tools.node_server()
    tools.channel_layer()
    logs = folder / "log"
    logs.mkdir(exist_ok=True)
    valkey = TestValkey(folder / "state")
    valkey.start()
    try:
        prepare_environment(folder / "state", valkey.url)
        with say.step("Preparing an installation to measure"):
            product = prepare()
        yield Arena(product, load_client, logs)
    finally:
        valkey.kill()


@contextlib.contextmanager
def ended(*processes: Process) -> Iterator[None]:
    """They end with the block, whatever happens in it."""
    try:
        yield
    finally:
        for process in processes:
            process.end()
